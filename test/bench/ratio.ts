import type { Row } from './measure.ts';

/** Both sides of a measure, in turns, so that what else the machine does meets both. */
export async function inTurns<T>(rounds: number, ours: () => T | Promise<T>, theirs: () => T | Promise<T>): Promise<readonly Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await ours(), theirs: await theirs() });
  return pairs;
}

/** More than two sides, in turns; a side that gives up says so itself, and is not in that round. */
export async function allInTurns<T>(
  rounds: number,
  sides: ReadonlyMap<string, () => Promise<T | undefined>>,
): Promise<readonly ReadonlyMap<string, T>[]> {
  const turns: Map<string, T>[] = [];
  for (let round = 0; round < rounds; round++) {
    const turn = new Map<string, T>();
    for (const [name, measure] of sides) {
      const found = await measure();
      if (found !== undefined) turn.set(name, found);
    }
    turns.push(turn);
  }
  return turns;
}

/** Two of the sides, of the rounds in which both were measured. */
export function pairsOf<T>(turns: readonly ReadonlyMap<string, T | undefined>[], ours: string, theirs: string): readonly Pair<T>[] {
  return turns.flatMap((turn) => {
    const [our, their] = [turn.get(ours), turn.get(theirs)];
    return our === undefined || their === undefined ? [] : [{ ours: our, theirs: their }];
  });
}

export interface Pair<T> {
  readonly ours: T;
  readonly theirs: T;
}

export interface Compared {
  /** Of the medians. */
  readonly ratio: number;
  readonly ours: number;
  readonly theirs: number;
  readonly lowest: number;
  readonly highest: number;
}

export function compare<T>(pairs: readonly Pair<T>[], amount: (side: T) => number): Compared {
  const ours = median(pairs.map((pair) => amount(pair.ours)));
  const theirs = median(pairs.map((pair) => amount(pair.theirs)));
  const ratios = pairs.map((pair) => amount(pair.ours) / amount(pair.theirs));
  return { ratio: ours / theirs, ours, theirs, lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

/** A row whose goal is a bound of the ratio itself. */
export function rowOf(name: string, compared: Compared, tell: (amount: number) => string, bound?: Bound): Row {
  const { ratio, ours, theirs, lowest, highest } = compared;
  return {
    name,
    ratio,
    lowest,
    highest,
    detail: `${tell(ours)} against ${tell(theirs)}`,
    ...(bound !== undefined && judged(ratio, bound)),
  };
}

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function milliseconds(amount: number): string {
  return `${amount.toFixed(amount < 10 ? 2 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function judged(ratio: number, bound: Bound): { readonly goal: string; readonly met: boolean } {
  return 'atMost' in bound
    ? { goal: `<= ${bound.atMost.toFixed(2)}`, met: ratio <= bound.atMost }
    : { goal: `>= ${bound.atLeast.toFixed(2)}`, met: ratio >= bound.atLeast };
}
