import type { Fact, FactEntry } from '../../src/engine/fact.ts';
import { asObject, member, type JsonObject } from '../../src/engine/json.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { canonicalQuotaName } from '../../src/kube/quota-names.ts';
import { quotaScopes, scopeFaults, type QuotaScope } from '../../src/kube/quota-scopes.ts';

/** A ResourceQuota: what it bounds, by the names that it gives, what it is narrowed to, and what its status says is in use. */
export type Quota = { readonly hard: JsonObject; readonly used: JsonObject; readonly scopes: readonly QuotaScope[] };

/** By namespace, every ResourceQuota that the API server would take: one with scopes that it refuses counts nothing. */
export const quotas: Fact<Quota> = {
  id: 'quotas',
  kinds: [{ group: '', kind: 'ResourceQuota' }],
  *extract({ resource, namespace }) {
    const { spec, status } = resource;
    if (namespace === undefined || scopeFaults(spec).length > 0) return;
    yield {
      key: namespace,
      value: { hard: asObject(member(spec, 'hard')), used: asObject(member(status, 'used')), scopes: quotaScopes(spec) },
    };
  },
};

/** What some quota of the list bounds for all objects of its namespace, by canonical name. */
export function boundedBy(entries: readonly FactEntry<Quota>[]): (resource: string) => boolean {
  const scopesOf = new Map<string, (readonly string[])[]>();
  for (const { value } of entries)
    for (const [name, amount] of Object.entries(value.hard)) {
      const key = canonicalQuotaName(name);
      if (parseAmount(amount) !== undefined) scopesOf.set(key, [...(scopesOf.get(key) ?? []), value.scopes.map((scope) => scope.name)]);
    }
  return (resource) => {
    const key = canonicalQuotaName(resource);
    return isWhole(scopesOf.get(key) ?? [], key) || (key === 'pods' && isWhole(scopesOf.get('count/pods') ?? [], key));
  };
}

/** A quota without scopes bounds everything, and so do two whose scopes are each other's rest. Pods of best effort ask for nothing that could be bounded. */
function isWhole(scopes: readonly (readonly string[])[], resource: string): boolean {
  const alone = new Set(scopes.flatMap((names) => (names.length === 0 ? [''] : names.length === 1 ? names : [])));
  if (alone.has('') || (alone.has('Terminating') && alone.has('NotTerminating'))) return true;
  return alone.has('NotBestEffort') && (alone.has('BestEffort') || resource !== 'pods');
}
