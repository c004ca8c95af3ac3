import { asList, asObject, asString, isObject, member, type Json, type JsonObject } from '../engine/json.ts';
import { requirementsOf } from './selectors.ts';

/**
 * A selector of endpoints with its keys as pods carry them: Cilium puts the source before (`k8s:app`, `any:app`). Other
 * sources stay, and no pod has them. `dropped` is a label that is not asked for, whatever is written.
 */
export function withPlainKeys(selector: Json, dropped?: string): Json {
  if (!isObject(selector)) return selector;
  const [pairs, expressions] = [member(selector, 'matchLabels') ?? {}, member(selector, 'matchExpressions') ?? []];
  if (!isObject(pairs) || !Array.isArray(expressions)) return selector;
  const labels = Object.entries(pairs).map(([key, value]) => [plainKey(key), value ?? null] as const);
  return {
    matchLabels: Object.fromEntries(labels.filter(([key]) => key !== dropped)),
    matchExpressions: asList(expressions).map(withPlainKey),
  };
}

/** Whether a selector itself says which namespaces it is about. */
export function asksForNamespace(selector: JsonObject): boolean {
  return requirementsOf(selector).some(isNamespaceKey);
}

/** What a selector asks of the namespace alone. */
export function namespacePart(selector: JsonObject): JsonObject {
  const labels = Object.entries(asObject(member(selector, 'matchLabels'))).filter(([key]) => isNamespaceKey(key));
  const expressions = asList(member(selector, 'matchExpressions')).filter((each) => isNamespaceKey(asString(member(each, 'key')) ?? ''));
  return { matchLabels: Object.fromEntries(labels), matchExpressions: expressions };
}

export function isNamespaceKey(key: string): boolean {
  return key === NAMESPACE_KEY || key.startsWith(NAMESPACE_LABEL_PREFIX);
}

function withPlainKey(expression: Json): Json {
  const key = asString(member(expression, 'key'));
  return key === undefined ? expression : { ...asObject(expression), key: plainKey(key) };
}

function plainKey(key: string): string {
  return key.replace(/^(?:k8s|any):(?=.)/u, '');
}

/** What Cilium makes of where a pod is (pkg/k8s/apis/cilium.io/const.go). */
export const NAMESPACE_KEY = 'io.kubernetes.pod.namespace';
export const NAMESPACE_LABEL_PREFIX = 'io.cilium.k8s.namespace.labels.';
export const ACCOUNT_KEY = 'io.cilium.k8s.policy.serviceaccount';
