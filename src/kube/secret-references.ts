import { asList, asString, member } from '../engine/json.ts';
import type { Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { configReferences, mountersByVolume } from './config-references.ts';
import type { ConfigReference } from './config-references.ts';
import { allContainers, podSpec } from './workloads.ts';
import type { ContainerAt } from './workloads.ts';

/** One place where a workload's pods read a Secret, or the remote objects of a SecretProviderClass. */
export interface SecretUsage {
  readonly kind: 'Secret' | 'SecretProviderClass';
  /** In the workload's own namespace: a pod can read no other. */
  readonly name: string;
  /** Absent: all keys. */
  readonly key?: string;
  /** The variable that gets it; for envFrom its prefix. */
  readonly env?: string;
  /** Of the field that names the Secret. */
  readonly path: Path;
  /** Those that see it: of a volume, the ones that mount it; of one that nobody mounts, all. */
  readonly containers: readonly ContainerAt[];
}

/** Every place where a workload's pods read a Secret as data: env, envFrom, volumes, projected volumes and CSI. */
export function secretUsages(subject: Identified): readonly SecretUsage[] {
  return [
    ...configReferences(subject)
      .filter(({ kind, as }) => kind === 'Secret' && as !== 'login')
      .flatMap(usagesOf),
    ...csiUsages(subject),
  ];
}

/** Where keys are given, no other one is read. */
function usagesOf({ name, path, keys, env, containers }: ConfigReference): readonly SecretUsage[] {
  const usage = { kind: 'Secret' as const, name, path, containers, ...(env !== undefined && { env }) };
  return keys.length === 0 ? [usage] : keys.map(({ key }) => ({ ...usage, key }));
}

/** secrets-store-csi-driver.sigs.k8s.io, and the clouds' managed builds of it. */
function csiUsages(subject: Identified): readonly SecretUsage[] {
  const pod = podSpec(subject);
  const containers = allContainers(subject);
  const mounters = mountersByVolume(containers);
  return asList(member(pod?.spec, 'volumes')).flatMap((volume, index) => {
    const csi = member(volume, 'csi');
    const name = asString(member(member(csi, 'volumeAttributes'), 'secretProviderClass')) ?? '';
    if (pod === undefined || name === '' || asString(member(csi, 'driver'))?.startsWith('secrets-store') !== true) return [];
    const path = [...pod.path, 'volumes', index, 'csi', 'volumeAttributes', 'secretProviderClass'];
    return [{ kind: 'SecretProviderClass', name, path, containers: mounters.get(asString(member(volume, 'name')) ?? '') ?? containers }];
  });
}
