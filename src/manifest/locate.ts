import type { Path } from '../engine/json.ts';
import type { DocumentSource, ManifestResource, Range } from './document.ts';
import { Lines } from './lines.ts';
import { entryOf, readTree, type MappingNode, type Node, type Tree } from './tree.ts';

/** Finds places in the text of one file; a document is read again only when it is asked about, and once. */
export class Locator {
  readonly #lines: Lines;
  readonly #trees = new Map<number, Tree>();

  constructor(text: string) {
    this.#lines = new Lines(text);
  }

  /** A scalar itself; the key of a collection (or the first line of a list item); for what is missing, its nearest ancestor's key. */
  rangeOf({ source, base }: Pick<ManifestResource, 'source' | 'base'>, path: Path): Range {
    const tree = this.#treeOf(source);
    const { start, end } = extent(tree, [...base, ...path]);
    return this.#lines.range(source.start + start, source.start + end);
  }

  #treeOf(source: DocumentSource): Tree {
    const known = this.#trees.get(source.start);
    if (known !== undefined) return known;
    const tree = readTree(source.text.slice(source.start, source.end));
    this.#trees.set(source.start, tree);
    return tree;
  }
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

function extent(tree: Tree, path: Path): Extent {
  let node = tree.root;
  let place = headOf(node);
  for (const key of path) {
    const next = childOf(tree, resolve(tree, node), key);
    if (next === undefined) return place;
    ({ node, place } = next);
  }
  return node.kind === 'scalar' && !node.empty ? firstLine(node) : place;
}

interface Step {
  readonly node: Node;
  /** What stands for the node itself: its key, or a list item's first line. */
  readonly place: Extent;
}

function childOf(tree: Tree, node: Node, key: string | number): Step | undefined {
  if (node.kind === 'sequence') {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item && { node: item, place: headOf(item) };
  }
  return node.kind === 'mapping' ? entryStep(tree, node, String(key)) : undefined;
}

/** The entry of a key, or the one that a merge brings in. */
function entryStep(tree: Tree, mapping: MappingNode, key: string): Step | undefined {
  const entry = entryOf(mapping, key);
  if (entry !== undefined) return { node: entry.value, place: entry.key };
  for (const { value } of mapping.entries.filter((other) => other.key.kind === 'scalar' && other.key.text === '<<')) {
    const sources = value.kind === 'sequence' ? value.items : [value];
    for (const source of sources) {
      const found = childOf(tree, resolve(tree, source), key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Where an anchor names itself by way of others there is no end: the document was refused before it came here. */
function resolve(tree: Tree, node: Node): Node {
  return node.kind === 'alias' ? (tree.anchors.get(node.name) ?? node) : node;
}

/** The first key of a mapping, the first item of a list, else the node. */
function headOf(node: Node): Extent {
  if (node.kind === 'mapping') return node.entries[0]?.key ?? node;
  if (node.kind === 'sequence' && node.items[0] !== undefined) return headOf(node.items[0]);
  return node.kind === 'scalar' ? firstLine(node) : node;
}

/** A block scalar is shown by its header; the text below it is not what a caret can underline. */
function firstLine(node: Extent & { readonly style?: string }): Extent {
  return node.style === 'block' ? { start: node.start, end: node.start + 1 } : { start: node.start, end: node.end };
}
