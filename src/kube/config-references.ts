import { asList, asObject, asString, isObject, member, valueAt } from '../engine/json.ts';
import type { Json, Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { oncePerSubject } from './once.ts';
import { allContainers, podSpec } from './workloads.ts';
import type { ContainerAt } from './workloads.ts';

/** One place where a workload's pods read a Secret or a ConfigMap. */
export interface ConfigReference {
  readonly kind: 'Secret' | 'ConfigMap';
  /** In the workload's own namespace: a pod can read no other. */
  readonly name: string;
  /** Of the field that names it. */
  readonly path: Path;
  /** The keys that it asks for, and where; none: all that there are. */
  readonly keys: readonly { readonly key: string; readonly path: Path }[];
  /** Pods start without it. */
  readonly optional: boolean;
  /** One variable, a variable for each key, a file for each, or what the driver of a volume logs in with. */
  readonly as: 'variable' | 'variables' | 'files' | 'login';
  /** The variable that gets it; for envFrom its prefix. */
  readonly env?: string;
  /** Those that see it: of a volume, the ones that mount it; of one that nobody mounts, all. */
  readonly containers: readonly ContainerAt[];
}

/** Every place where a workload's pods read a Secret or a ConfigMap: env, envFrom, volumes, projected volumes and CSI. */
export const configReferences: (subject: Identified) => readonly ConfigReference[] = oncePerSubject((subject) => {
  const containers = allContainers(subject);
  return [...containers.flatMap((at) => [...inEnv(at), ...inEnvFrom(at)]), ...inVolumes(subject, containers)];
});

/** The containers that mount each volume, by its name. */
export function mountersByVolume(containers: readonly ContainerAt[]): ReadonlyMap<string, readonly ContainerAt[]> {
  const mounters = new Map<string, ContainerAt[]>();
  for (const at of containers)
    for (const name of new Set(asList(member(at.container, 'volumeMounts')).map((mount) => asString(member(mount, 'name')) ?? ''))) {
      const known = mounters.get(name);
      if (known === undefined) mounters.set(name, [at]);
      else known.push(at);
    }
  return mounters;
}

/** Most variables have a value of their own. */
function inEnv(at: ContainerAt): readonly ConfigReference[] {
  return asList(member(at.container, 'env')).flatMap((entry, index) => {
    const source = member(entry, 'valueFrom');
    return isObject(source) ? inValueFrom(source, member(entry, 'name'), [...at.path, 'env', index, 'valueFrom'], at) : [];
  });
}

function inValueFrom(source: Json, name: Json | undefined, path: Path, at: ContainerAt): readonly ConfigReference[] {
  return REFS.flatMap(({ kind, keyRef }) => {
    const ref = member(source, keyRef);
    const place = [...path, keyRef];
    return reference(kind, ref, 'name', place, [at]).map((each) => ({
      ...each,
      as: 'variable' as const,
      keys: keyOf(ref, place),
      ...envOf(name),
    }));
  });
}

function inEnvFrom(at: ContainerAt): readonly ConfigReference[] {
  return asList(member(at.container, 'envFrom')).flatMap((entry, index) =>
    REFS.flatMap(({ kind, sourceRef }) => {
      const found = reference(kind, member(entry, sourceRef), 'name', [...at.path, 'envFrom', index, sourceRef], [at]);
      return found.map((each) => ({ ...each, as: 'variables' as const, ...envOf(member(entry, 'prefix')) }));
    }),
  );
}

function inVolumes(subject: Identified, containers: readonly ContainerAt[]): readonly ConfigReference[] {
  const pod = podSpec(subject);
  if (pod === undefined) return [];
  const mounters = mountersByVolume(containers);
  return asList(member(pod.spec, 'volumes')).flatMap((volume, index) => {
    const readers = mounters.get(asString(member(volume, 'name')) ?? '') ?? containers;
    const path = [...pod.path, 'volumes', index];
    const projected = asList(member(member(volume, 'projected'), 'sources')).flatMap((source, at) =>
      inSource(source, [...path, 'projected', 'sources', at], 'name', readers),
    );
    return [...inSource(volume, path, 'secretName', readers), ...projected, ...inLogin(volume, path)];
  });
}

/** No container sees it: the kubelet hands it to the driver. */
function inLogin(volume: Json, path: Path): readonly ConfigReference[] {
  return Object.keys(asObject(volume)).flatMap((source) => {
    const field = LOGINS.get(source);
    if (field === undefined) return [];
    const way = [source, ...field.slice(0, -1)];
    const found = reference('Secret', valueAt(volume, way), field.at(-1) ?? '', [...path, ...way], []);
    return found.map((each) => ({ ...each, as: 'login' as const }));
  });
}

/** A volume and an entry of a projected one differ in what they call a Secret's name. */
function inSource(holder: Json, path: Path, secretName: string, readers: readonly ContainerAt[]): readonly ConfigReference[] {
  return REFS.flatMap(({ kind, volume }) => {
    const source = member(holder, volume);
    if (!isObject(source)) return [];
    const at = [...path, volume];
    const keys = asList(member(source, 'items')).flatMap((item, index) => keyOf(item, [...at, 'items', index]));
    return reference(kind, source, kind === 'Secret' ? secretName : 'name', at, readers).map((each) => ({ ...each, keys }));
  });
}

function reference(
  kind: ConfigReference['kind'],
  ref: Json | undefined,
  field: string,
  path: Path,
  containers: readonly ContainerAt[],
): readonly ConfigReference[] {
  const name = asString(member(ref, field)) ?? '';
  const optional = member(ref, 'optional') === true;
  return name === '' ? [] : [{ kind, name, path: [...path, field], keys: [], optional, as: 'files', containers }];
}

function keyOf(holder: Json | undefined, path: Path): ConfigReference['keys'] {
  const key = isObject(holder) ? (asString(member(holder, 'key')) ?? '') : '';
  return key === '' ? [] : [{ key, path: [...path, 'key'] }];
}

function envOf(name: Json | undefined): { readonly env?: string } {
  return typeof name === 'string' && name !== '' ? { env: name } : {};
}

const REFS = [
  { kind: 'Secret', keyRef: 'secretKeyRef', sourceRef: 'secretRef', volume: 'secret' },
  { kind: 'ConfigMap', keyRef: 'configMapKeyRef', sourceRef: 'configMapRef', volume: 'configMap' },
] as const;
/** What a volume's driver logs in with, by the volume's type: as pkg/api/v1/pod/util.go (VisitPodSecretNames) knows them. */
const LOGINS: ReadonlyMap<string, readonly string[]> = new Map([
  ['azureFile', ['secretName']],
  ['csi', ['nodePublishSecretRef', 'name']],
  ...['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'].map((source): [string, string[]] => [
    source,
    ['secretRef', 'name'],
  ]),
]);
