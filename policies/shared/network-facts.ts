import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asList, asString, member, type JsonObject } from '../../src/engine/json.ts';
import type { GroupKind, Identified, Subject } from '../../src/engine/resource.ts';
import { ciliumSpecs, isCiliumPolicy } from '../../src/kube/cilium-policies.ts';
import { isNetworkPolicy, networkPolicySpec } from '../../src/kube/network-policies.ts';
import { isClosed, type Direction, type DirectionRules, type PodSelector, type PolicySpec } from '../../src/kube/network-rules.ts';
import { impliedLabels, labelsOfNamespace, type PodTraits } from '../../src/kube/pod-selection.ts';
import { UNJUDGED_KINDS, unjudgedPolicy, type UnjudgedPolicy } from '../../src/kube/unjudged-policies.ts';
import { podLabels, podSpec, resourcedContainers } from '../../src/kube/workloads.ts';

/** What is kept of one spec of a policy: which pods, what is closed, and the rules of egress. */
export type PolicyFact = {
  readonly api: PolicySpec['api'];
  readonly pods: PodSelector;
  /** The directions in which what is not allowed is denied. */
  readonly isolates: readonly Direction[];
  /** Those of them in which nothing is allowed. */
  readonly closes: readonly Direction[];
  readonly egress?: DirectionRules;
};

/** Of the policies that belong to no namespace. */
export const CLUSTER_WIDE = '';

export const POLICY_KINDS: readonly GroupKind[] = [
  { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { group: 'extensions', kind: 'NetworkPolicy' },
  { group: 'cilium.io', kind: 'CiliumNetworkPolicy' },
  { group: 'cilium.io', kind: 'CiliumClusterwideNetworkPolicy' },
];

/** By namespace, or cluster-wide, each spec of a policy that is about pods. */
export const networkPolicies: Fact<PolicyFact> = {
  id: 'network-policies',
  kinds: POLICY_KINDS,
  *extract(source) {
    for (const { api, pods, directions } of specsOf(source)) {
      if (pods === undefined) continue;
      const isolates = DIRECTIONS.filter((direction) => directions[direction]?.isolates === true);
      const closes = DIRECTIONS.filter((direction) => isClosed(directions[direction]));
      const { Egress: egress } = directions;
      yield { key: source.namespace ?? CLUSTER_WIDE, value: { api, pods, isolates, closes, ...(egress && { egress }) } };
    }
  },
};

/** By namespace, or cluster-wide, the policies of APIs that are not judged here. */
export const unjudgedPolicies: Fact<UnjudgedPolicy> = {
  id: 'unjudged-network-policies',
  kinds: UNJUDGED_KINDS,
  *extract(source) {
    yield { key: source.namespace ?? CLUSTER_WIDE, value: unjudgedPolicy(source) };
  },
};

/** By namespace, and all under one key with their namespace, what policies find the pods of each workload by. */
export const networkPods: Fact<PodTraits & { readonly namespace: string }> = {
  id: 'network-pods',
  kinds: ['workloads'],
  *extract(source) {
    const { namespace } = source;
    if (namespace === undefined) return;
    const value = { namespace, ...traitsOf(source) };
    yield { key: namespace, value };
    yield { key: EVERYWHERE, value };
  },
};

/** The labels of each namespace by its name, and of all under one key. */
export const namespaceLabels: Fact<{ readonly name: string; readonly labels: JsonObject }> = {
  id: 'namespace-labels',
  kinds: [{ group: '', kind: 'Namespace' }],
  *extract({ resource, name }) {
    const value = { name, labels: labelsOfNamespace(resource) };
    yield { key: name, value };
    yield { key: EVERYWHERE, value };
  },
};

/** The specs of a policy of an API that is judged here. */
export function specsOf(source: Identified): readonly PolicySpec[] {
  if (isNetworkPolicy(source)) return [networkPolicySpec(source)];
  return isCiliumPolicy(source) ? ciliumSpecs(source) : [];
}

/** What policies find the pods of a workload by. */
export function traitsOf(source: Identified): PodTraits {
  const account = asString(member(podSpec(source)?.spec, 'serviceAccountName')) ?? '';
  const ports = resourcedContainers(source).flatMap(({ container }) => asList(member(container, 'ports')));
  const named = ports.flatMap((port) => {
    const [name, number] = [asString(member(port, 'name')), member(port, 'containerPort')];
    const protocol = asString(member(port, 'protocol')) ?? 'TCP';
    return name !== undefined && typeof number === 'number' ? [{ name, port: number, protocol }] : [];
  });
  return { labels: podLabels(source), account: account === '' ? 'default' : account, ports: named };
}

/** The labels of a namespace: what the door was told, else what the set says, else what any namespace of that name has. */
export function labelsOf(namespace: string, facts: FactsView, subject?: Subject): JsonObject {
  if (subject?.namespace === namespace && subject.namespaceLabels !== undefined) return subject.namespaceLabels;
  return facts.get(namespaceLabels, namespace)[0]?.value.labels ?? impliedLabels(namespace);
}

/** No namespace has this name. */
export const EVERYWHERE = '*';
const DIRECTIONS: readonly Direction[] = ['Ingress', 'Egress'];
