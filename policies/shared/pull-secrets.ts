import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asList, asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { podAccount } from '../../src/kube/pod-account.ts';
import { accountKey } from './service-accounts.ts';

/** By `namespace/name`, the ServiceAccounts that name a pull secret. */
export const pullingAccounts: Fact<null> = {
  id: 'pulling-accounts',
  kinds: [{ group: '', kind: 'ServiceAccount' }],
  *extract({ resource, namespace, name }) {
    if (namespace !== undefined && namesPullSecret(resource['imagePullSecrets'])) yield { key: accountKey(namespace, name), value: null };
  },
};

/** Whether a pod is given a pull secret: its own, else those of its account, which the ServiceAccount admission plugin copies into it. */
export function hasPullSecret({ namespace }: Subject, pod: JsonObject, facts: FactsView): boolean {
  if (namesPullSecret(member(pod, 'imagePullSecrets'))) return true;
  return namespace !== undefined && facts.get(pullingAccounts, accountKey(namespace, podAccount(pod))).length > 0;
}

function namesPullSecret(references: Json | undefined): boolean {
  return asList(references).some((reference) => (asString(member(reference, 'name')) ?? '') !== '');
}
