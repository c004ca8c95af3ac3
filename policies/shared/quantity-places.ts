import { asList, asObject, isObject, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { podSpec, resourcedContainers, type Container } from '../../src/kube/workloads.ts';

/** An amount of a resource, and where it is written. */
export interface QuantityAt {
  /** As Kubernetes names it, without a quota's `requests.` or `limits.`: `cpu`, `memory`, `storage`, `hugepages-2Mi`. */
  readonly resource: string;
  readonly value: Json | undefined;
  readonly path: Path;
  readonly container?: Container;
  /** A request that equals its limit: written or defaulted from it, which can't be told; mending the limit may mend it. */
  readonly follows?: boolean;
}

/** Every amount that a workload, a claim, a quota or a limit range states. */
export function* quantitiesOf(subject: Subject): Iterable<QuantityAt> {
  const { kind, group, workload } = subject;
  if (workload !== undefined) yield* ofWorkload(subject);
  else if (group !== '') return;
  else if (kind === 'PersistentVolumeClaim') yield* ofRequirements(subject.resource, ['spec', 'resources']);
  else if (kind === 'ResourceQuota') yield* ofMap(subject.resource, ['spec', 'hard']);
  else if (kind === 'LimitRange') yield* ofItems(subject.resource);
}

function* ofWorkload(subject: Subject): Iterable<QuantityAt> {
  for (const { container, path } of resourcedContainers(subject))
    for (const place of ofRequirements(subject.resource, [...path, 'resources'])) yield { ...place, container };
  for (const index of asList(valueAt(subject.resource, CLAIM_TEMPLATES)).keys())
    yield* ofRequirements(subject.resource, [...CLAIM_TEMPLATES, index, 'spec', 'resources']);
  const pod = podSpec(subject);
  if (pod === undefined) return;
  yield* ofRequirements(subject.resource, [...pod.path, 'resources']);
  for (const [index, volume] of asList(member(pod.spec, 'volumes')).entries()) {
    const path = [...pod.path, 'volumes', index];
    const size = valueAt(volume, ['emptyDir', 'sizeLimit']);
    yield { resource: 'ephemeral-storage', value: size, path: [...path, 'emptyDir', 'sizeLimit'] };
    yield* ofRequirements(subject.resource, [...path, 'ephemeral', 'volumeClaimTemplate', 'spec', 'resources']);
  }
}

function* ofRequirements(root: Json, path: Path): Iterable<QuantityAt> {
  const limits = valueAt(root, [...path, 'limits']);
  for (const place of ofMap(root, [...path, 'requests'])) yield { ...place, follows: place.value === member(limits, place.resource) };
  yield* ofMap(root, [...path, 'limits']);
}

/** `maxLimitRequestRatio` is a ratio, not an amount. */
function* ofItems(root: Json): Iterable<QuantityAt> {
  const path = ['spec', 'limits'];
  for (const [index, item] of asList(valueAt(root, path)).entries())
    for (const field of ['min', 'max', 'default', 'defaultRequest']) if (isObject(item)) yield* ofMap(root, [...path, index, field]);
}

function* ofMap(root: Json, path: Path): Iterable<QuantityAt> {
  const map = asObject(valueAt(root, path));
  for (const key of Object.keys(map)) yield { resource: withoutPrefix(key), value: map[key], path: [...path, key] };
}

/** A quota counts `requests.memory`, `limits.cpu` and `gold.storageclass.storage.k8s.io/requests.storage`. */
function withoutPrefix(key: string): string {
  return key.replace(/^(?:[^/]*\.storageclass\.storage\.k8s\.io\/)?(?:requests|limits)\./u, '');
}

const CLAIM_TEMPLATES: Path = ['spec', 'volumeClaimTemplates'];
