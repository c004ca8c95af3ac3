import { isBytes } from '../../src/kube/resource-units.ts';
import { additionOf, boundOf, type Bound } from './charges.ts';
import type { ClaimantEntry } from './claimants.ts';
import { parseDecimal, scaledTo, type Decimal } from './decimals.ts';
import { compiled } from './memo.ts';

export interface Tariff {
  /** By resource, for an hour: bytes by the GiB, all else by the unit. */
  readonly prices: Readonly<Record<string, number>>;
  readonly hours: number;
}

export type BudgetParams = Tariff & { readonly annotation: string };

/** What things cost, in parts so small that nothing is ever rounded. */
export interface PriceList {
  /** Parts in one unit of money. */
  readonly parts: bigint;
  /** The parts for one billionth of each resource, over all hours. */
  readonly items: readonly { readonly bound: Bound; readonly price: bigint }[];
  /** The scale to which a budget is brought. */
  readonly scale: number;
}

export const priceList = compiled(({ prices, hours }: Tariff): PriceList => {
  const time = decimalOf(hours);
  const rates = Object.entries(prices).map(([name, price]) => ({ bound: boundOf(quotaNameOf(name), []), rate: decimalOf(price), name }));
  const scale = Math.max(BUDGET_SCALE, ...rates.map(({ rate }) => rate.scale + time.scale));
  const items = rates.map(({ bound, rate, name }) => {
    const price = scaledTo({ digits: rate.digits * time.digits, scale: rate.scale + time.scale }, scale);
    return { bound, price: isBytes(name) ? price : price * GIB };
  });
  return { parts: 10n ** BigInt(scale) * NANO * GIB, items, scale };
});

/** What one claimant costs. Pods that end are paid by the minute, and not by the month. */
export function costOf(entry: ClaimantEntry, { items }: PriceList): { readonly cost: bigint; readonly per?: string } {
  const { pods } = entry.value;
  if (pods?.lasting === false) return { cost: 0n };
  const additions = items.map(({ bound, price }) => ({ addition: additionOf(entry, bound), price }));
  const cost = additions.reduce((sum, { addition, price }) => sum + (addition?.amount ?? 0n) * price, 0n);
  const per = additions.find(({ addition }) => addition?.open !== undefined)?.addition?.open?.per;
  return { cost, ...(per !== undefined && { per }) };
}

/** A budget in the parts of a price list. */
export function inParts(budget: Decimal, { parts, scale }: PriceList): bigint {
  const to = Math.max(scale, budget.scale);
  return (scaledTo(budget, to) * parts) / 10n ** BigInt(to);
}

/** Money to the cent, as people write it; what is more than a budget never looks like it. */
export function writtenMoney(amount: bigint, { parts }: PriceList): string {
  const cents = (amount * 100n + parts - 1n) / parts;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** `cpu`, `memory`, `storage`, `nvidia.com/gpu`: as containers and claims request them, or as a quota names them. */
function quotaNameOf(name: string): string {
  if (name === 'storage') return 'requests.storage';
  return name.includes('/') && !/^(?:requests|count)[./]|storageclass\./u.test(name) ? `requests.${name}` : name;
}

function decimalOf(value: number): Decimal {
  return parseDecimal(String(value)) ?? { digits: 0n, scale: 0 };
}

const BUDGET_SCALE = 2;
const NANO = 1_000_000_000n;
const GIB = 2n ** 30n;
