import { asList, asString, isObject, member, toPointer, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { Resource } from '../engine/resource.ts';
import { identify } from '../kube/identify.ts';
import { parseImage, parseRefPattern, type ImageReference } from '../kube/image-reference.ts';
import { groupOf } from '../kube/resources.ts';
import { allContainers, imageVolumes, workloadShape } from '../kube/workloads.ts';
import { compile } from '../settings/compile.ts';
import type { RawEnvironment, RawWorkload } from '../settings/raw.ts';
import type { Scanned } from './examine.ts';
import { environmentsIn } from './overlays.ts';

/** What a tree of manifests holds that settings may want to know. */
export interface Survey {
  readonly files: number;
  readonly resources: number;
  readonly charts: number;
  readonly kustomizations: number;
  /** Those that objects name. */
  readonly namespaces: readonly string[];
  readonly registries: readonly Registry[];
  /** Kinds that are not built in, and hold a pod template. */
  readonly workloads: readonly RawWorkload[];
  /** One for each overlay, and for whatever else is rendered by itself; none where there are not several overlays. */
  readonly environments: readonly RawEnvironment[];
}

export interface Registry {
  /** As `allowed-registries` takes it. */
  readonly ref: string;
  readonly images: number;
  /** Why it may not be one to trust. */
  readonly doubt?: string;
}

export function surveyOf(scanned: readonly Scanned[]): Survey {
  const resources = scanned.flatMap(({ subjects }) => subjects.map(({ subject }) => subject.resource));
  const texts = new Map(scanned.map(({ input }) => [input.path, input.text]));
  const workloads = workloadsIn(resources);
  const { charts, kustomizations, environments } = environmentsIn(texts);
  return {
    files: scanned.filter(({ subjects }) => subjects.length > 0).length,
    resources: resources.length,
    charts,
    kustomizations,
    namespaces: [...new Set(resources.flatMap(namespacesOf))].sort(),
    registries: registriesIn(resources, workloads),
    workloads,
    environments,
  };
}

function namespacesOf({ kind, metadata }: Resource): readonly string[] {
  const name = asString(member(metadata, kind === 'Namespace' ? 'name' : 'namespace'));
  return name === undefined || name === '' ? [] : [name];
}

function workloadsIn(resources: readonly Resource[]): readonly RawWorkload[] {
  const found = new Map<string, RawWorkload>();
  for (const resource of resources) {
    const { apiVersion, kind } = resource;
    const group = groupOf(apiVersion);
    const key = `${group}/${kind}`;
    // Of the core group nothing else makes pods: a PodTemplate only lies there.
    if (group === '' || found.has(key) || workloadShape(resource, []) !== undefined) continue;
    const template = templateIn(resource, []);
    if (template === undefined) continue;
    found.set(key, { apiVersion, kind, podTemplate: toPointer(template.path), longRunning: template.longRunning });
  }
  return [...found.values()];
}

/** The object that has a `spec` with containers; inside lists no pointer could name all of them. */
function templateIn(value: JsonObject, path: Path): { readonly path: Path; readonly longRunning: boolean } | undefined {
  const spec = member(value, 'spec');
  if (path.length > 0 && holdsContainers(spec)) return { path, longRunning: !ENDING.has(asString(member(spec, 'restartPolicy')) ?? '') };
  if (path.length === DEEPEST) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const found = isObject(child) ? templateIn(child, [...path, key]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function holdsContainers(spec: Json | undefined): boolean {
  return asList(member(spec, 'containers')).some((container) => typeof member(container, 'image') === 'string');
}

function registriesIn(resources: readonly Resource[], workloads: readonly RawWorkload[]): readonly Registry[] {
  const { workloads: declared } = compile({ workloads }, { rules: [], packs: [] });
  const images = resources.flatMap((resource) => {
    const subject = identify(resource, { declared });
    const written = [
      ...allContainers(subject).map(({ container }) => container.image),
      ...imageVolumes(subject).map(({ reference }) => reference),
    ];
    return written.flatMap((ref) => parseImage(ref) ?? []);
  });
  return [...Map.groupBy(images, refOf)]
    .filter(([ref]) => parseRefPattern(ref) !== undefined)
    .map(([ref, { length }]) => ({ ref, images: length, ...doubtAbout(ref) }))
    .sort((a, b) => b.images - a.images || (a.ref < b.ref ? -1 : 1));
}

/** Of a registry that everybody may push to, no more than the part that is one publisher's. */
function refOf({ host, repository }: ImageReference): string {
  return isPublic(host) ? `${host}/${repository.split('/')[0] ?? ''}` : host;
}

function doubtAbout(ref: string): Pick<Registry, 'doubt'> {
  const [host = ''] = ref.split('/');
  if (CURATED.has(ref)) return {};
  if (isPublic(host)) return { doubt: `anyone can publish on ${host}` };
  return LOCAL.test(host) ? { doubt: 'hardly a registry that a cluster reaches' } : {};
}

function isPublic(host: string): boolean {
  return PUBLIC.has(host) || /\.(?:pkg\.dev|gcr\.io)$/u.test(host);
}

const DEEPEST = 8;
const ENDING: ReadonlySet<string> = new Set(['Never', 'OnFailure']);
const PUBLIC: ReadonlySet<string> = new Set(['docker.io', 'gcr.io', 'ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.gitlab.com']);
/** Publishers that are known for what they let in. */
const CURATED: ReadonlySet<string> = new Set(['docker.io/library', 'gcr.io/distroless', 'public.ecr.aws/docker']);
const LOCAL = /^(?:localhost|[\d.]+|\[.*\]|[^.]*\.local)(?::\d+)?$/u;
