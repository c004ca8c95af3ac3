import type { FactEntry } from '../../src/engine/fact.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { canonicalQuotaName } from '../../src/kube/quota-names.ts';
import { formatResource } from '../../src/kube/resource-units.ts';
import { chargesOf, type Charge, type Holdings } from './charges.ts';
import type { Quota } from './quotas.ts';

/** One resource of one quota that its namespace may go over. */
export interface Excess {
  readonly quota: FactEntry<Quota>;
  /** As the quota names it, and as all quotas could. */
  readonly name: string;
  readonly resource: string;
  readonly hard: bigint;
  readonly total: bigint;
  /** What the quota's status counts, where that is more than all that is known here. */
  readonly used: bigint | undefined;
  readonly charges: readonly Charge[];
}

/** Every bound of the quotas that what stands in the namespace goes over; `concerns` leaves out those that nobody asks about. */
export function quotaExcesses(
  holdings: Holdings,
  entries: readonly FactEntry<Quota>[],
  concerns: (quota: FactEntry<Quota>, resource: string) => boolean,
): readonly Excess[] {
  return entries.flatMap((quota) =>
    Object.keys(quota.value.hard).flatMap((name) => {
      const excess = concerns(quota, canonicalQuotaName(name)) ? excessOf(holdings, quota, name) : undefined;
      return excess === undefined ? [] : [excess];
    }),
  );
}

function excessOf(holdings: Holdings, quota: FactEntry<Quota>, name: string): Excess | undefined {
  const { hard: bounds, used: inUse, scopes } = quota.value;
  const hard = parseAmount(bounds[name]);
  const resource = canonicalQuotaName(name);
  if (hard === undefined) return undefined;
  const charges = chargesOf(holdings, resource, scopes);
  const asked = charges.reduce((sum, { amount }) => sum + amount, 0n);
  const counted = parseAmount(inUse[name]) ?? 0n;
  const used = counted > asked ? counted : undefined;
  const total = used ?? asked;
  return total > hard ? { quota, name, resource, hard, total, used, charges } : undefined;
}

/** The sum as people check it: who adds what, the greatest first; the subject's own part before all. */
export function writtenSum(
  { charges, resource, used }: Pick<Excess, 'charges' | 'resource' | 'used'>,
  isOwn: (charge: Charge) => boolean,
): string {
  const sorted = charges.toSorted(
    (a, b) => Number(isOwn(b)) - Number(isOwn(a)) || Number(b.amount > a.amount) - Number(b.amount < a.amount),
  );
  const shown = sorted.slice(0, MOST_SHOWN).map((charge) => part(charge, resource));
  const rest = sorted.slice(MOST_SHOWN);
  const sum = rest.reduce((total, { amount }) => total + amount, 0n);
  if (rest.length > 0) shown.push(`${rest.length} more ${formatResource(resource, sum)}`);
  if (used !== undefined) shown.push(`in use now, says the status of the quota, ${formatResource(resource, used)}`);
  return shown.join('; ');
}

/** As a sort wants it. */
export function compareAmounts(a: bigint, b: bigint): number {
  return Number(a > b) - Number(a < b);
}

function part({ source: { kind, name }, amount, times, open }: Charge, resource: string): string {
  const who = `${kind} "${name}"`;
  const written = (value: bigint): string => formatResource(resource, value);
  const more = open === undefined ? '' : `, and ${written(open.each)} ${open.per}, not counted`;
  if (open !== undefined && amount === 0n) return `${who} ${written(open.each)} ${open.per}, not counted`;
  if (times === undefined || times.count === 1n || isNumber(resource)) return `${who} ${written(amount)}${more}`;
  return `${who} ${times.count} × ${written(times.each)} = ${written(amount)}${more}`;
}

/** Of objects, how many there are says it all. */
function isNumber(resource: string): boolean {
  return !/(?:requests|limits)\./u.test(resource);
}

const MOST_SHOWN = 12;
