import { painter, type Paint } from './ansi.ts';
import { lineChanges, type Change } from './line-changes.ts';
import { printable } from './printable.ts';

/** A unified diff that `patch -p1` and `git apply` take; empty where nothing changed. With colour it is for eyes: controls are escaped. */
export function renderDiff(file: string, before: string, after: string, { color }: { readonly color: boolean }): string {
  if (before === after) return '';
  const [old, new_] = [linesOf(before), linesOf(after)];
  const ink = inkFor(color);
  const hunks = groupChanges(lineChanges(old, new_)).flatMap((hunk) => hunkLines(hunk, old, new_, ink));
  const path = file.replace(/^(\.?\/)+/u, '');
  return [ink('header', `--- ${quoted(`a/${path}`)}\n`), ink('header', `+++ ${quoted(`b/${path}`)}\n`), ...hunks].join('');
}

type Ink = (kind: keyof typeof STYLES, line: string) => string;

/** Lines with their line ends: a last line without one differs from the same line with one. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

/** Changes whose contexts touch share a hunk. */
function groupChanges(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    const last = hunk?.at(-1);
    if (hunk !== undefined && last !== undefined && change.oldStart - last.oldEnd <= 2 * CONTEXT) hunk.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkLines(hunk: readonly Change[], old: readonly string[], new_: readonly string[], ink: Ink): readonly string[] {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lead = Math.min(CONTEXT, first.oldStart);
  const tail = Math.min(CONTEXT, old.length - last.oldEnd);
  const oldRange = rangeText(first.oldStart - lead, last.oldEnd + tail);
  const newRange = rangeText(first.newStart - lead, last.newEnd + tail);
  const lines = [ink('range', `@@ -${oldRange} +${newRange} @@\n`)];
  let at = first.oldStart - lead;
  const kept = (to: number): readonly string[] => old.slice(at, to).map((line) => ink('kept', marked(' ', line)));
  for (const change of hunk) {
    lines.push(...kept(change.oldStart));
    for (const line of old.slice(change.oldStart, change.oldEnd)) lines.push(ink('removed', marked('-', line)));
    for (const line of new_.slice(change.newStart, change.newEnd)) lines.push(ink('added', marked('+', line)));
    at = change.oldEnd;
  }
  return [...lines, ...kept(last.oldEnd + tail)];
}

/** An empty range names the line before it. */
function rangeText(start: number, end: number): string {
  return end === start ? `${start},0` : `${start + 1},${end - start}`;
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** As git writes names: quoted where a control or quote stands in one, ended by a tab where a space does. */
function quoted(name: string): string {
  const escaped = name.replaceAll(/["\\]/gu, (character) => `\\${character}`).replaceAll(/\p{Cc}/gu, octal);
  if (escaped !== name) return `"${escaped}"`;
  return name.includes(' ') ? `${name}\t` : name;
}

function octal(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function inkFor(color: boolean): Ink {
  if (!color) return (_kind, line) => line;
  const paint = painter(true);
  return (kind, text) =>
    text
      .slice(0, -1)
      .split('\n')
      .map((line) => inked(paint, kind, line))
      .join('');
}

function inked(paint: Paint, kind: keyof typeof STYLES, line: string): string {
  const shown = line.replace(/\r$/u, '').split('\t').map(printable).join('\t');
  const style = STYLES[kind];
  return `${style === undefined ? shown : paint(style, shown)}\n`;
}

const CONTEXT = 3;
const STYLES = { header: 'bold', range: 'cyan', removed: 'red', added: 'green', kept: undefined } as const;
