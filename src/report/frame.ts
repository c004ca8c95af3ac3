import { characterWidth, printable } from './printable.ts';
import type { SourceLines } from './report.ts';

/** One line of a code frame; without a number it is the line of carets. */
export interface FrameLine {
  readonly number?: number;
  readonly text: string;
}

/** What a frame points at: a range within its first line, or to that line's end. */
export interface Target {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The line pointed at, carets under the range, and one line before and after. Long lines are cut to `width` columns around the caret;
 * the cost follows the width and not the line, since a minified file may have all its findings on one.
 */
export function codeFrame(lines: SourceLines, target: Target, width: number): readonly FrameLine[] {
  const room = Math.min(Math.max(width, NARROWEST), WIDEST);
  const line = lines.text[target.line - lines.first];
  if (line === undefined) return [];
  const from = Math.min(Math.max(target.column - 1, 0), line.length);
  const to = target.endLine > target.line ? line.trimEnd().length : Math.min(target.endColumn - 1, line.length);
  const start = windowStart(line, from, room);
  return [-1, 0, 1].flatMap((step) => {
    const text = lines.text[target.line + step - lines.first];
    if (text === undefined) return [];
    const shown = { number: target.line + step, text: show(text, start, room) };
    return step === 0 ? [shown, { text: carets(line, { start, from, to }, room) }] : [shown];
  });
}

/** From the line's start where the caret is then in sight, else from a little before the caret. */
function windowStart(line: string, from: number, room: number): number {
  const before = Math.max(0, from - Math.floor(room / 4));
  const start = [0, before].find((start) => columnOf(line, start, from, room) <= room - MARGIN) ?? from;
  return isLowSurrogate(line, start) ? start + 1 : start;
}

function show(line: string, start: number, room: number): string {
  let text = start > 0 ? CUT : '';
  let used = text.length;
  for (const character of charactersFrom(line, start, room)) {
    const { shown, width } = cellsOf(character);
    if (used + width > room - 1) return `${text}${CUT}`;
    text += shown;
    used += width;
  }
  return text.trimEnd();
}

function carets(line: string, range: { readonly start: number; readonly from: number; readonly to: number }, room: number): string {
  const column = columnOf(line, range.start, range.from, room);
  const end = Math.min(columnOf(line, range.start, range.to, room), room);
  return `${' '.repeat(column)}${'^'.repeat(Math.max(1, end - column))}`;
}

/** The screen column, from 0, of an offset of the line, when the line is shown from `start`; counts no further than `room`. */
function columnOf(line: string, start: number, offset: number, room: number): number {
  let column = start > 0 ? CUT.length : 0;
  let at = start;
  for (const character of charactersFrom(line, start, room)) {
    if (at >= offset || column > room) return column;
    column += cellsOf(character).width;
    at += character.length;
  }
  return at < offset && at < line.length ? room + 1 : column;
}

/** A line's characters from an offset, as many as could matter: combining ones take no room and must not make the walk long. */
function charactersFrom(line: string, start: number, room: number): string {
  return line.slice(start, start + room * 4);
}

function cellsOf(character: string): { readonly shown: string; readonly width: number } {
  if (character === '\t') return { shown: TAB, width: TAB.length };
  if (character === '\r') return { shown: '', width: 0 };
  const shown = printable(character);
  return { shown, width: shown === character ? characterWidth(character) : shown.length };
}

function isLowSurrogate(line: string, offset: number): boolean {
  const code = line.charCodeAt(offset);
  return offset > 0 && code >= 0xdc00 && code <= 0xdfff;
}

const TAB = '  ';
const CUT = '…';
const NARROWEST = 20;
/** Enough for any terminal, and a bound where there is none. */
const WIDEST = 200;
/** Room for a few characters of what the caret points at. */
const MARGIN = 8;
