/** The candidate that was most likely meant; undefined where none is near. Strictly: one slip of the keyboard, and no more. */
export function nearest(text: string, candidates: Iterable<string>, mode: 'loosely' | 'strictly' = 'loosely'): string | undefined {
  if (text.length > LONGEST) return undefined;
  const wanted = text.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  if (mode === 'strictly') return closest(wanted, candidates, 1);
  return closest(wanted, candidates, most) ?? extension(wanted, candidates);
}

/** `nearest` as a person reads it. */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(text, candidates);
  return found === undefined ? undefined : `did you mean ${found}?`;
}

/** The first of those with the least distance, `most` or less. */
function closest(wanted: string, candidates: Iterable<string>, most: number): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of candidates) {
    const found = distance(wanted, candidate.toLowerCase(), least);
    if (found >= least) continue;
    best = candidate;
    least = found;
  }
  return best;
}

/** A candidate that holds the whole text, or is held by it: `warn` for `warning`, `cpu-limit` for `require-cpu-limit`. */
function extension(wanted: string, candidates: Iterable<string>): string | undefined {
  if (wanted.length < SHORTEST_PART) return undefined;
  let best: string | undefined;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const holds = lower.includes(wanted) || (lower.length >= SHORTEST_PART && wanted.includes(lower));
    if (holds && (best === undefined || candidate.length < best.length)) best = candidate;
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours; `bound` where there are as many or more. */
function distance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(cell({ a, b, i, j, row, last, beforeLast }));
    if (Math.min(...row) >= bound) return bound;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? bound, bound);
}

interface Cell {
  readonly a: string;
  readonly b: string;
  readonly i: number;
  readonly j: number;
  readonly row: readonly number[];
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}

function cell({ a, b, i, j, row, last, beforeLast }: Cell): number {
  const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
  return Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

const LONGEST = 100;
const SHORTEST_PART = 3;
