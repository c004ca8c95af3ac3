import { asList, asObject, asString, isObject, member, valueAt } from '../engine/json.ts';
import type { Json, JsonObject, Path } from '../engine/json.ts';
import type { Identified, Resource, WorkloadShape } from '../engine/resource.ts';
import { oncePerSubject } from './once.ts';
import { groupOf } from './resources.ts';

export type ContainerRole = 'regular' | 'init' | 'sidecar' | 'ephemeral';

/** A container as written (core/v1 Container): every field untrusted. */
export type Container = JsonObject & { readonly name?: Json; readonly image?: Json };

export interface ContainerAt {
  readonly container: Container;
  /** For messages; `(no name)` where it has none. */
  readonly name: string;
  readonly path: Path;
  /** A sidecar is an init container with restartPolicy Always. */
  readonly role: ContainerRole;
}

/** A workload kind that the settings declare. */
export interface DeclaredWorkload extends WorkloadShape {
  readonly group: string;
  readonly kind: string;
}

/** Where a resource keeps its pod template; undefined for what makes no pods. A built-in kind can't be declared anew. */
export function workloadShape(resource: Resource, declared: readonly DeclaredWorkload[]): WorkloadShape | undefined {
  const group = groupOf(resource.apiVersion);
  const builtIn = BUILT_IN.get(`${group}/${resource.kind}`);
  if (builtIn === POD) return runsAlways(resource) ? POD : ENDING_POD;
  const entry = declared.find((each) => each.kind === resource.kind && each.group === group);
  return builtIn ?? (entry && declaredShape(resource, entry));
}

/** The pod spec of a workload, and where it stands. */
export function podSpec(subject: Identified): { readonly spec: JsonObject; readonly path: Path } | undefined {
  if (subject.workload === undefined) return undefined;
  const path = [...subject.workload.podTemplate, 'spec'];
  const spec = valueAt(subject.resource, path);
  return isObject(spec) ? { spec, path } : undefined;
}

/** The labels of a workload's pods; none for anything else. Values may be of any type. */
export function podLabels(subject: Identified): JsonObject {
  return podMetadata(subject, 'labels');
}

/** The annotations of a workload's pods; none for anything else. Values may be of any type. */
export function podAnnotations(subject: Identified): JsonObject {
  return podMetadata(subject, 'annotations');
}

/** Every container of a workload's pods: regular, init and sidecar, ephemeral. */
export function allContainers(subject: Identified): readonly ContainerAt[] {
  return podContainers(subject).all;
}

/** The containers that may have resources, probes and ports: all but the ephemeral ones. */
export function resourcedContainers(subject: Identified): readonly ContainerAt[] {
  return podContainers(subject).resourced;
}

/** The regular containers of pods that run until they are stopped. */
export function runningContainers(subject: Identified): readonly ContainerAt[] {
  return subject.workload?.longRunning === true ? podContainers(subject).regular : [];
}

/** The image volumes of a workload's pods: what they mount, and where that is written. */
export function imageVolumes(subject: Identified): readonly { readonly reference: Json | undefined; readonly path: Path }[] {
  const pod = podSpec(subject);
  return asList(member(pod?.spec, 'volumes')).flatMap((volume, index) => {
    const image = member(volume, 'image');
    const path = [...(pod?.path ?? []), 'volumes', index, 'image', 'reference'];
    return isObject(image) ? [{ reference: member(image, 'reference'), path }] : [];
  });
}

function podMetadata(subject: Identified, key: string): JsonObject {
  if (subject.workload === undefined) return asObject(undefined);
  return asObject(valueAt(subject.resource, [...subject.workload.podTemplate, 'metadata', key]));
}

/** What a template says of restarts counts also where its kind usually runs until it is stopped. */
function declaredShape(resource: Resource, declared: DeclaredWorkload): WorkloadShape {
  const lasts = declared.longRunning && runsAlways(valueAt(resource, declared.podTemplate));
  return lasts === declared.longRunning ? declared : { ...declared, longRunning: lasts };
}

function runsAlways(pod: Json | undefined): boolean {
  const policy = asString(member(member(pod, 'spec'), 'restartPolicy')) ?? '';
  return policy === '' || policy === 'Always';
}

export type ContainerList = 'containers' | 'initContainers' | 'ephemeralContainers';

const podContainers = oncePerSubject((subject) => {
  const pod = podSpec(subject);
  const regular = containersIn(pod, 'containers');
  const resourced = [...regular, ...containersIn(pod, 'initContainers')];
  return { regular, resourced, all: [...resourced, ...containersIn(pod, 'ephemeralContainers')] };
});

function containersIn(pod: ReturnType<typeof podSpec>, list: ContainerList): readonly ContainerAt[] {
  const found: ContainerAt[] = [];
  for (const [index, item] of asList(member(pod?.spec, list)).entries()) {
    const container = asContainer(item);
    if (container === undefined || pod === undefined) continue;
    const name = asString(member(container, 'name')) ?? '';
    found.push({ container, name: name === '' ? '(no name)' : name, path: [...pod.path, list, index], role: roleIn(list, container) });
  }
  return found;
}

/** A null item is an empty container, as Go decodes it; any other item that is no object is for `malformed` to name. */
function asContainer(item: Json): Container | undefined {
  if (item === null) return EMPTY;
  return isObject(item) ? item : undefined;
}

/** What a container of a list is for. */
export function roleIn(list: ContainerList, container: Json): ContainerRole {
  if (list === 'ephemeralContainers') return 'ephemeral';
  if (list === 'containers') return 'regular';
  return member(container, 'restartPolicy') === 'Always' ? 'sidecar' : 'init';
}

const TEMPLATE: Path = ['spec', 'template'];
const POD: WorkloadShape = { podTemplate: [], longRunning: true };
const ENDING_POD: WorkloadShape = { podTemplate: [], longRunning: false };
const LASTING: WorkloadShape = { podTemplate: TEMPLATE, longRunning: true };
const BUILT_IN: ReadonlyMap<string, WorkloadShape> = new Map([
  ['/Pod', POD],
  ['/ReplicationController', LASTING],
  ['apps/Deployment', LASTING],
  ['apps/StatefulSet', LASTING],
  ['apps/DaemonSet', LASTING],
  ['apps/ReplicaSet', LASTING],
  ['extensions/Deployment', LASTING],
  ['extensions/DaemonSet', LASTING],
  ['extensions/ReplicaSet', LASTING],
  ['batch/Job', { podTemplate: TEMPLATE, longRunning: false }],
  ['batch/CronJob', { podTemplate: ['spec', 'jobTemplate', 'spec', 'template'], longRunning: false }],
]);
const EMPTY: Container = Object.freeze({});
