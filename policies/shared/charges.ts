import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { canonicalQuotaName, claimNames, quotaKindOf, type QuotaKind } from '../../src/kube/quota-names.ts';
import { claimMatchesScopes, podMatchesScopes, type QuotaScope } from '../../src/kube/quota-scopes.ts';
import type { ClaimUsage } from '../../src/kube/quota-usage.ts';
import type { Addition, Claimant, ClaimantEntry } from './claimants.ts';
import { objectCountKey, objectCounts } from './object-counts.ts';

/** An object, and what it adds to a resource. */
export interface Charge extends Addition {
  readonly source: FactEntry['source'];
}

/** One resource, by its canonical name, under the scopes of one quota. */
export interface Bound {
  readonly resource: string;
  readonly scopes: readonly QuotaScope[];
  readonly kind: QuotaKind | undefined;
  /** Equal for equal bounds. */
  readonly key: string;
}

export function boundOf(name: string, scopes: readonly QuotaScope[]): Bound {
  const resource = canonicalQuotaName(name);
  return { resource, scopes, kind: quotaKindOf(resource), key: scopes.length === 0 ? resource : JSON.stringify([resource, scopes]) };
}

/** What stands in a namespace. */
export interface Holdings {
  readonly namespace: string;
  readonly claimants: readonly ClaimantEntry[];
  readonly facts: FactsView;
}

/** How much of a bound is asked for in all. */
export function totalOf(holdings: Holdings, bound: Bound): bigint {
  if (bound.kind === 'objects') return BigInt(objectsOf(holdings, bound).length) * ONE;
  let total = 0n;
  for (const entry of holdings.claimants) total += additionOf(entry, bound)?.amount ?? 0n;
  return total;
}

/** All that counts against a bound. */
export function chargesOf(holdings: Holdings, bound: Bound): readonly Charge[] {
  if (bound.kind === 'objects') return objectsOf(holdings, bound).map(({ source }) => ({ source, amount: ONE }));
  return holdings.claimants.flatMap((entry) => {
    const addition = additionOf(entry, bound);
    return addition === undefined ? [] : [{ source: entry.source, ...addition }];
  });
}

/** What one claimant adds; undefined where that is nothing. */
export function additionOf({ claimant }: ClaimantEntry, bound: Bound): Addition | undefined {
  const { known } = claimant;
  const found = known.get(bound.key);
  if (found !== undefined || known.has(bound.key)) return found;
  const addition = ADDITIONS.get(bound.kind)?.(claimant, bound.resource, bound.scopes);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(bound.key, addition);
  return addition;
}

function objectsOf({ namespace, facts }: Holdings, { resource, scopes }: Bound): readonly FactEntry[] {
  return scopes.length === 0 ? facts.get(objectCounts, objectCountKey(namespace, resource)) : [];
}

function ofPods(
  { demand: { pods }, usage, bestEffort, counts }: Claimant,
  resource: string,
  scopes: readonly QuotaScope[],
): Addition | undefined {
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
function unknown(each: bigint, per = 'for each pod'): Addition {
  return { amount: 0n, open: { each, per } };
}

function ofClaims({ demand, counts }: Claimant, resource: string, scopes: readonly QuotaScope[]): Addition | undefined {
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

function ofService({ demand: { service } }: Claimant, resource: string, scopes: readonly QuotaScope[]): Addition | undefined {
  if (service === undefined || scopes.length > 0) return undefined;
  const counts = { services: 1, 'services.loadbalancers': service.loadBalancers, 'services.nodeports': service.nodePorts };
  const count = Object.entries(counts).find(([name]) => name === resource)?.[1] ?? 0;
  return count === 0 ? undefined : { amount: BigInt(count) * ONE };
}

const ADDITIONS: ReadonlyMap<
  QuotaKind | undefined,
  (claimant: Claimant, resource: string, scopes: readonly QuotaScope[]) => Addition | undefined
> = new Map([
  ['pods', ofPods],
  ['claims', ofClaims],
  ['services', ofService],
]);
/** One, in billionths. */
const ONE = 1_000_000_000n;
/** Quotas come and go, and their names are anybody's: a full store is dropped whole. */
const MOST_KNOWN = 256;
