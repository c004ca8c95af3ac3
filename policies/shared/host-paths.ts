import { asList, asString, isObject, member, type Json, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { isAbsent } from '../../src/kube/sharing.ts';
import { allContainers, podSpec } from '../../src/kube/workloads.ts';

/** A path of the node that a pod or a PersistentVolume names. */
export interface HostPathAt {
  /** The name of the pod's volume, or of the PersistentVolume. */
  readonly volume: string;
  readonly hostPath: string;
  /** Of the field `hostPath`. */
  readonly path: Path;
}

/** Every hostPath of a workload's pods, or of a PersistentVolume. */
export function hostPathsOf(subject: Subject): readonly HostPathAt[] {
  if (subject.workload === undefined) return hostPathIn(member(subject.resource, 'spec'), subject.name, ['spec']);
  const pod = podSpec(subject);
  return asList(member(pod?.spec, 'volumes')).flatMap((volume, index) =>
    hostPathIn(volume, asString(member(volume, 'name')) ?? '', [...(pod?.path ?? []), 'volumes', index]),
  );
}

/** Whether every mount of a volume is read-only. Who binds a PersistentVolume may mount it as he likes. */
export function isMountedReadOnly(subject: Subject, volume: string): boolean {
  if (subject.workload === undefined) return false;
  const mounts = allContainers(subject).flatMap(({ container }) => asList(member(container, 'volumeMounts')));
  return mounts.every((mount) => member(mount, 'name') !== volume || member(mount, 'readOnly') === true);
}

/** Whether a path is one or below it, part by part; `..` leads anywhere, so it is below nothing. */
export function isAtOrBelow(prefix: string, path: string): boolean {
  const parts = partsOf(path);
  if (!path.startsWith('/') || parts.includes('..')) return false;
  return partsOf(prefix).every((part, index) => parts[index] === part);
}

function hostPathIn(holder: Json | undefined, volume: string, path: Path): readonly HostPathAt[] {
  const hostPath = member(holder, 'hostPath');
  if (isAbsent(hostPath)) return [];
  return [{ volume, hostPath: isObject(hostPath) ? (asString(member(hostPath, 'path')) ?? '') : '', path: [...path, 'hostPath'] }];
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
