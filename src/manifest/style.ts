import type { Style } from './print.ts';
import type { Replacement } from './splice.ts';
import type { Node, Tree } from './tree.ts';

/** How a document is written. */
export function styleOf(source: string, tree: Tree): Style {
  const json =
    tree.root.kind === 'mapping' &&
    tree.root.flow &&
    tree.root.entries[0]?.key.kind === 'scalar' &&
    tree.root.entries[0].key.style === 'double';
  return { eol: /\r\n/u.test(source) ? '\r\n' : '\n', step: stepOf(source, tree.root) ?? 2, json };
}

/** Columns before an offset on its line. */
export function columnOf(source: string, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}

/** Whether only space or a comment follows on the line. */
export function isOwnLine(source: string, offset: number): boolean {
  return /^[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/u.test(source.slice(offset));
}

/**
 * One-line text in place of a node. Where a block collection stands on the lines below its key, the text moves up behind the
 * key: at the key's own indentation it would not belong to it.
 */
export function inPlaceOf(source: string, node: Node, keyEnd: number | undefined, text: string): Replacement {
  const brokenOff = source[node.end - 1] === '\n' && node.end > node.start;
  const eol = source[node.end - 2] === '\r' ? '\r\n' : '\n';
  const colon = keyEnd === undefined ? -1 : source.indexOf(':', keyEnd) + 1;
  const between = source.slice(colon, node.start);
  if (colon < 0 || !between.includes('\n')) return { start: node.outerStart, end: node.end, text: text + (brokenOff ? eol : '') };
  const kept = between.slice(0, between.lastIndexOf('\n') + 1);
  return { start: colon, end: node.end, text: ` ${text}${brokenOff ? kept : kept.replace(/\r?\n$/u, '')}` };
}

/** The first indentation of a block mapping inside another. */
function stepOf(source: string, node: Node): number | undefined {
  if (node.kind !== 'mapping' || node.flow) return undefined;
  for (const { value } of node.entries) {
    if (value.kind !== 'mapping' || value.flow) continue;
    const step = columnOf(source, value.start) - columnOf(source, node.start);
    if (step > 0) return step;
  }
  return undefined;
}
