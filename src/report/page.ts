import { painter, type Paint } from './ansi.ts';
import { displayWidth } from './printable.ts';
import { fill, wrap } from './wrap.ts';

/** How a text is laid out for people. */
export interface TextOptions {
  readonly color: boolean;
  /** Columns; at least 40 are used. */
  readonly width: number;
}

export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

/** What stands before a paragraph's first line, printable already; the lines after it hang below. */
export interface Head {
  readonly indent: number;
  /** Columns of the lines after the first; default: two more than `indent`. */
  readonly hang?: number;
  readonly text: string;
  /** `text` with its styles. */
  readonly styled?: string;
}

export function pageOf({ color, width }: TextOptions): Page {
  return { paint: painter(color), width: Math.max(width, NARROWEST) };
}

/** Wraps prose under a head. */
export function paragraph(page: Page, head: Head, body: string): readonly string[] {
  return hung(page, head, (first, rest) => wrap(body, first, rest));
}

/** Wraps words that must stay whole, printable already, under a head. */
export function wordList(page: Page, head: Head, words: readonly string[]): readonly string[] {
  return hung(page, head, (first, rest) => fill(words, first, rest));
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function hung(page: Page, head: Head, lay: (first: number, rest: number) => readonly string[]): readonly string[] {
  const hang = head.hang ?? head.indent + 2;
  const used = head.indent + displayWidth(head.text);
  const [first = '', ...rest] = lay(page.width - used, page.width - hang);
  const start = `${' '.repeat(head.indent)}${head.styled ?? head.text}`;
  return [`${start}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(hang)}${line}`)];
}

const NARROWEST = 40;
