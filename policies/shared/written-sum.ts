/** How the parts of a sum are written. */
export interface SumWords<T> {
  readonly amountOf: (part: T) => bigint;
  readonly write: (part: T) => string;
  /** What the parts that are not shown come to. */
  readonly writeAmount: (amount: bigint) => string;
}

/** A sum as people check it: its parts, the greatest first, and what the many small ones come to together. */
export function writtenSum<T>(parts: readonly T[], { amountOf, write, writeAmount }: SumWords<T>): string {
  const sorted = parts.toSorted((a, b) => compareAmounts(amountOf(b), amountOf(a)));
  const shown = sorted.slice(0, MOST_SHOWN).map(write);
  const rest = sorted.slice(MOST_SHOWN);
  if (rest.length > 0) shown.push(`${rest.length} more ${writeAmount(rest.reduce((sum, part) => sum + amountOf(part), 0n))}`);
  return shown.join('; ');
}

/** As a sort wants it. */
export function compareAmounts(a: bigint, b: bigint): number {
  return Number(a > b) - Number(a < b);
}

const MOST_SHOWN = 12;
