import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import type { JsonObject, Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { effectiveEgress, type EffectiveEgress } from '../../src/kube/effective-egress.ts';
import type { Direction } from '../../src/kube/network-rules.ts';
import { selectsPod, type PodAt } from '../../src/kube/pod-selection.ts';
import { mayConcern, type UnjudgedPolicy } from '../../src/kube/unjudged-policies.ts';
import {
  CLUSTER_WIDE,
  labelsOf,
  namespaceLabels,
  networkPolicies,
  networkPods,
  traitsOf,
  unjudgedPolicies,
  type PolicyFact,
} from './network-facts.ts';

/** What a rule about the egress of workloads declares. */
export const EGRESS_FACTS = [networkPolicies, unjudgedPolicies, namespaceLabels] as const;

/** The pods of a workload, as policies find them; undefined for what makes none. */
export function podOf(subject: Subject, facts: FactsView): PodAt | undefined {
  const { namespace, workload } = subject;
  if (namespace === undefined || workload === undefined) return undefined;
  return { traits: traitsOf(subject), namespace, namespaceLabels: labelsOf(namespace, facts, subject) };
}

/** The labels of a workload's pods, which are all that policies find them by: where a finding about these stands. */
export function labelsPath({ workload }: Subject): Path {
  return [...(workload?.podTemplate ?? []), 'metadata', 'labels'];
}

/** The pods of all workloads, and whose they are: of one namespace, or of all under `EVERYWHERE`. */
export function podsIn(key: string, facts: FactsView): readonly { readonly pod: PodAt; readonly source: FactEntry['source'] }[] {
  const labels = new Map<string, JsonObject>();
  return facts.get(networkPods, key).map(({ value, source }) => {
    const { namespace } = value;
    const known = labels.get(namespace) ?? labelsOf(namespace, facts);
    labels.set(namespace, known);
    return { pod: { traits: value, namespace, namespaceLabels: known }, source };
  });
}

/** The specs of policies that select a pod, in the order of the facts. */
export function policiesOf(pod: PodAt, facts: FactsView): readonly FactEntry<PolicyFact>[] {
  return policiesIn(pod.namespace, facts).filter(({ value }) => selectsPod(value.pods, pod));
}

/** The specs of policies that may select pods of a namespace: its own, and the cluster-wide. */
export function policiesIn(namespace: string, facts: FactsView): readonly FactEntry<PolicyFact>[] {
  return [...facts.get(networkPolicies, namespace), ...facts.get(networkPolicies, CLUSTER_WIDE)];
}

/** A policy that is not judged here and may be about the pod; then what the others say is not the whole. */
export function unjudgedOf(pod: PodAt, directions: readonly Direction[], facts: FactsView): FactEntry<UnjudgedPolicy> | undefined {
  return unjudgedIn(pod.namespace, facts).find(({ value }) => mayConcern(value, pod, directions));
}

/** The policies that are not judged here and may be about pods of a namespace. */
export function unjudgedIn(namespace: string, facts: FactsView): readonly FactEntry<UnjudgedPolicy>[] {
  return [...facts.get(unjudgedPolicies, namespace), ...facts.get(unjudgedPolicies, CLUSTER_WIDE)];
}

/** What a pod may reach, by all policies that select it. Ask `unjudgedOf` first. */
export function egressOf(pod: PodAt, facts: FactsView): EffectiveEgress {
  const policies = policiesOf(pod, facts).flatMap(({ value: { api, egress }, source }) =>
    egress === undefined ? [] : [{ source, api, rules: egress }],
  );
  return effectiveEgress(policies);
}
