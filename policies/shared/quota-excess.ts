import type { FactEntry } from '../../src/engine/fact.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { formatResource } from '../../src/kube/resource-units.ts';
import { boundOf, chargesOf, totalOf, type Bound, type Charge, type Holdings } from './charges.ts';
import type { Quota } from './quotas.ts';
import { writtenSum } from './written-sum.ts';

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
  concerns: (quota: FactEntry<Quota>, bound: Bound) => boolean,
): readonly Excess[] {
  return entries.flatMap((quota) =>
    Object.keys(quota.value.hard).flatMap((name) => {
      const bound = boundOf(name, quota.value.scopes);
      const excess = concerns(quota, bound) ? excessOf(holdings, quota, name, bound) : undefined;
      return excess === undefined ? [] : [excess];
    }),
  );
}

function excessOf(holdings: Holdings, quota: FactEntry<Quota>, name: string, bound: Bound): Excess | undefined {
  const hard = parseAmount(quota.value.hard[name]);
  if (hard === undefined) return undefined;
  const asked = totalOf(holdings, bound);
  const counted = parseAmount(quota.value.used[name]) ?? 0n;
  const used = counted > asked ? counted : undefined;
  const total = used ?? asked;
  const { resource } = bound;
  return total > hard ? { quota, name, resource, hard, total, used, charges: chargesOf(holdings, bound) } : undefined;
}

/** Who adds what; the subject's own part before all. */
export function excessSum(
  { charges, resource, used }: Pick<Excess, 'charges' | 'resource' | 'used'>,
  isOwn: (charge: Charge) => boolean,
): string {
  const words = {
    amountOf: ({ amount }: Charge): bigint => amount,
    write: (charge: Charge): string => part(charge, resource),
    writeAmount: (amount: bigint): string => formatResource(resource, amount),
  };
  const parts = [charges.filter(isOwn), charges.filter((charge) => !isOwn(charge))].map((some) => writtenSum(some, words));
  const inUse = used === undefined ? '' : `in use now, says the status of the quota, ${formatResource(resource, used)}`;
  return [...parts, inUse].filter((text) => text !== '').join('; ');
}

function part({ source: { kind, name }, amount, times, open }: Charge, resource: string): string {
  const who = `${kind} "${name === '' ? '(no name)' : name}"`;
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
