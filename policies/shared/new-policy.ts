import { asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import { optional, shaped, type Parameter } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Fix } from '../../src/engine/rule.ts';
import type { Direction } from '../../src/kube/network-rules.ts';
import { isEmptySelector, isSelector, matchesSelector } from '../../src/kube/selectors.ts';
import { podLabels } from '../../src/kube/workloads.ts';

/** A fix that writes a NetworkPolicy; without rules it allows nothing in its directions. */
export function newPolicy(
  namespace: string,
  name: string,
  podSelector: Json,
  directions: readonly Direction[],
  rules: JsonObject = {},
): Fix {
  const spec = { podSelector, policyTypes: directions, ...rules };
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
  return { title: `Create NetworkPolicy ${namespace}/${name}`, safety: 'unsafe', edits: [], create: [policy] };
}

/** A fix that writes a NetworkPolicy for a workload's pods; undefined where they cannot be selected, or the workload's name is not known yet. */
export function policyFor(subject: Subject, name: string, directions: readonly Direction[], rules: JsonObject): Fix | undefined {
  const selector = selectorOf(subject);
  if (selector === undefined || !hasName(subject)) return undefined;
  return newPolicy(subject.namespace ?? 'default', name, selector, directions, rules);
}

/** The rules of a policy that a fix creates, as the settings give them. */
export const newRules: Parameter<JsonObject | undefined> = optional(
  shaped<JsonObject>(
    {
      type: 'object',
      properties: { ingress: { type: 'array' }, egress: { type: 'array' } },
      additionalProperties: false,
      description: 'The ingress and egress of the NetworkPolicy to create; without it, the new policy allows nothing.',
    },
    {},
  ),
);

/** Of the rules that the settings give, those of some directions: in a policy of others they would mean nothing. */
export function rulesOf(given: JsonObject | undefined, directions: readonly Direction[]): JsonObject {
  const fields = directions.map((direction) => direction.toLowerCase());
  return Object.fromEntries(Object.entries(given ?? {}).filter(([field]) => fields.includes(field)));
}

/** Whether a policy may be called after a subject: what only has the beginning of a name gets the rest in the cluster. */
export function hasName({ resource, name }: Subject): boolean {
  return name !== '' && member(resource.metadata, 'name') === name;
}

/** What selects a workload's pods and as few others as may be: its own selector, else all labels of its pods; undefined without any. */
function selectorOf(subject: Subject): Json | undefined {
  const labels = podLabels(subject);
  const own = member(member(subject.resource, 'spec'), 'selector');
  if (isSelector(own) && !isEmptySelector(own) && matchesSelector(own, labels)) return own;
  const texts = Object.entries(labels).filter(([, value]) => asString(value) !== undefined);
  return texts.length === 0 ? undefined : { matchLabels: Object.fromEntries(texts) };
}
