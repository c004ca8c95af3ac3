import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { claimNames, quotaKindOf, type QuotaKind } from '../../src/kube/quota-names.ts';
import { claimMatchesScopes, podMatchesScopes, type QuotaScope } from '../../src/kube/quota-scopes.ts';
import type { ClaimUsage } from '../../src/kube/quota-usage.ts';
import type { Claimant, ClaimantEntry } from './claimants.ts';
import { objectCountKey, objectCounts } from './object-counts.ts';

/** What one object adds to a resource, in billionths of its unit. */
export interface Charge {
  readonly source: FactEntry['source'];
  readonly amount: bigint;
  /** What it is the product of; undefined where several things are added up. */
  readonly times?: { readonly count: bigint; readonly each: bigint } | undefined;
  /** What else may come on top, that nothing written counts: `100m on each node`. */
  readonly open?: { readonly each: bigint; readonly per: string } | undefined;
}

/** What stands in a namespace. */
export interface Holdings {
  readonly namespace: string;
  readonly claimants: readonly ClaimantEntry[];
  readonly facts: FactsView;
}

/** All that counts against a resource, by its canonical name, under the scopes of one quota. */
export function chargesOf({ namespace, claimants, facts }: Holdings, resource: string, scopes: readonly QuotaScope[]): readonly Charge[] {
  const kind = quotaKindOf(resource);
  if (kind === 'objects' && scopes.length === 0)
    return facts.get(objectCounts, objectCountKey(namespace, resource)).map(({ source }) => ({ source, amount: ONE }));
  return claimants.flatMap((entry) => {
    const charge = chargeOf(entry, kind, resource, scopes);
    return charge === undefined ? [] : [{ source: entry.source, ...charge }];
  });
}

/** What one claimant adds; undefined where that is nothing. */
export function chargeOf({ claimant }: ClaimantEntry, kind: QuotaKind | undefined, resource: string, scopes: readonly QuotaScope[]) {
  if (kind === 'pods') return ofPods(claimant, resource, scopes);
  if (kind === 'claims') return ofClaims(claimant, resource, scopes);
  return kind === 'services' && scopes.length === 0 ? ofService(claimant, resource) : undefined;
}

type Amount = Omit<Charge, 'source'>;

function ofPods(
  { demand: { pods }, usage, bestEffort, counts }: Claimant,
  resource: string,
  scopes: readonly QuotaScope[],
): Amount | undefined {
  const each = usage.get(resource) ?? 0n;
  if (pods === undefined || each === 0n || !podMatchesScopes(scopes, { ...pods, bestEffort })) return undefined;
  const { per } = pods.count;
  if (counts === undefined) return unknown(each, per);
  const count = resource === 'count/pods' ? counts.kept : counts.pods;
  return count === 0n ? undefined : { amount: each * count, times: { count, each }, ...openly(each * count, per) };
}

function openly(each: bigint, per: string | undefined): Pick<Charge, 'open'> {
  return per === undefined ? {} : { open: { each, per } };
}

/** Nothing of it can be counted, and all of it be told. */
function unknown(each: bigint, per = 'for each pod'): Amount {
  return { amount: 0n, open: { each, per } };
}

function ofClaims({ demand, counts }: Claimant, resource: string, scopes: readonly QuotaScope[]): Amount | undefined {
  const each = (claims: readonly ClaimUsage[]): bigint => claims.reduce((sum, claim) => sum + claimed(claim, resource, scopes), 0n);
  const kept = each(demand.claims);
  const passing = each(demand.ephemeralClaims);
  if (kept + passing === 0n) return undefined;
  if (demand.pods === undefined) return { amount: kept };
  if (counts === undefined) return unknown(kept + passing, demand.pods.count.per);
  const amount = kept * counts.replicas + passing * counts.pods;
  const times = passing === 0n ? { count: counts.replicas, each: kept } : kept === 0n ? { count: counts.pods, each: passing } : undefined;
  return amount === 0n ? undefined : { amount, times };
}

function claimed({ storage, storageClass, attributesClasses }: ClaimUsage, resource: string, scopes: readonly QuotaScope[]): bigint {
  if (!claimMatchesScopes(scopes, attributesClasses)) return 0n;
  const names = claimNames(storageClass);
  if (names.count.includes(resource)) return ONE;
  return names.storage.includes(resource) ? (parseAmount(storage) ?? 0n) : 0n;
}

function ofService({ demand: { service } }: Claimant, resource: string): Amount | undefined {
  if (service === undefined) return undefined;
  const counts = { services: 1, 'services.loadbalancers': service.loadBalancers, 'services.nodeports': service.nodePorts };
  const count = Object.entries(counts).find(([name]) => name === resource)?.[1] ?? 0;
  return count === 0 ? undefined : { amount: BigInt(count) * ONE };
}

/** One, in billionths. */
const ONE = 1_000_000_000n;
