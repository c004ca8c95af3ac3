import type { FactsView } from '../../src/engine/fact.ts';
import { asObject, asString, member, type JsonObject } from '../../src/engine/json.ts';
import { isNamespaceKey, namespacePart, NAMESPACE_KEY } from '../../src/kube/cilium-selectors.ts';
import type { Peer, PodSelector } from '../../src/kube/network-rules.ts';
import { selectsPod, type PodAt } from '../../src/kube/pod-selection.ts';
import { isEmptySelector, isSelector, requirementsOf } from '../../src/kube/selectors.ts';
import { podsIn } from './egress.ts';
import { EVERYWHERE, namespaceLabels } from './network-facts.ts';

/** Whether a peer that asks for labels of pods finds none, though the namespaces that it is about are known. */
export function isDangling({ pods }: Extract<Peer, { kind: 'pods' }>, facts: FactsView): boolean {
  if (!asksForLabels(pods)) return false;
  const candidates = podsIn(namespaceOf(pods) ?? EVERYWHERE, facts);
  return !candidates.some(({ pod }) => selectsPod(pods, pod)) && isKnown(pods, facts);
}

/** An empty selector is meant for whatever will come. */
function asksForLabels({ labels }: PodSelector): boolean {
  return isSelector(labels) && !isEmptySelector(labels) && !requirementsOf(labels).every(isNamespaceKey);
}

/** The one namespace that a selector is about, where it says which. */
function namespaceOf({ namespace, namespaces, labels }: PodSelector): string | undefined {
  return namespace ?? pinned(namespaces, 'kubernetes.io/metadata.name') ?? pinned(labels, NAMESPACE_KEY);
}

function pinned(selector: PodSelector['namespaces'], key: string): string | undefined {
  return asString(member(asObject(member(selector, 'matchLabels')), key));
}

/** Whether the set knows a namespace that the selector is about; one that it does not know may hold any pods. */
function isKnown(selector: PodSelector, facts: FactsView): boolean {
  const { namespace, namespaces, labels } = selector;
  if (namespace !== undefined) return true;
  const about = { ...(namespaces !== undefined && { namespaces }), labels: namespacePart(asObject(labels)) };
  const named = facts.get(namespaceLabels, EVERYWHERE).map(({ value }) => podIn(value.name, value.labels));
  return [...named, ...podsIn(namespaceOf(selector) ?? EVERYWHERE, facts).map(({ pod }) => pod)].some((pod) => selectsPod(about, pod));
}

function podIn(namespace: string, labels: JsonObject): PodAt {
  return { traits: { labels: {}, account: '', ports: [] }, namespace, namespaceLabels: labels };
}
