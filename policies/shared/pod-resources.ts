import type { FactsView } from '../../src/engine/fact.ts';
import { member, valueAt, type Json } from '../../src/engine/json.ts';
import { optional, text, type Parameters } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence, Remedy, RuleContext } from '../../src/engine/rule.ts';
import type { ResourceList } from '../../src/kube/effective-resources.ts';
import { parseQuantity } from '../../src/kube/quantity.ts';
import { podSpec, resourcedContainers } from '../../src/kube/workloads.ts';
import { containerDefaults } from './container-defaults.ts';

export type ResourceOffence = 'missing' | 'zero' | 'malformed';
export type QuantityParams = { readonly fixWith: string | undefined };

/** What the three `require-` rows of resources share, but for words. */
export function quantityParameter(description: string): Parameters<QuantityParams> {
  return { fixWith: optional(text('quantity', '', description)) };
}

export const QUANTITY_REMEDY: Remedy = { safety: 'unsafe', value: 'fixWith' };

/** Finds the containers without an amount of a resource that Kubernetes would act on. */
export function missingResource(list: ResourceList, resource: string) {
  return function* (subject: Subject, { facts }: RuleContext<QuantityParams>): Iterable<Offence<ResourceOffence>> {
    const pod = podSpec(subject);
    if (pod === undefined || counts(valueAt(pod.spec, ['resources', list, resource]))) return;
    for (const { container, name, path } of resourcedContainers(subject)) {
      const value = valueAt(container, ['resources', list, resource]);
      if (counts(value) || (isAbsent(value) && isDefaulted(subject, facts, list, resource))) continue;
      yield { message: offenceOf(value), data: { container: name }, at: [...path, 'resources', list, resource], container };
    }
  };
}

/** Zero is what Kubernetes takes for "none": for the quality of service, the scheduler and the runtime's limits alike. */
function counts(value: Json | undefined): boolean {
  const amount = parseQuantity(value);
  return amount !== undefined && amount > 0n;
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** The LimitRanger writes defaults into Pods as they are made, so a workload's template need not name them. */
function isDefaulted({ namespace }: Subject, facts: FactsView, list: ResourceList, resource: string): boolean {
  if (namespace === undefined) return false;
  return facts.get(containerDefaults, namespace).some(({ value }) => counts(member(value[list], resource)));
}

function offenceOf(value: Json | undefined): ResourceOffence {
  if (isAbsent(value)) return 'missing';
  return parseQuantity(value) === undefined ? 'malformed' : 'zero';
}
