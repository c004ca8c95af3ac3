import { printable } from './printable.ts';

/** A text as one line of Markdown that reads as it is written: no markup, no HTML, no link, nobody called by name. */
export function escapeMarkdown(text: string): string {
  return printable(text.replaceAll(/\s+/gu, ' ').trim()).replaceAll(MARKUP, '\\$&').replaceAll(REFERENCE, '$&<!-- -->');
}

/** As much as a row of a table can hold. */
export function shorten(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST).toWellFormed()}…`;
}

/** `.` and `:` make links of names and addresses, `:` also emoji; the others are CommonMark's and GFM's. */
const MARKUP = /[\\`*_[\]<>|~$&:]|(?<=www)\./giu;
/** `@user` and `#1` are found after the markup is read, so that no escape holds them off. */
const REFERENCE = /[@#]|(?<=\bGH)-/giu;
const LONGEST = 300;
