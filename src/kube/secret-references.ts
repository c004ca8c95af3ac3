import { asList, asString, isObject, member } from '../engine/json.ts';
import type { Json, Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
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
  const containers = allContainers(subject);
  return [...containers.flatMap((at) => [...envUsages(at), ...envFromUsages(at)]), ...volumeUsages(subject, containers)];
}

function envUsages(at: ContainerAt): readonly SecretUsage[] {
  return asList(member(at.container, 'env')).flatMap((entry, index) => {
    const ref = member(member(entry, 'valueFrom'), 'secretKeyRef');
    const path = [...at.path, 'env', index, 'valueFrom', 'secretKeyRef', 'name'];
    const env = nonEmpty(member(entry, 'name'));
    return usage('Secret', member(ref, 'name'), path, [at]).map((found) => ({
      ...found,
      ...keyOf(ref),
      ...(env !== undefined && { env }),
    }));
  });
}

function envFromUsages(at: ContainerAt): readonly SecretUsage[] {
  return asList(member(at.container, 'envFrom')).flatMap((entry, index) => {
    const env = nonEmpty(member(entry, 'prefix'));
    const path = [...at.path, 'envFrom', index, 'secretRef', 'name'];
    const found = usage('Secret', member(member(entry, 'secretRef'), 'name'), path, [at]);
    return env === undefined ? found : found.map((each) => ({ ...each, env }));
  });
}

function volumeUsages(subject: Identified, containers: readonly ContainerAt[]): readonly SecretUsage[] {
  const pod = podSpec(subject);
  if (pod === undefined) return [];
  const mounters = mountersByVolume(containers);
  return asList(member(pod.spec, 'volumes')).flatMap((volume, index) => {
    const readers = mounters.get(asString(member(volume, 'name')) ?? '') ?? containers;
    const path = [...pod.path, 'volumes', index];
    return [...secretVolume(volume, path, readers), ...projectedVolume(volume, path, readers), ...csiVolume(volume, path, readers)];
  });
}

function mountersByVolume(containers: readonly ContainerAt[]): ReadonlyMap<string, readonly ContainerAt[]> {
  const mounters = new Map<string, ContainerAt[]>();
  for (const at of containers)
    for (const name of new Set(asList(member(at.container, 'volumeMounts')).map((mount) => asString(member(mount, 'name')) ?? ''))) {
      const known = mounters.get(name);
      if (known === undefined) mounters.set(name, [at]);
      else known.push(at);
    }
  return mounters;
}

function secretVolume(volume: Json, path: Path, readers: readonly ContainerAt[]): readonly SecretUsage[] {
  const source = member(volume, 'secret');
  return itemsOf(source, usage('Secret', member(source, 'secretName'), [...path, 'secret', 'secretName'], readers));
}

function projectedVolume(volume: Json, path: Path, readers: readonly ContainerAt[]): readonly SecretUsage[] {
  return asList(member(member(volume, 'projected'), 'sources')).flatMap((entry, index) => {
    const source = member(entry, 'secret');
    return itemsOf(source, usage('Secret', member(source, 'name'), [...path, 'projected', 'sources', index, 'secret', 'name'], readers));
  });
}

/** secrets-store-csi-driver.sigs.k8s.io, and the clouds' managed builds of it. */
function csiVolume(volume: Json, path: Path, readers: readonly ContainerAt[]): readonly SecretUsage[] {
  const csi = member(volume, 'csi');
  if (asString(member(csi, 'driver'))?.startsWith('secrets-store') !== true) return [];
  const name = member(member(csi, 'volumeAttributes'), 'secretProviderClass');
  return usage('SecretProviderClass', name, [...path, 'csi', 'volumeAttributes', 'secretProviderClass'], readers);
}

/** Where `items` are given, no other key is projected. */
function itemsOf(source: Json | undefined, whole: readonly SecretUsage[]): readonly SecretUsage[] {
  const items = asList(member(source, 'items')).filter(isObject);
  return items.length === 0 ? whole : whole.flatMap((found) => items.map((item) => ({ ...found, ...keyOf(item) })));
}

function usage(kind: SecretUsage['kind'], name: Json | undefined, path: Path, containers: readonly ContainerAt[]): readonly SecretUsage[] {
  const given = nonEmpty(name);
  return given === undefined ? [] : [{ kind, name: given, path, containers }];
}

function keyOf(holder: Json | undefined): { readonly key?: string } {
  const key = nonEmpty(member(holder, 'key'));
  return key === undefined ? {} : { key };
}

function nonEmpty(value: Json | undefined): string | undefined {
  return asString(value) || undefined;
}
