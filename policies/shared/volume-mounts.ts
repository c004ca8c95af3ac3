import { asList, asString, isObject, member, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { allContainers, podSpec, type ContainerAt } from '../../src/kube/workloads.ts';

/** One volume mount of a container (core/v1 VolumeMount). */
export interface MountAt {
  readonly mount: JsonObject;
  /** The volume that it names. */
  readonly volume: string;
  /** Where it lies in the container, for messages. */
  readonly mountPath: string;
  readonly path: Path;
  readonly owner: ContainerAt;
}

/** Every volume mount of a workload's pods, those of init and ephemeral containers too. */
export function volumeMounts(subject: Identified): readonly MountAt[] {
  return allContainers(subject).flatMap((owner) =>
    asList(member(owner.container, 'volumeMounts')).flatMap((mount, index) => {
      if (!isObject(mount)) return [];
      const volume = asString(member(mount, 'name')) ?? '';
      const mountPath = asString(member(mount, 'mountPath')) ?? '';
      return [{ mount, volume, mountPath, path: [...owner.path, 'volumeMounts', index], owner }];
    }),
  );
}

/** The hostPath volumes of a workload's pods by name, each with the path of its node. */
export function hostPathVolumes(subject: Identified): ReadonlyMap<string, string> {
  return new Map(
    asList(member(podSpec(subject)?.spec, 'volumes')).flatMap((volume) => {
      const hostPath = member(volume, 'hostPath');
      return isObject(hostPath) ? [[asString(member(volume, 'name')) ?? '', asString(member(hostPath, 'path')) ?? ''] as const] : [];
    }),
  );
}
