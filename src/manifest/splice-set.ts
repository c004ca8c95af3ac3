import type { Json, Path } from '../engine/json.ts';
import { printEntry, printFlow, printItem, printScalar, type Style } from './print.ts';
import type { Replacement } from './splice.ts';
import { columnOf, inPlaceOf, isOwnLine, styleOf } from './style.ts';
import { lineEnd, stepInto, type MappingNode, type Node, type ScalarNode, type SequenceNode, type Step, type Tree } from './tree.ts';

/** The replacement that sets a value: in place, or as a new entry or item of the nearest mapping or list that there is. */
export function setAt(source: string, tree: Tree, path: Path, value: Json): Replacement | string {
  const style = styleOf(source, tree);
  let spot: Spot = { node: tree.root, keyEnd: undefined, indent: 0, inFlow: false };
  for (const [depth, key] of path.entries()) {
    const { node } = spot;
    if (node.kind === 'alias') return SHARED;
    if (node.kind === 'scalar' || isBare(spot)) return fillEmpty(source, spot, nest(path.slice(depth), value), style);
    const next = stepInto(node, key);
    if (next === undefined) return addTo(source, node, key, nest(path.slice(depth + 1), value), style);
    spot = spotBelow(source, spot, node, next);
  }
  return replaceNode(source, spot, value, style);
}

/** A node, and what of its surroundings matters to what may be written in its place. */
interface Spot {
  readonly node: Node;
  /** Where the key ends that it belongs to; undefined for a list item. */
  readonly keyEnd: number | undefined;
  /** Columns in front of that key. */
  readonly indent: number;
  readonly inFlow: boolean;
}

function spotBelow(source: string, { indent, inFlow }: Spot, parent: MappingNode | SequenceNode, next: Step): Spot {
  const isBlock = parent.kind === 'mapping' && !parent.flow;
  return {
    node: next.value,
    keyEnd: next.key?.end,
    indent: isBlock ? columnOf(source, parent.start) : indent,
    inFlow: inFlow || parent.flow,
  };
}

/** The value with its missing parents around it. */
function nest(path: Path, value: Json): Json {
  return path.toReversed().reduce<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

function replaceNode(source: string, spot: Spot, value: Json, style: Style): Replacement | string {
  const { node, keyEnd } = spot;
  if (node.kind === 'alias') return SHARED;
  if (isBare(spot) || (node.kind === 'scalar' && isNull(node))) return fillEmpty(source, spot, value, style);
  return inPlaceOf(source, node, keyEnd, node.kind === 'scalar' ? inStyleOf(node, value, style) : printFlow(value, style));
}

/** A quoted string stays quoted, in the same way where it can. */
function inStyleOf(node: ScalarNode, value: Json, style: Style): string {
  if (typeof value !== 'string' || node.style === 'plain' || node.style === 'block') return printFlow(value, style);
  const single = node.style === 'single' && !/['\p{Cc}]/u.test(value);
  return single ? `'${value}'` : JSON.stringify(value);
}

/** A key without a value, or with null or {}, takes a nested block; a list item, flow style and a scalar stay on the line. */
function fillEmpty(source: string, spot: Spot, value: Json, style: Style): Replacement | string {
  const { node, indent } = spot;
  if (node.kind === 'scalar' && !isNull(node)) return 'there is a value of another kind at this place';
  const isAbsent = node.kind === 'scalar' && node.empty;
  const lines = printEntry('', value, indent, style).slice(1);
  if (lines.length === 0 || !mayNest(source, spot))
    return { start: node.outerStart, end: node.end, text: (isAbsent ? ' ' : '') + printFlow(value, style) };
  const start = isAbsent ? node.start : trimBack(source, node.outerStart);
  const comment = source.slice(node.end, lineEnd(source, node.end)).trimEnd();
  return { start, end: node.end + comment.length, text: comment + style.eol + lines.join(style.eol) };
}

function mayNest(source: string, { node, keyEnd, inFlow }: Spot): boolean {
  return keyEnd !== undefined && !inFlow && isOwnLine(source, node.end);
}

/** An empty collection of a block mapping, which is written in flow style for want of entries. */
function isBare({ node, keyEnd, inFlow }: Spot): boolean {
  return (node.kind === 'mapping' || node.kind === 'sequence') && node.end - node.start === 2 && !inFlow && keyEnd !== undefined;
}

function isNull(node: ScalarNode): boolean {
  return node.empty || (node.style === 'plain' && ['~', 'null', 'Null', 'NULL'].includes(node.text));
}

function trimBack(source: string, offset: number): number {
  let at = offset;
  while (source[at - 1] === ' ') at--;
  return at;
}

function addTo(source: string, node: MappingNode | SequenceNode, key: string | number, value: Json, style: Style): Replacement | string {
  if (node.kind === 'sequence' && key !== node.items.length) return 'the list has no such item';
  if (node.kind === 'mapping' && typeof key === 'number') return 'there is a mapping where the fix expects a list';
  if (node.flow) return addInFlow(source, node, key, value, style);
  return addInBlock(source, node, key, value, style);
}

function addInBlock(source: string, node: MappingNode | SequenceNode, key: string | number, value: Json, style: Style): Replacement {
  const indent = columnOf(source, node.start);
  const lines = node.kind === 'mapping' ? printEntry(String(key), value, indent, style) : printItem(value, indent, style);
  const text = ' '.repeat(indent) + lines.join(style.eol);
  if (source[node.end - 1] === '\n') return { start: node.end, end: node.end, text: text + style.eol };
  const at = lineEnd(source, node.end);
  const before = source[at - 1] === '\r' ? at - 1 : at;
  return { start: before, end: before, text: style.eol + text };
}

/** Behind the last entry; on a line of its own where the entries have lines of their own. */
function addInFlow(source: string, node: MappingNode | SequenceNode, key: string | number, value: Json, style: Style): Replacement {
  const text = (node.kind === 'mapping' ? `${printScalar(String(key), style)}: ` : '') + printFlow(value, style);
  const inside = insideOf(node);
  if (inside === undefined) return { start: node.start + 1, end: node.end - 1, text: style.json ? text : ` ${text} ` };
  const comma = /^\s*,/u.exec(source.slice(inside.end, node.end))?.[0] ?? '';
  const at = inside.end + comma.length;
  return { start: at, end: at, text: (comma === '' ? ',' : '') + gapBefore(source, node.start + 1, inside.start) + text };
}

/** From the first member to the last. */
function insideOf(node: MappingNode | SequenceNode): { readonly start: number; readonly end: number } | undefined {
  const first = node.kind === 'mapping' ? node.entries[0]?.key : node.items[0];
  const last = node.kind === 'mapping' ? node.entries.at(-1)?.value : node.items.at(-1);
  return first && last && { start: first.outerStart, end: last.end };
}

/** What stands in front of the first entry: a line break and its indentation, else a space. */
function gapBefore(source: string, start: number, end: number): string {
  return /\r?\n[ \t]*$/u.exec(source.slice(start, end))?.[0] ?? ' ';
}

const SHARED = 'the value is an alias: changing it here would need the anchor to be written out';
