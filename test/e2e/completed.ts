import { applyEdit } from '../../src/engine/edit.ts';
import { asList, asObject, isObject, member, valueAt, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Resource, Subject } from '../../src/engine/resource.ts';

/** An object with what the API server insists on and a fixture leaves out, since its rule is about something else. */
export function completed(subject: Subject): Resource {
  const { kind, name, workload } = subject;
  const resource = asNew(subject);
  const named = name === '' ? set(resource, ['metadata', 'name'], 'completed') : resource;
  if (workload === undefined) return named;
  const spec = [...workload.podTemplate, 'spec'];
  const pod = set(named, spec, podSpec(asObject(valueAt(named, spec)), workload.longRunning));
  return (OF_KIND[kind] ?? same)(pod);
}

/** A new object of a built-in kind has no status: the API server drops what is sent (PrepareForCreate of each strategy). */
export function asNew({ resource, group }: Subject): Resource {
  if (resource['status'] === undefined || (group.includes('.') && !group.endsWith('.k8s.io'))) return resource;
  const { status: _, ...rest } = resource;
  return { ...rest, apiVersion: resource.apiVersion, kind: resource.kind };
}

function podSpec(spec: JsonObject, isLongRunning: boolean): JsonObject {
  const lists = ['containers', 'initContainers'].flatMap((list) =>
    Array.isArray(spec[list]) ? [[list, asList(spec[list]).map(container)]] : [],
  );
  const ends = isLongRunning ? {} : { restartPolicy: spec['restartPolicy'] ?? 'Never' };
  return { containers: [container({}, 0)], ...spec, ...ends, ...(Object.fromEntries(lists) as JsonObject) };
}

function container(item: Json, index: number): Json {
  if (!isObject(item) && item !== null) return item;
  return { ...IMAGE, name: `container-${index}`, ...asObject(item) };
}

/** Selected by a label of its own, unless it says by which. */
function selected(resource: Resource): Resource {
  const selector = valueAt(resource, ['spec', 'selector']) ?? { matchLabels: LABEL };
  const labels = { ...LABEL, ...asObject(valueAt(resource, LABELS)), ...asObject(member(selector, 'matchLabels')) };
  return set(set(resource, ['spec', 'selector'], selector), LABELS, labels);
}

function scheduled(resource: Resource): Resource {
  return set(resource, ['spec', 'schedule'], valueAt(resource, ['spec', 'schedule']) ?? '0 0 1 1 *');
}

function labelled(resource: Resource): Resource {
  const selector = valueAt(resource, ['spec', 'selector']) ?? LABEL;
  return set(set(resource, ['spec', 'selector'], selector), LABELS, { ...asObject(valueAt(resource, LABELS)), ...asObject(selector) });
}

function same(resource: Resource): Resource {
  return resource;
}

function set(resource: Resource, path: Path, value: Json): Resource {
  return (applyEdit(resource, { op: 'set', path, value }) ?? resource) as Resource;
}

const IMAGE = { image: 'registry.example/completed:1.0.0' };
const LABEL = { completed: 'yes' };
const LABELS: Path = ['spec', 'template', 'metadata', 'labels'];
const OF_KIND: Readonly<Record<string, (resource: Resource) => Resource>> = {
  Deployment: selected,
  DaemonSet: selected,
  ReplicaSet: selected,
  StatefulSet: selected,
  ReplicationController: labelled,
  CronJob: scheduled,
};
