import { asList, isObject, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { podSpec, resourcedContainers, type Container } from '../../src/kube/workloads.ts';

/** An amount of a resource, and where it is written. */
export interface QuantityAt {
  /** As Kubernetes names it, without a quota's `requests.` or `limits.`: `cpu`, `memory`, `storage`, `hugepages-2Mi`. */
  readonly resource: string;
  readonly value: Json | undefined;
  readonly path: Path;
  readonly container?: Container | undefined;
  /** A request that equals its limit: written or defaulted from it, which can't be told; mending the limit may mend it. */
  readonly follows?: boolean;
}

/** Every amount that a workload, a claim, a quota or a limit range states. */
export function* quantitiesOf(subject: Subject): Iterable<QuantityAt> {
  const { kind, group, workload } = subject;
  if (workload !== undefined) yield* ofWorkload(subject);
  else if (group !== '') return;
  else if (kind === 'PersistentVolumeClaim') yield* ofRequirements(valueAt(subject.resource, REQUIREMENTS), REQUIREMENTS);
  else if (kind === 'ResourceQuota') yield* ofMap(member(subject.resource['spec'], 'hard'), ['spec'], 'hard');
  else if (kind === 'LimitRange') yield* ofItems(subject.resource);
}

function* ofWorkload(subject: Subject): Iterable<QuantityAt> {
  for (const { container, path } of resourcedContainers(subject))
    yield* ofRequirements(member(container, 'resources'), [...path, 'resources'], container);
  for (const [index, claim] of asList(valueAt(subject.resource, CLAIM_TEMPLATES)).entries())
    yield* ofRequirements(valueAt(claim, REQUIREMENTS), [...CLAIM_TEMPLATES, index, ...REQUIREMENTS]);
  const pod = podSpec(subject);
  if (pod === undefined) return;
  yield* ofRequirements(member(pod.spec, 'resources'), [...pod.path, 'resources']);
  for (const [index, volume] of asList(member(pod.spec, 'volumes')).entries()) {
    const path = [...pod.path, 'volumes', index];
    const size = member(member(volume, 'emptyDir'), 'sizeLimit');
    if (size !== undefined) yield { resource: 'ephemeral-storage', value: size, path: [...path, 'emptyDir', 'sizeLimit'] };
    const claim = member(member(volume, 'ephemeral'), 'volumeClaimTemplate');
    if (claim !== undefined)
      yield* ofRequirements(valueAt(claim, REQUIREMENTS), [...path, 'ephemeral', 'volumeClaimTemplate', ...REQUIREMENTS]);
  }
}

function* ofRequirements(requirements: Json | undefined, path: Path, container?: Container): Iterable<QuantityAt> {
  if (!isObject(requirements)) return;
  const limits = member(requirements, 'limits');
  for (const { resource, value, path: at } of ofMap(member(requirements, 'requests'), path, 'requests'))
    yield { resource, value, path: at, container, follows: value === member(limits, resource) };
  for (const { resource, value, path: at } of ofMap(limits, path, 'limits')) yield { resource, value, path: at, container };
}

/** `maxLimitRequestRatio` is a ratio, not an amount. */
function* ofItems(root: Json): Iterable<QuantityAt> {
  const path = ['spec', 'limits'];
  for (const [index, item] of asList(valueAt(root, path)).entries())
    for (const field of ['min', 'max', 'default', 'defaultRequest']) yield* ofMap(member(item, field), [...path, index], field);
}

function* ofMap(map: Json | undefined, path: Path, field: string): Iterable<QuantityAt> {
  if (!isObject(map)) return;
  for (const key of Object.keys(map)) yield { resource: withoutPrefix(key), value: map[key], path: [...path, field, key] };
}

/** A quota counts `requests.memory`, `limits.cpu` and `gold.storageclass.storage.k8s.io/requests.storage`. */
function withoutPrefix(key: string): string {
  return key.includes('.') ? key.replace(/^(?:[^/]*\.storageclass\.storage\.k8s\.io\/)?(?:requests|limits)\./u, '') : key;
}

const REQUIREMENTS: Path = ['spec', 'resources'];
const CLAIM_TEMPLATES: Path = ['spec', 'volumeClaimTemplates'];
