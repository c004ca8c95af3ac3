/** Lines `oldStart..oldEnd` became lines `newStart..newEnd`; indexes from 0, ends exclusive. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** What changed between two lists of lines, in order: after Myers, "An O(ND) Difference Algorithm" (1986), which is quick for few edits. */
export function lineChanges(old: readonly string[], new_: readonly string[]): readonly Change[] {
  const prefix = commonPrefix(old, new_);
  const suffix = commonSuffix(old, new_, prefix);
  const middle = { old: old.slice(prefix, old.length - suffix), new: new_.slice(prefix, new_.length - suffix) };
  const trace = search(middle.old, middle.new);
  if (trace === undefined) return [{ oldStart: prefix, oldEnd: old.length - suffix, newStart: prefix, newEnd: new_.length - suffix }];
  return merge(backtrack(trace, middle.old.length, middle.new.length), prefix);
}

/** For each number of edits, the old index that each diagonal (old index less new index, in steps of two) got to. */
type Trace = readonly Int32Array[];

/** At these indexes a line of the old goes, or one of the new comes. */
interface Step {
  readonly x: number;
  readonly y: number;
  readonly op: 'remove' | 'add';
}

function commonPrefix(old: readonly string[], new_: readonly string[]): number {
  let count = 0;
  while (count < old.length && count < new_.length && old[count] === new_[count]) count += 1;
  return count;
}

function commonSuffix(old: readonly string[], new_: readonly string[], prefix: number): number {
  const most = Math.min(old.length, new_.length) - prefix;
  let count = 0;
  while (count < most && old[old.length - 1 - count] === new_[new_.length - 1 - count]) count += 1;
  return count;
}

/** Undefined where there are too many edits to be worth the search. */
function search(old: readonly string[], new_: readonly string[]): Trace | undefined {
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= MOST_EDITS; edits += 1) {
    const reached = new Int32Array(edits + 1);
    trace.push(reached);
    for (let index = 0; index <= edits; index += 1) {
      const diagonal = 2 * index - edits;
      const { x: before, op } = previous(trace, edits, index);
      const x = slide(old, new_, op === 'remove' ? before + 1 : before, diagonal);
      reached[index] = x;
      if (x >= old.length && x - diagonal >= new_.length) return trace;
    }
  }
  return undefined;
}

/** As far along a diagonal as lines are equal. */
function slide(old: readonly string[], new_: readonly string[], from: number, diagonal: number): number {
  let x = from;
  while (x < old.length && x - diagonal < new_.length && old[x] === new_[x - diagonal]) x += 1;
  return x;
}

/** From where, with one edit less, a diagonal is reached best, and by which edit. */
function previous(trace: Trace, edits: number, index: number): Step {
  const reached = trace[edits - 1];
  const above = reached?.[index] ?? 0;
  const left = reached?.[index - 1] ?? 0;
  const diagonal = 2 * index - edits;
  const adds = index === 0 || (index !== edits && left < above);
  return adds ? { x: above, y: above - diagonal - 1, op: 'add' } : { x: left, y: left - diagonal + 1, op: 'remove' };
}

function backtrack(trace: Trace, oldEnd: number, newEnd: number): readonly Step[] {
  const steps: Step[] = [];
  let diagonal = oldEnd - newEnd;
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const step = previous(trace, edits, (diagonal + edits) / 2);
    steps.push(step);
    diagonal = step.x - step.y;
  }
  return steps.toReversed();
}

/** Steps without a common line between them are one change. */
function merge(steps: readonly Step[], offset: number): readonly Change[] {
  const changes: Change[] = [];
  for (const { x, y, op } of steps) {
    const [oldStart, newStart] = [x + offset, y + offset];
    const [oldEnd, newEnd] = op === 'remove' ? [oldStart + 1, newStart] : [oldStart, newStart + 1];
    const last = changes.at(-1);
    if (last?.oldEnd === oldStart && last.newEnd === newStart) changes[changes.length - 1] = { ...last, oldEnd, newEnd };
    else changes.push({ oldStart, oldEnd, newStart, newEnd });
  }
  return changes;
}

/** Bounds time and memory (half of its square, in numbers): beyond it the whole middle is shown as replaced. */
const MOST_EDITS = 1000;
