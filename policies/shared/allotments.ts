import type { FactsView } from '../../src/engine/fact.ts';
import { asObject, member, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { oncePerSubject } from '../../src/kube/once.ts';
import { podSpec, resourcedContainers, type Container } from '../../src/kube/workloads.ts';
import { containerDefaults } from './container-defaults.ts';
import type { ResourceList } from './pod-resources.ts';

/** The amounts that a container, or a pod as a whole, requests and may use. */
export interface Allotment extends Readonly<Record<ResourceList, JsonObject>> {
  /** As a message begins with it: `Container "web"`, `The pod`. */
  readonly who: string;
  /** Of its `resources`. */
  readonly path: Path;
  readonly container?: Container;
}

/** Each regular and init container, with what the LimitRanger writes into its Pods where the container itself says nothing. */
export function containerAllotments(subject: Subject, facts: FactsView): readonly Allotment[] {
  const own = ownAllotments(subject);
  const defaults = own.length === 0 || subject.namespace === undefined ? [] : facts.get(containerDefaults, subject.namespace);
  if (defaults.length === 0) return own;
  const filled = (list: ResourceList, amounts: JsonObject) => merged([amounts, ...defaults.map(({ value }) => value[list])]);
  return own.map((each) => ({ ...each, requests: filled('requests', each.requests), limits: filled('limits', each.limits) }));
}

/** What a pod states at its own level, where it states an amount that Kubernetes reads there. */
export function podAllotment(subject: Subject): Allotment | undefined {
  const pod = podSpec(subject);
  const own = member(pod?.spec, 'resources');
  const requests = merged([asObject(member(own, 'requests'))]);
  const limits = merged([asObject(member(own, 'limits'))]);
  if (pod === undefined || ![...Object.keys(requests), ...Object.keys(limits)].some(isPodLevel)) return undefined;
  return { who: 'The pod', path: [...pod.path, 'resources'], requests, limits };
}

/** The only resources that may stand at the level of a pod. */
export function isPodLevel(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}

const ownAllotments = oncePerSubject((subject): readonly Allotment[] =>
  resourcedContainers(subject).map(({ container, name, path }) => {
    const own = member(container, 'resources');
    const amounts = (list: ResourceList) => merged([asObject(member(own, list))]);
    return {
      who: `Container "${name}"`,
      path: [...path, 'resources'],
      container,
      requests: amounts('requests'),
      limits: amounts('limits'),
    };
  }),
);

/** The first that names an amount has the word, as the LimitRanger leaves alone what it finds; null is an absent amount. */
function merged(maps: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(maps.toReversed().flatMap((map) => Object.entries(map).filter(([, value]) => value !== null)));
}
