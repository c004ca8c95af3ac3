import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { isList, isObject, type Json } from '../engine/json.ts';
import type { ProblemCode } from './document.ts';
import { resolvePlain } from './scalar.ts';

/** Why a document could not be built, and at which offset of its text. */
export class ConstructError extends Error {
  readonly code: ProblemCode;
  readonly offset: number;

  constructor(code: ProblemCode, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** A key that stands twice in one mapping; the last one counts, as in Kubernetes. */
export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

/**
 * The value of one document as Kubernetes reads it, from the events of its text. Aliases share what they name.
 * @throws ConstructError for what kubectl refuses too, and for cycles and alias bombs.
 */
export function construct(source: string, events: readonly Event[], duplicates: DuplicateKey[]): Json {
  const build: Build = { source, events, at: 0, anchors: new Map(), duplicates, nodes: 0, aliased: 0 };
  if (build.events[0]?.type === EVENT_ID.DOCUMENT) build.at++;
  return buildNode(build);
}

interface Build {
  readonly source: string;
  readonly events: readonly Event[];
  readonly anchors: Map<string, Anchor>;
  readonly duplicates: DuplicateKey[];
  at: number;
  /** Nodes built so far, those that aliases repeat counted each time. */
  nodes: number;
  aliased: number;
}

interface Anchor {
  readonly value: Json;
  /** How many nodes an alias to it repeats; undefined while it is being built. */
  nodes: number | undefined;
}

function buildNode(build: Build): Json {
  const event = build.events[build.at++];
  build.nodes++;
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return anchored(build, event, () => buildScalar(build, event));
    case EVENT_ID.SEQUENCE:
      return buildCollection(build, event, [], fillSequence);
    case EVENT_ID.MAPPING:
      return buildCollection(build, event, {}, fillMapping);
    case EVENT_ID.ALIAS:
      return buildAlias(build, event.anchorStart, event.anchorEnd);
    default:
      return null;
  }
}

interface Anchorable {
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

function anchored(build: Build, event: Anchorable, make: () => Json): Json {
  const value = make();
  if (event.anchorStart >= 0) build.anchors.set(build.source.slice(event.anchorStart, event.anchorEnd), { value, nodes: 1 });
  return value;
}

function buildCollection<T extends Json>(build: Build, event: Anchorable, value: T, fill: (build: Build, value: T) => void): T {
  if (event.anchorStart < 0) {
    fill(build, value);
    return value;
  }
  const anchor: Anchor = { value, nodes: undefined };
  build.anchors.set(build.source.slice(event.anchorStart, event.anchorEnd), anchor);
  const before = build.nodes;
  fill(build, value);
  anchor.nodes = build.nodes - before + 1;
  return value;
}

function fillSequence(build: Build, items: Json[]): void {
  while (build.events[build.at]?.type !== EVENT_ID.POP) items.push(buildNode(build));
  build.at++;
}

/** In the order of the text, as go-yaml v2 does: a merge overrides the keys before it, and is overridden by those after it. */
function fillMapping(build: Build, object: Record<string, Json>): void {
  const merged = new Set<string>();
  for (let event = build.events[build.at]; event !== undefined && event.type !== EVENT_ID.POP; event = build.events[build.at]) {
    if (isMergeKey(build.source, event)) {
      build.at++;
      mergeInto(object, buildNode(build), merged, offsetOf(event));
    } else {
      fillEntry(build, object, merged, offsetOf(event));
    }
  }
  build.at++;
}

function fillEntry(build: Build, object: Record<string, Json>, merged: Set<string>, offset: number): void {
  const key = keyText(buildNode(build), offset);
  if (Object.hasOwn(object, key) && !merged.delete(key)) build.duplicates.push({ key, offset });
  put(object, key, buildNode(build));
}

function isMergeKey(source: string, event: Event): boolean {
  if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.valueEnd - event.valueStart !== 2) return false;
  return source.startsWith('<<', event.valueStart) && ['', '!!merge'].includes(tagOf(source, event));
}

function mergeInto(object: Record<string, Json>, value: Json, merged: Set<string>, offset: number): void {
  const parts = isList(value) ? value.toReversed() : [value];
  for (const part of parts) {
    if (!isObject(part))
      throw new ConstructError('syntax', offset, 'A merge key (<<) takes a mapping, or a list of mappings. Give it an alias of one.');
    for (const [key, item] of Object.entries(part)) {
      merged.add(key);
      put(object, key, item ?? null);
    }
  }
}

function put(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/** JSON has string keys alone; sigs.k8s.io/yaml writes booleans and numbers out, and refuses the rest. */
function keyText(key: Json, offset: number): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean') return String(key);
  throw new ConstructError('invalid-key', offset, `A key must be a string, not ${key === null ? 'null' : 'a collection'}. Quote it.`);
}

function buildAlias(build: Build, start: number, end: number): Json {
  const name = build.source.slice(start, end);
  const anchor = build.anchors.get(name);
  if (anchor === undefined) throw new ConstructError('syntax', start, `Alias *${name} names no anchor above it. Define &${name} first.`);
  if (anchor.nodes === undefined)
    throw new ConstructError('alias-cycle', start, `Alias *${name} stands inside its own anchor: the value would hold itself.`);
  build.nodes += anchor.nodes;
  build.aliased += anchor.nodes;
  if (build.aliased > ALIASED_NODES)
    throw new ConstructError(
      'too-many-aliases',
      start,
      `Aliases repeat more than ${ALIASED_NODES} values. Write the document out, or generate it.`,
    );
  return anchor.value;
}

function buildScalar(build: Build, event: ScalarEvent): Json {
  const text = getScalarValue(build.source, event);
  const tag = tagOf(build.source, event);
  const value = tag === '' ? untagged(text, event) : tagged(text, tag);
  if (value === undefined)
    throw new ConstructError('syntax', offsetOf(event), `"${text}" is not a value that JSON can hold. Quote it, if it is a string.`);
  return value;
}

/** As it is mostly written: `!!int` also for `!<tag:yaml.org,2002:int>`. */
function tagOf(source: string, { tagStart, tagEnd }: ScalarEvent): string {
  return tagStart < 0 ? '' : source.slice(tagStart, tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/u, '!!$1');
}

function untagged(text: string, event: ScalarEvent): Json | undefined {
  return event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text;
}

/** Tags that go-yaml does not know leave the text as it is. */
function tagged(text: string, tag: string): Json | undefined {
  if (tag === '!!binary') return decodeBase64(text);
  if (!RESOLVED_TAGS.has(tag)) return text;
  const value = resolvePlain(text);
  return typeof value === 'string' ? undefined : value;
}

/** Bytes as the UTF-8 text that they are, since JSON holds no bytes. */
function decodeBase64(text: string): string | undefined {
  const compact = text.replaceAll(/\s/gu, '');
  if (!/^[A-Za-z\d+/]*={0,2}$/u.test(compact)) return undefined;
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function offsetOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return Math.max(event.valueStart, 0);
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return 'start' in event ? event.start : 0;
}

const RESOLVED_TAGS = new Set(['!!int', '!!float', '!!bool', '!!null']);
/** Far above any real manifest, far below what would stall a rule that walks the value. */
const ALIASED_NODES = 100_000;
