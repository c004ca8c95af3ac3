import type { FactsView } from '../../src/engine/fact.ts';
import type { JsonObject, Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { isPodLevel, requirementsOf, type ResourceList } from '../../src/kube/effective-resources.ts';
import { oncePerSubject } from '../../src/kube/once.ts';
import { podSpec, resourcedContainers, type Container } from '../../src/kube/workloads.ts';
import { containerDefaults, withContainerDefaults } from './container-defaults.ts';

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
  const values = defaults.map(({ value }) => value);
  return own.map((each) => ({ ...each, ...withContainerDefaults(each, values) }));
}

/** What a pod states at its own level, where it states an amount that Kubernetes reads there. */
export function podAllotment(subject: Subject): Allotment | undefined {
  const pod = podSpec(subject);
  const { requests, limits } = withContainerDefaults(requirementsOf(pod?.spec), []);
  if (pod === undefined || ![...Object.keys(requests), ...Object.keys(limits)].some(isPodLevel)) return undefined;
  return { who: 'The pod', path: [...pod.path, 'resources'], requests, limits };
}

const ownAllotments = oncePerSubject((subject): readonly Allotment[] =>
  resourcedContainers(subject).map(({ container, name, path }) => ({
    who: `Container "${name}"`,
    path: [...path, 'resources'],
    container,
    ...withContainerDefaults(requirementsOf(container), []),
  })),
);
