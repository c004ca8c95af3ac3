import type { Fact, FactEntry, FactsView } from '../../src/engine/fact.ts';

/** What facts about ServiceAccounts are found by. */
export function accountKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** By account, whether its pods are given its token; none where it does not say. */
export const automountingAccounts: Fact<boolean> = {
  id: 'automounting-accounts',
  kinds: [{ group: '', kind: 'ServiceAccount' }],
  *extract({ resource, namespace, name }) {
    const own = resource[AUTOMOUNT];
    if (namespace !== undefined && typeof own === 'boolean') yield { key: accountKey(namespace, name), value: own };
  },
};

/** What the set's ServiceAccount of a pod says of automounting; of a name that stands twice, each. */
export function automountOf(namespace: string | undefined, account: string, facts: FactsView): readonly FactEntry<boolean>[] {
  return namespace === undefined ? [] : facts.get(automountingAccounts, accountKey(namespace, account));
}

/** Of pods and of accounts alike. */
export const AUTOMOUNT = 'automountServiceAccountToken';
