import { asList, asString, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { GroupKind, Identified } from '../../src/engine/resource.ts';
import { podSpec } from '../../src/kube/workloads.ts';

/** A path of the node that a volume shows to pods (core/v1 HostPathVolumeSource). */
export interface HostPathAt {
  /** As written. */
  readonly path: string;
  /** For messages: `Volume "logs"`, `PersistentVolume "logs"`. */
  readonly who: string;
  /** Of the field that names it. */
  readonly at: Path;
}

/** What hostPath volumes are written in. */
export const HOST_PATH_KINDS: readonly (GroupKind | 'workloads')[] = ['workloads', { group: '', kind: 'PersistentVolume' }];

/** Every hostPath of a workload's volumes, or the one of a PersistentVolume, which shows the node just as well. */
export function hostPaths(subject: Identified): readonly HostPathAt[] {
  const { resource, group, kind, name } = subject;
  if (group === '' && kind === 'PersistentVolume')
    return hostPathOf(valueAt(resource, ['spec', 'hostPath']), `PersistentVolume "${name}"`, ['spec', 'hostPath']);
  const pod = podSpec(subject);
  if (pod === undefined) return [];
  return asList(member(pod.spec, 'volumes')).flatMap((volume, index) => {
    const who = `Volume "${asString(member(volume, 'name')) ?? ''}"`;
    return hostPathOf(member(volume, 'hostPath'), who, [...pod.path, 'volumes', index, 'hostPath']);
  });
}

/**
 * Whether a volume of one path shows another: it is the same, above it or within it, whatever slashes and dots they are
 * written with. An entry without a leading slash or drive, such as `.aws`, may lie in any folder.
 */
export function showsPath(hostPath: string, entry: string): boolean {
  const host = partsOf(hostPath);
  const wanted = partsOf(entry);
  if (/^(?:[/\\]|[A-Za-z]:)/u.test(entry)) return agree(host, 0, wanted);
  return wanted.length > 0 && host.some((_, from) => agree(host, from, wanted));
}

function hostPathOf(source: Json | undefined, who: string, path: Path): readonly HostPathAt[] {
  const hostPath = asString(member(source, 'path')) ?? '';
  return hostPath === '' ? [] : [{ path: hostPath, who, at: [...path, 'path'] }];
}

/** As far as both go. */
function agree(host: readonly string[], from: number, wanted: readonly string[]): boolean {
  return wanted.every((part, index) => from + index >= host.length || host[from + index] === part);
}

/** The folders of a path; Windows writes them with backslashes. */
function partsOf(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split(/[/\\]+/u)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}
