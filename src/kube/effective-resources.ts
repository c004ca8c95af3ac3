import { asObject, member, type Json, type JsonObject } from '../engine/json.ts';
import { add, amountsOf, raise, type Amounts } from './amounts.ts';
import type { ContainerRole } from './workloads.ts';

export type ResourceList = 'requests' | 'limits';

/** What one container or a pod as a whole states (core/v1 ResourceRequirements). */
export type Requirements = Readonly<Record<ResourceList, JsonObject>>;

/** What a container states. Ephemeral ones can state nothing, and count for nothing. */
export type ContainerRequirements = Requirements & { readonly name: string; readonly role: Exclude<ContainerRole, 'ephemeral'> };

/** All that decides what a pod takes. Plain data, so that facts can keep it. */
export type PodRequirements = {
  /** The regular ones, and the init containers in the order in which they start. */
  readonly containers: readonly ContainerRequirements[];
  /** What stands at the level of the pod. */
  readonly own: Requirements;
  /** What the runtime class adds. */
  readonly overhead: JsonObject;
};

/**
 * What the quota controller and the scheduler count for a pod: PodRequests and PodLimits of k8s.io/component-helpers/resource/helpers.go.
 * Overhead raises a limit only where there is one that is not zero.
 */
export function effectiveResources({ containers, own, overhead }: PodRequirements, list: ResourceList): Amounts {
  const amounts = mostAtOnce(containers.map((container) => ({ role: container.role, amounts: amountsOf(container[list]) })));
  for (const [name, amount] of amountsOf(own[list])) if (isPodLevel(name)) amounts.set(name, amount);
  const more = amountsOf(overhead);
  if (list === 'limits') for (const name of more.keys()) if ((amounts.get(name) ?? 0n) === 0n) more.delete(name);
  add(amounts, more);
  return amounts;
}

/**
 * What the LimitRanger counts for a pod: podRequests and podLimits of plugin/pkg/admission/limitranger/admission.go, without overhead, and
 * with nothing but cpu and memory at the level of the pod.
 */
export function limitRangerResources({ containers, own }: PodRequirements, list: ResourceList): Amounts {
  const amounts = mostAtOnce(containers.map((container) => ({ role: container.role, amounts: amountsOf(container[list]) })));
  for (const [name, amount] of amountsOf(own[list])) if (name === 'cpu' || name === 'memory') amounts.set(name, amount);
  return amounts;
}

/**
 * The most that the containers of a pod ask for at any one moment: all regular ones and sidecars together, or an init container beside
 * the sidecars that were started before it (AggregateContainerRequests and AggregateContainerLimits).
 */
export function mostAtOnce(containers: readonly { readonly role: ContainerRole; readonly amounts: Amounts }[]): Amounts {
  const running: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const starting: Amounts = new Map();
  for (const { role, amounts } of containers) {
    if (role === 'regular' || role === 'sidecar') add(running, amounts);
    if (role === 'sidecar') add(sidecars, amounts);
    if (role === 'sidecar') raise(starting, sidecars);
    if (role !== 'init') continue;
    const now = new Map(amounts);
    add(now, sidecars);
    raise(starting, now);
  }
  raise(running, starting);
  return running;
}

/** What a holder of `resources` states. */
export function requirementsOf(holder: Json | undefined): Requirements {
  const own = member(holder, 'resources');
  return { requests: asObject(member(own, 'requests')), limits: asObject(member(own, 'limits')) };
}

/** The only resources that may stand at the level of a pod. */
export function isPodLevel(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
