import { parseEvents, YAMLException, type Event } from 'js-yaml';
import { DEEPEST } from './split.ts';

/**
 * The events of one document, their offsets in its text. js-yaml wants every line of a flow collection or quoted scalar indented
 * deeper than its parent, as YAML does; go-yaml does not, and a `]` straight below its key is common: such lines are indented, and
 * tabs between tokens made spaces, for js-yaml's eyes alone.
 * @throws YAMLException with its place in the text.
 */
export function eventsOf(source: string): readonly Event[] {
  const eased: Eased = { text: source, pads: [], spent: 0 };
  for (;;) {
    try {
      const events = parseEvents(eased.text, { maxDepth: DEEPEST });
      return eased.pads.length === 0 ? events : events.map((event) => moved(event, eased.pads));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const at = error.mark?.position ?? 0;
      if (!ease(eased, source, error.reason, at)) YAMLException.throwAt(source, original(at, eased.pads), error.reason);
    }
  }
}

interface Eased {
  text: string;
  /** Spaces that were put in, ascending by their offset in the eased text. */
  readonly pads: Pad[];
  /** Characters read so far: each line costs another reading, and a hostile text must not cost a minute. */
  spent: number;
}

interface Pad {
  readonly at: number;
  readonly width: number;
}

/** Whether the text was changed, so that it may parse now. */
function ease(eased: Eased, source: string, reason: string, at: number): boolean {
  eased.spent += eased.text.length;
  if (reason !== 'deficient indentation' || eased.spent > MOST_SPENT) return false;
  const { text } = eased;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(start, at);
  if (before.trim() === '') return pad(eased, source, start);
  const spaced = before.replace(/\t+$/u, (tabs) => ' '.repeat(tabs.length));
  eased.text = text.slice(0, start) + spaced + text.slice(at);
  return spaced !== before;
}

function pad(eased: Eased, source: string, at: number): boolean {
  const last = eased.pads.at(-1);
  if (last !== undefined && at <= last.at) return false;
  const width = last?.width ?? 1 + deepest(source);
  eased.text = eased.text.slice(0, at) + ' '.repeat(width) + eased.text.slice(at);
  eased.pads.push({ at, width });
  return true;
}

/** How deep any node begins; dashes count, since `- - a` nests on one line. */
function deepest(source: string): number {
  let most = 0;
  for (const [lead] of source.matchAll(/^[ ?:-]{0,1000}/gmu)) most = Math.max(most, lead.length);
  return most;
}

function moved<T extends Event>(event: T, pads: readonly Pad[]): T {
  const copy: Record<string, unknown> = { ...event };
  for (const field of OFFSETS) {
    const offset = copy[field];
    if (typeof offset === 'number' && offset >= 0) copy[field] = original(offset, pads);
  }
  return copy as T;
}

/** All pads are of one width. */
function original(offset: number, pads: readonly Pad[]): number {
  let low = 0;
  let high = pads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pads[middle]?.at ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const last = pads[low - 1];
  return last === undefined ? offset : Math.max(offset - low * last.width, last.at - (low - 1) * last.width);
}

const OFFSETS = ['start', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd', 'valueStart', 'valueEnd'];
const MOST_SPENT = 30_000_000;
