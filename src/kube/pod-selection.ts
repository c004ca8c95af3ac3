import { isObject, member, type Json, type JsonObject } from '../engine/json.ts';
import { ACCOUNT_KEY, isNamespaceKey, NAMESPACE_KEY, NAMESPACE_LABEL_PREFIX } from './cilium-selectors.ts';
import type { PodSelector, PolicySpec } from './network-rules.ts';
import { isEmptySelector, isSelector, matchesSelector, requirementsOf, selects } from './selectors.ts';

/** What policies find a pod by; plain data, so that facts may keep it. */
export type PodTraits = {
  readonly labels: JsonObject;
  readonly account: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
};

/** A pod and where it is. */
export interface PodAt {
  readonly traits: PodTraits;
  readonly namespace: string;
  /** Of the namespace; without a Namespace object, its name alone. */
  readonly namespaceLabels: Json;
}

/** Whether a selector of a policy finds a pod. A malformed one finds none. */
export function selectsPod(selector: PodSelector, pod: PodAt): boolean {
  if (selector.namespace !== undefined && selector.namespace !== pod.namespace) return false;
  if (selector.namespaces !== undefined && !matchesSelector(selector.namespaces, pod.namespaceLabels)) return false;
  return selects(selector.labels, (key) => member(pod.traits.labels, key) ?? traitOf(key, pod));
}

/** Whether a spec of a policy is about a pod. */
export function isSelectedBy(spec: Pick<PolicySpec, 'pods'>, pod: PodAt): boolean {
  return spec.pods !== undefined && selectsPod(spec.pods, pod);
}

/** Whether a selector asks for no label at all. */
export function selectsEveryPod({ labels, namespaces }: PodSelector): boolean {
  return isEmptySelector(labels) && (namespaces === undefined || isEmptySelector(namespaces));
}

/** Whether a selector finds every pod that a namespace has or will have: it asks for the namespace alone, and for this one. */
export function selectsAllIn(selector: PodSelector, namespace: string, namespaceLabels: Json): boolean {
  const { labels } = selector;
  if (!isSelector(labels) || !requirementsOf(labels).every((key) => isNamespaceKey(key))) return false;
  return selectsPod(selector, { traits: NO_TRAITS, namespace, namespaceLabels });
}

/** What Cilium knows a pod by beside its labels. */
function traitOf(key: string, { namespace, namespaceLabels, traits }: PodAt): Json | undefined {
  if (key === NAMESPACE_KEY) return namespace;
  if (key === ACCOUNT_KEY) return traits.account;
  return key.startsWith(NAMESPACE_LABEL_PREFIX) ? member(namespaceLabels, key.slice(NAMESPACE_LABEL_PREFIX.length)) : undefined;
}

/** What the API server gives every namespace. */
export function impliedLabels(namespace: string): JsonObject {
  return { 'kubernetes.io/metadata.name': namespace };
}

/** The labels of a Namespace object as it is stored. */
export function labelsOfNamespace(resource: Json | undefined): JsonObject {
  const labels = member(member(resource, 'metadata'), 'labels');
  return isObject(labels) ? labels : {};
}

const NO_TRAITS: PodTraits = { labels: {}, account: '', ports: [] };
