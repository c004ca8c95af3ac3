import { asList, asObject, asString, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Edit } from '../../src/engine/rule.ts';
import { podSpec } from '../../src/kube/workloads.ts';
import { volumeMounts } from './volume-mounts.ts';

/**
 * Takes out the token's volume and its mounts, which the ServiceAccount admission plugin has put into a Pod before any
 * webhook sees it (plugin/pkg/admission/serviceaccount/admission.go): a Pod that has them gets the token, whatever else it says.
 */
export function withoutTokenVolumes(subject: Subject): readonly Edit[] {
  const pod = podSpec(subject);
  const volumes = asList(member(pod?.spec, 'volumes')).map((volume) => asString(member(volume, 'name')) ?? '');
  const mounts = volumeMounts(subject).filter(({ volume }) => isOfPlugin(volume));
  const places = volumes.flatMap((name, index) => (isOfPlugin(name) ? [[...(pod?.path ?? []), 'volumes', index]] : []));
  return [...mounts.map(({ path }) => path), ...places].toReversed().map(removed);
}

/** The volume that the plugin makes, and nothing else under its name. */
export function isTokenVolume(volume: Json): boolean {
  const sources = asList(valueAt(volume, ['projected', 'sources']));
  return isOfPlugin(asString(member(volume, 'name')) ?? '') && sources.length > 0 && sources.every(isPartOfToken);
}

function isPartOfToken(source: Json): boolean {
  const [kind = '', ...others] = Object.keys(asObject(source));
  const about = member(source, kind);
  if (others.length > 0) return false;
  if (kind === 'configMap') return member(about, 'name') === 'kube-root-ca.crt';
  return kind === 'downwardAPI' || (kind === 'serviceAccountToken' && member(about, 'audience') === undefined);
}

/** From the last on: what is removed moves what stands behind it. */
function removed(path: Path): Edit {
  return { op: 'remove', path };
}

function isOfPlugin(volume: string): boolean {
  return volume.startsWith('kube-api-access-');
}
