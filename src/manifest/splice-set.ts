import type { Json, Path } from '../engine/json.ts';
import { printEntry, printFlow, printItem, printScalar, type Style } from './print.ts';
import type { Replacement } from './splice.ts';
import { columnOf, inPlaceOf, isOwnLine, styleOf } from './style.ts';
import { lineEnd, stepInto, type MappingNode, type Node, type ScalarNode, type SequenceNode, type Tree } from './tree.ts';

/** The replacement that sets a value: in place, or as a new entry or item of the nearest mapping or list that there is. */
export function setAt(source: string, tree: Tree, path: Path, value: Json): Replacement | string {
  const style = styleOf(source, tree);
  let node = tree.root;
  let keyEnd: number | undefined;
  let indent = 0;
  for (const [depth, key] of path.entries()) {
    if (node.kind === 'alias') return SHARED;
    if (node.kind === 'scalar') return fillEmpty(source, node, keyEnd, indent, nest(path.slice(depth), value), style);
    const next = stepInto(node, key);
    if (next === undefined) return addTo(source, node, key, nest(path.slice(depth + 1), value), style);
    if (node.kind === 'mapping' && !node.flow) indent = columnOf(source, node.start);
    keyEnd = next.key?.end;
    node = next.value;
  }
  return replaceNode(source, node, keyEnd, indent, value, style);
}

/** The value with its missing parents around it. */
function nest(path: Path, value: Json): Json {
  return path.toReversed().reduce<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

function replaceNode(
  source: string,
  node: Node,
  keyEnd: number | undefined,
  indent: number,
  value: Json,
  style: Style,
): Replacement | string {
  if (node.kind === 'alias') return SHARED;
  if (node.kind === 'scalar' && isEmpty(node)) return fillEmpty(source, node, keyEnd, indent, value, style);
  return inPlaceOf(source, node, keyEnd, node.kind === 'scalar' ? inStyleOf(node, value, style) : printFlow(value, style));
}

/** A quoted string stays quoted, in the same way where it can. */
function inStyleOf(node: ScalarNode, value: Json, style: Style): string {
  if (typeof value !== 'string' || node.style === 'plain' || node.style === 'block') return printFlow(value, style);
  const single = node.style === 'single' && !/['\p{Cc}]/u.test(value);
  return single ? `'${value}'` : JSON.stringify(value);
}

/** A key without a value, or with null, takes a nested block; a list item, flow style and a scalar stay on the line. */
function fillEmpty(
  source: string,
  node: ScalarNode,
  keyEnd: number | undefined,
  indent: number,
  value: Json,
  style: Style,
): Replacement | string {
  if (!isEmpty(node)) return 'there is a value of another kind at this place';
  const lines = printEntry('', value, indent, style).slice(1);
  const inline = keyEnd === undefined || lines.length === 0 || style.json || !isOwnLine(source, node.end);
  if (inline) return { start: node.outerStart, end: node.end, text: (node.empty ? ' ' : '') + printFlow(value, style) };
  const start = node.empty ? node.start : trimBack(source, node.outerStart);
  const comment = source.slice(node.end, lineEnd(source, node.end)).trimEnd();
  return { start, end: node.end + comment.length, text: comment + style.eol + lines.join(style.eol) };
}

function isEmpty(node: ScalarNode): boolean {
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
