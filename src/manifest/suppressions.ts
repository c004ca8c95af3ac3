import { EVENT_ID, type Event } from 'js-yaml';
import { parseSuppression, type Suppression, type SuppressionFault } from '../engine/suppression.ts';
import { Lines } from './lines.ts';
import { eventsOf } from './events.ts';
import { splitYaml, type Part } from './split.ts';

/** A comment `# lintel-ignore <rule> -- <reason> [until YYYY-MM-DD]`, and the line that it speaks of. */
export interface SuppressionComment {
  readonly parsed: Suppression | { readonly fault: SuppressionFault };
  /** The line of what it lets pass: its own, or the next one that is no comment. */
  readonly covers: number;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The suppressions of a text, in its order. What looks like one inside a value is text; a document that does not parse has none. */
export function suppressionsOf(text: string): readonly SuppressionComment[] {
  if (!text.includes(MARK)) return [];
  const lines = new Lines(text);
  return splitYaml(text).flatMap((part) => inPart(text, part, lines));
}

function inPart(text: string, part: Part, lines: Lines): readonly SuppressionComment[] {
  const source = text.slice(part.start, part.end);
  const values = valuesOf(source);
  if (values === undefined) return [];
  return [...source.matchAll(COMMENT)].flatMap((match) => {
    const at = match.index + match[0].indexOf('#');
    if (values.some(({ start, end }) => start <= at && at < end)) return [];
    const { line, column } = lines.at(part.start + at);
    const endColumn = column + match[0].trimEnd().length - match[0].indexOf('#');
    return [{ parsed: parseSuppression(match[1] ?? ''), covers: coveredLine(text, part.start + at, line), line, column, endColumn }];
  });
}

/** The stretches of scalars: a `#` inside them begins no comment. */
function valuesOf(source: string): readonly Part[] | undefined {
  try {
    return eventsOf(source).flatMap(extentOf);
  } catch {
    return undefined;
  }
}

function extentOf(event: Event): readonly Part[] {
  return event.type === EVENT_ID.SCALAR && event.valueStart >= 0 ? [{ start: event.valueStart, end: event.valueEnd }] : [];
}

function coveredLine(text: string, offset: number, line: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (text.slice(start, offset).trim() !== '') return line;
  const below = text.slice(text.indexOf('\n', offset) + 1).split('\n');
  const next = below.findIndex((other) => !/^\s*(?:#|$)/u.test(other));
  return next < 0 ? line : line + 1 + next;
}

const MARK = 'lintel-ignore';
const COMMENT = /(?:^|[ \t])#[ \t]*lintel-ignore\b[ \t]*(.*)$/gmu;
