import { isObject, type Json } from '../engine/json.ts';
import { parseQuantity } from './quantity.ts';

/** What is asked of each resource, in billionths of its unit. */
export type Amounts = Map<string, bigint>;

/** A quantity of something that there can be; undefined for what is no quantity, and for less than nothing, which the API refuses. */
export function parseAmount(value: Json | undefined): bigint | undefined {
  const amount = parseQuantity(value);
  return amount === undefined || amount < 0n ? undefined : amount;
}

/** A map of quantities (core/v1 ResourceList); what can not be read is left out. */
export function amountsOf(list: Json | undefined): Amounts {
  const amounts: Amounts = new Map();
  if (!isObject(list)) return amounts;
  for (const [name, value] of Object.entries(list)) {
    const amount = parseAmount(value);
    if (amount !== undefined) amounts.set(name, amount);
  }
  return amounts;
}

export function add(sum: Amounts, more: Amounts): void {
  for (const [name, amount] of more) sum.set(name, (sum.get(name) ?? 0n) + amount);
}

export function raise(most: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const known = most.get(name);
    if (known === undefined || amount > known) most.set(name, amount);
  }
}
