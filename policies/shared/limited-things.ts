import type { FactsView } from '../../src/engine/fact.ts';
import { asObject, member, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { limitRangerResources, type ResourceList } from '../../src/kube/effective-resources.ts';
import { podRequirements } from '../../src/kube/pod-requirements.ts';
import { formatResource } from '../../src/kube/resource-units.ts';
import { claimsOf } from '../../src/kube/volume-claims.ts';
import { podSpec, type Container } from '../../src/kube/workloads.ts';
import { containerAllotments } from './allotments.ts';
import { containerDefaults, withContainerDefaults } from './container-defaults.ts';

/** What an item of a LimitRange speaks of: a container, a pod or a claim, with the amounts that the LimitRanger sees. */
export interface Limited extends Readonly<Record<ResourceList, JsonObject>> {
  /** As a LimitRange names it. */
  readonly type: 'Container' | 'Pod' | 'PersistentVolumeClaim';
  /** As a message begins with it: `Container "web"`, `The pod`, `Claim "data"`. */
  readonly who: string;
  /** Of the object that holds `requests` and `limits`. */
  readonly path: Path;
  readonly container?: Container;
}

/** The containers of a workload, its pod and its claims; or a claim that is an object of its own. */
export function limitedThings(subject: Subject, facts: FactsView): readonly Limited[] {
  const containers = containerAllotments(subject, facts).map((allotment) => ({ ...allotment, type: 'Container' as const }));
  return [...containers, ...podOf(subject, facts), ...claimsIn(subject)];
}

/** The sum is written as quantities again, so that all three are compared alike. */
function podOf(subject: Subject, facts: FactsView): readonly Limited[] {
  const pod = podSpec(subject);
  const own = podRequirements(subject);
  if (pod === undefined || own === undefined || subject.namespace === undefined) return [];
  const defaults = facts.get(containerDefaults, subject.namespace).map(({ value }) => value);
  const containers = own.containers.map((container) => ({ ...container, ...withContainerDefaults(container, defaults) }));
  const sum = (list: ResourceList): JsonObject => {
    const amounts = limitRangerResources({ ...own, containers }, list);
    return Object.fromEntries([...amounts].map(([resource, amount]) => [resource, formatResource(resource, amount)]));
  };
  const path = [...pod.path, 'resources'];
  return [{ type: 'Pod', who: 'The pod', path, requests: sum('requests'), limits: sum('limits') }];
}

function claimsIn(subject: Subject): readonly Limited[] {
  return claimsOf(subject).map(({ name, path, spec }) => {
    const requests = asObject(member(member(spec, 'resources'), 'requests'));
    return { type: 'PersistentVolumeClaim', who: `Claim "${name}"`, path: [...path, 'spec', 'resources'], requests, limits: NOTHING };
  });
}

/** Whether there is an amount that can not be read. */
export function isMalformed(value: Json | undefined): boolean {
  return value !== undefined && value !== null && parseAmount(value) === undefined;
}

const NOTHING: JsonObject = Object.freeze({});
