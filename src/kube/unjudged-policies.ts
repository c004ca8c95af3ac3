import { asList, asString, isObject, member, type Json } from '../engine/json.ts';
import type { GroupKind, Identified } from '../engine/resource.ts';
import { mayFind } from './calico-selectors.ts';
import type { Direction } from './network-rules.ts';
import { selectsPod, type PodAt } from './pod-selection.ts';
import { isSelector, matchesSelector } from './selectors.ts';
import { isAbsent } from './sharing.ts';

/**
 * A policy of an API whose verdicts are not worked out here, because they hang on an order among policies: Calico's, and the
 * cluster's own of policy.networking.k8s.io. Plain data, so that facts may keep it.
 */
export type UnjudgedPolicy = {
  readonly directions: readonly Direction[];
  /** The pods that it may be about, where that can be told; absent: all of its namespace, or of the cluster. */
  readonly pods?: { readonly namespaces: Json; readonly labels: Json };
  /** The selectors of Calico's, in its own language; empty ones find everything. */
  readonly calico?: { readonly namespaces: string; readonly labels: string };
};

export const UNJUDGED_KINDS: readonly GroupKind[] = [
  { group: 'projectcalico.org', kind: 'NetworkPolicy' },
  { group: 'projectcalico.org', kind: 'GlobalNetworkPolicy' },
  { group: 'crd.projectcalico.org', kind: 'NetworkPolicy' },
  { group: 'crd.projectcalico.org', kind: 'GlobalNetworkPolicy' },
  { group: 'policy.networking.k8s.io', kind: 'AdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', kind: 'BaselineAdminNetworkPolicy' },
  { group: 'policy.networking.k8s.io', kind: 'ClusterNetworkPolicy' },
];

export function unjudgedPolicy({ resource, group }: Identified): UnjudgedPolicy {
  const spec = member(resource, 'spec');
  return group === 'policy.networking.k8s.io' ? clusterPolicy(spec) : calicoPolicy(spec);
}

/** Whether a policy may be about a pod, in one of the directions. */
export function mayConcern(policy: UnjudgedPolicy, pod: PodAt, directions: readonly Direction[]): boolean {
  if (!mayConcernNamespace(policy, pod.namespaceLabels, directions)) return false;
  if (policy.calico !== undefined) return mayFind(policy.calico.labels, (key) => member(pod.traits.labels, key));
  return policy.pods === undefined || selectsPod(policy.pods, pod);
}

/** Whether a policy may be about some pod of a namespace, in one of the directions. */
export function mayConcernNamespace(policy: UnjudgedPolicy, namespaceLabels: Json, directions: readonly Direction[] = BOTH): boolean {
  if (!policy.directions.some((direction) => directions.includes(direction))) return false;
  if (policy.calico !== undefined) return mayFind(policy.calico.namespaces, (key) => member(namespaceLabels, key));
  return policy.pods === undefined || matchesSelector(policy.pods.namespaces, namespaceLabels);
}

function calicoPolicy(spec: Json | undefined): UnjudgedPolicy {
  const selector = (field: string): string => asString(member(spec, field)) ?? '';
  const calico = { namespaces: selector('namespaceSelector'), labels: selector('selector') };
  return { directions: calicoDirections(spec), calico };
}

/** Both where `types` is absent: what Calico then infers it from may change with its rules. */
function calicoDirections(spec: Json | undefined): readonly Direction[] {
  const types = asList(member(spec, 'types'));
  return types.length === 0 ? BOTH : BOTH.filter((direction) => types.includes(direction));
}

function clusterPolicy(spec: Json | undefined): UnjudgedPolicy {
  const directions = BOTH.filter((direction) => asList(member(spec, direction.toLowerCase())).length > 0);
  const pods = subjectOf(member(spec, 'subject'));
  return { directions, ...(pods && { pods }) };
}

/** A selector that can't be read may be about any pod. */
function subjectOf(subject: Json | undefined): UnjudgedPolicy['pods'] {
  const [whole, pods] = [member(subject, 'namespaces'), member(subject, 'pods')];
  const namespaces = isAbsent(whole) ? member(pods, 'namespaceSelector') : whole;
  const labels = isAbsent(whole) ? member(pods, 'podSelector') : {};
  return isSelector(namespaces) && isObject(labels) && isSelector(labels) ? { namespaces, labels } : undefined;
}

const BOTH: readonly Direction[] = ['Ingress', 'Egress'];
