import {
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { eventsOf } from './events.ts';
import { resolvePlain } from './scalar.ts';

/** A node of a document and where it stands: offsets in the document's text, quotes and block headers included, end exclusive. */
export type Node = ScalarNode | MappingNode | SequenceNode | AliasNode;

interface Place {
  readonly start: number;
  readonly end: number;
  /** Where its anchor or tag begins, else `start`. */
  readonly outerStart: number;
  readonly anchor?: string | undefined;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly text: string;
  /** An absent value, as in `key:`; it stands behind its colon or dash. */
  readonly empty: boolean;
}

export interface MappingNode extends Place {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export interface SequenceNode extends Place {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface AliasNode extends Place {
  readonly kind: 'alias';
  readonly name: string;
}

/** A document as a tree of places; the text is known to parse. */
export interface Tree {
  readonly root: Node;
  /** What an alias stands for. */
  readonly anchors: ReadonlyMap<string, Node>;
}

export function readTree(source: string): Tree {
  const walk: Walk = { source, events: eventsOf(source), at: 1, last: 0, anchors: new Map() };
  return { root: readNode(walk), anchors: walk.anchors };
}

/** The last entry of a key, since that one counts; merges are not looked into. */
export function entryOf(mapping: MappingNode, key: string): Entry | undefined {
  return mapping.entries.findLast((entry) => keyOf(entry.key) === key);
}

/** What a key is called once it is read: `on` is `true`. Undefined for an alias, which is not looked into. */
export function keyOf(node: Node): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  const value = node.style === 'plain' ? resolvePlain(node.text) : node.text;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : node.text;
}

/** A member of a collection, with the node of its key where it has one. */
export interface Step {
  readonly key?: Node;
  readonly value: Node;
}

/** The member of a collection at a key or index. */
export function stepInto(node: Node, key: string | number): Step | undefined {
  if (node.kind === 'mapping') return entryOf(node, String(key));
  const value = node.kind === 'sequence' && typeof key === 'number' ? node.items[key] : undefined;
  return value && { value };
}

interface Walk {
  readonly source: string;
  readonly events: readonly Event[];
  readonly anchors: Map<string, Node>;
  at: number;
  /** The end of what was read last: nothing that follows begins before it. */
  last: number;
}

function readNode(walk: Walk): Node {
  const event = walk.events[walk.at++];
  switch (event?.type) {
    case EVENT_ID.MAPPING:
      return remember(walk, readMapping(walk, event));
    case EVENT_ID.SEQUENCE:
      return remember(walk, readSequence(walk, event));
    case EVENT_ID.SCALAR:
      return remember(walk, readScalar(walk, event));
    case EVENT_ID.ALIAS:
      walk.last = event.anchorEnd;
      return { kind: 'alias', name: walk.source.slice(event.anchorStart, event.anchorEnd), ...at(event.anchorStart - 1, event.anchorEnd) };
    default:
      return { kind: 'scalar', style: 'plain', text: '', empty: true, ...at(walk.last, walk.last) };
  }
}

function remember<T extends Node>(walk: Walk, node: T): T {
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  return node;
}

function readMapping(walk: Walk, event: MappingEvent): MappingNode {
  const flow = event.style === COLLECTION_STYLE.FLOW;
  const entries: Entry[] = [];
  walk.last = flow ? event.start + 1 : event.start;
  while (!isPop(walk)) {
    const key = readNode(walk);
    walk.last = afterMark(walk, ':', key.end);
    entries.push({ key, value: readNode(walk) });
  }
  return { kind: 'mapping', flow, entries, ...closed(walk, event, flow ? '}' : undefined) };
}

function readSequence(walk: Walk, event: SequenceEvent): SequenceNode {
  const flow = event.style === COLLECTION_STYLE.FLOW;
  const items: Node[] = [];
  walk.last = flow ? event.start + 1 : event.start;
  while (!isPop(walk)) {
    if (!flow) walk.last = afterMark(walk, '-', walk.last);
    items.push(readNode(walk));
  }
  return { kind: 'sequence', flow, items, ...closed(walk, event, flow ? ']' : undefined) };
}

function closed(walk: Walk, event: MappingEvent | SequenceEvent, bracket: string | undefined): Place {
  walk.at++;
  if (bracket !== undefined) walk.last = afterMark(walk, bracket, walk.last);
  return { ...at(event.start, walk.last), ...properties(walk, event, event.start) };
}

function readScalar(walk: Walk, event: ScalarEvent): ScalarNode {
  const { start, end } = extentOf(walk, event);
  walk.last = Math.max(end, event.anchorEnd, event.tagEnd);
  const text = getScalarValue(walk.source, event);
  return { kind: 'scalar', style: styleOf(event), text, empty: start === end, ...at(start, end), ...properties(walk, event, start) };
}

function extentOf(walk: Walk, event: ScalarEvent): { readonly start: number; readonly end: number } {
  const { valueStart, valueEnd } = event;
  switch (styleOf(event)) {
    case 'block': {
      const header = blockHeader(walk.source, Math.max(walk.last, event.anchorEnd, event.tagEnd));
      return { start: header, end: valueStart < 0 ? header + 1 : valueEnd };
    }
    case 'plain':
      return valueStart < 0 ? { start: walk.last, end: walk.last } : { start: valueStart, end: valueEnd };
    default:
      return valueStart < 0 ? { start: walk.last, end: walk.last } : { start: valueStart - 1, end: valueEnd + 1 };
  }
}

function blockHeader(source: string, from: number): number {
  let offset = from;
  while (offset < source.length && source[offset] !== '|' && source[offset] !== '>') offset++;
  return offset;
}

function styleOf(event: ScalarEvent): ScalarNode['style'] {
  switch (event.style) {
    case SCALAR_STYLE.PLAIN:
      return 'plain';
    case SCALAR_STYLE.SINGLE_QUOTED:
      return 'single';
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return 'double';
    default:
      return 'block';
  }
}

function properties(walk: Walk, event: ScalarEvent | MappingEvent | SequenceEvent, start: number): Pick<Place, 'outerStart' | 'anchor'> {
  const starts = [event.anchorStart - 1, event.tagStart].filter((offset) => offset >= 0);
  const anchor = event.anchorStart < 0 ? undefined : walk.source.slice(event.anchorStart, event.anchorEnd);
  return { outerStart: Math.min(start, ...starts), anchor };
}

/** The offset behind the next mark, comments passed over; where there is none, nothing moves. */
function afterMark(walk: Walk, mark: string, from: number): number {
  const { source } = walk;
  for (let offset = from; offset < source.length; offset++) {
    const character = source[offset];
    if (character === mark) return offset + 1;
    if (character === '#') offset = lineEnd(source, offset);
    else if (!PASSED_OVER.has(character ?? '')) return from;
  }
  return from;
}

/** The offset of the line break that ends the line, or of the end of the text. */
export function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function isPop(walk: Walk): boolean {
  const event = walk.events[walk.at];
  return event === undefined || event.type === EVENT_ID.POP;
}

function at(start: number, end: number): Place {
  return { start, end, outerStart: start };
}

const PASSED_OVER = new Set([' ', '\t', '\n', '\r', ',', '\uFEFF']);
