import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asList, asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';

/** By `namespace/name`, the ServiceAccounts that name a pull secret. */
export const pullingAccounts: Fact<null> = {
  id: 'pulling-accounts',
  kinds: [{ group: '', kind: 'ServiceAccount' }],
  *extract({ resource, namespace, name }) {
    if (namespace !== undefined && namesPullSecret(resource['imagePullSecrets'])) yield { key: accountKey(namespace, name), value: null };
  },
};

/** The account that a pod runs as: `serviceAccount` is the old name of the field, and `default` is what the API server writes. */
export function accountOf(pod: JsonObject): string {
  return nonEmpty(member(pod, 'serviceAccountName')) ?? nonEmpty(member(pod, 'serviceAccount')) ?? 'default';
}

/** Whether a pod is given a pull secret: its own, else those of its account, which the ServiceAccount admission plugin copies into it. */
export function hasPullSecret({ namespace }: Subject, pod: JsonObject, facts: FactsView): boolean {
  if (namesPullSecret(member(pod, 'imagePullSecrets'))) return true;
  return namespace !== undefined && facts.get(pullingAccounts, accountKey(namespace, accountOf(pod))).length > 0;
}

function namesPullSecret(references: Json | undefined): boolean {
  return asList(references).some((reference) => nonEmpty(member(reference, 'name')) !== undefined);
}

function accountKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function nonEmpty(value: Json | undefined): string | undefined {
  const text = asString(value);
  return text === '' ? undefined : text;
}
