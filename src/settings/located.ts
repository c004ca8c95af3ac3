import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap, YAMLParseError, YAMLSeq } from 'yaml';
import { isList, isObject, valueAt } from '../engine/json.ts';
import type { Json, Path } from '../engine/json.ts';
import { shown } from './fault.ts';
import type { Complaint, SettingsFault } from './fault.ts';

/** The JSON of a settings file, and where each value of it stands. */
export interface Located {
  readonly value: Json;
  /** Not all were readable where there are any; what was readable is in `value`. */
  readonly faults: readonly SettingsFault[];
  at(path: Path, part: 'key' | 'value', complaint: Complaint): SettingsFault;
}

/** Reads one YAML document. Keeps going after errors, so that all faults come at once. */
export function readLocated(text: string, file: string): Located {
  const lines = new LineCounter();
  const reader = new Reader((offset, { code, message, suggestion }) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), code, message, ...(suggestion !== undefined && { suggestion }) };
  });
  if (text.length > LARGEST) return reader.refuse('too-large', 'the settings are larger than 1 MiB');
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  if ('empty' in documents) return reader.finish({});
  return reader.read(documents);
}

interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** Lives for one reading: what it has found, and how much it has read. */
class Reader {
  readonly #faults: SettingsFault[] = [];
  readonly #places = new Map<object, Map<string | number, Offsets>>();
  readonly #faultAt: (offset: number, complaint: Complaint) => SettingsFault;
  #document: Document | undefined;
  #nodes = 0;
  /** By name, as met so far: the library's own look-up walks the whole document for each alias. */
  readonly #anchors = new Map<string, Node>();
  readonly #refused = new Set<string>();

  constructor(faultAt: (offset: number, complaint: Complaint) => SettingsFault) {
    this.#faultAt = faultAt;
  }

  refuse(code: 'too-large', message: string): Located {
    this.#complain(0, { code, message });
    return this.finish({});
  }

  read(documents: readonly Document.Parsed[]): Located {
    const [first, second] = documents;
    for (const { errors } of documents) this.#syntax(errors);
    if (second !== undefined)
      this.#complain(second.range[0], {
        code: 'syntax',
        message: 'there is more than one document',
        suggestion: 'remove the --- between them',
      });
    this.#document = first;
    const value = first?.contents ? this.#json(first.contents, 0) : {};
    const exhausted = documents.flatMap(({ errors }) => errors).find(({ code }) => code === EXHAUSTED);
    if (exhausted !== undefined) this.#refuseOnce('too-deep', exhausted.pos[0]);
    return this.finish(value);
  }

  /** One broken bracket makes many errors; what goes beyond the parser's own depth is said once, as too deep. */
  #syntax(errors: readonly YAMLParseError[]): void {
    const told = new Set<number>();
    for (const { pos, code, message } of errors) {
      if (code === EXHAUSTED || told.has(pos[0]) || told.size === MOST_SYNTAX_ERRORS) continue;
      told.add(pos[0]);
      this.#complain(pos[0], { code: 'syntax', message });
    }
  }

  finish(value: Json): Located {
    return {
      value,
      faults: this.#faults,
      at: (path, part, complaint) => this.#faultAt(this.#find(value, path, part), complaint),
    };
  }

  #complain(offset: number, complaint: Complaint): void {
    this.#faults.push(this.#faultAt(offset, complaint));
  }

  /** An alias is read as often as it is used; the count bounds what that can grow to. */
  #json(node: Node, depth: number): Json {
    this.#nodes += 1;
    if (this.#isTooMuch(node, depth)) return null;
    if (isAlias(node)) return this.#resolved(node, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) return this.#list(node, depth);
    return isScalar(node) ? this.#scalar(node.value, node) : null;
  }

  #isTooMuch(node: Node, depth: number): boolean {
    const code = this.#nodes > MOST_NODES ? 'too-large' : depth >= DEEPEST ? 'too-deep' : undefined;
    if (code === undefined) return false;
    this.#refuseOnce(code, offsetOf(node));
    return true;
  }

  /** Thousands of values may be too many, or too deep. */
  #refuseOnce(code: 'too-large' | 'too-deep', offset: number): void {
    if (!this.#refused.has(code)) this.#complain(offset, { code, message: TOO_MUCH[code] });
    this.#refused.add(code);
  }

  #resolved(alias: Alias, depth: number): Json {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined) return this.#json(target, depth + 1);
    this.#complain(offsetOf(alias), {
      code: 'syntax',
      message: `there is no anchor ${shown(`&${alias.source}`)} before this`,
      suggestion: 'put what begins with * in quotes',
    });
    return null;
  }

  #scalar(value: unknown, node: Node): Json {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.#complain(offsetOf(node), {
      code: 'wrong-value',
      message: `${typeof value === 'number' ? value : 'this'} is no value that JSON knows`,
      suggestion: 'put it in quotes',
    });
    return null;
  }

  #list(node: YAMLSeq, depth: number): Json {
    const places = new Map<string | number, Offsets>();
    const list = node.items.map((item, index): Json => {
      const offset = offsetOf(item, offsetOf(node));
      places.set(index, { key: offset, value: offset });
      return isNode(item) ? this.#json(item, depth + 1) : null;
    });
    this.#places.set(list, places);
    return list;
  }

  /** Without a prototype, so that `__proto__` and `constructor` are keys like all others. */
  #map(node: YAMLMap, depth: number): Json {
    const map: Record<string, Json> = Object.create(null);
    const places = new Map<string | number, Offsets>();
    for (const pair of node.items) this.#member(pair, map, places, depth);
    this.#places.set(map, places);
    return map;
  }

  #member(pair: Pair, map: Record<string, Json>, places: Map<string | number, Offsets>, depth: number): void {
    const key = isScalar(pair.key) ? keyOf(pair.key.value, pair.key.source) : undefined;
    const offset = offsetOf(pair.key, offsetOf(pair.value));
    if (key === undefined) return this.#complain(offset, { code: 'syntax', message: 'a key has to be a plain word' });
    if (places.has(key))
      return this.#complain(offset, {
        code: 'duplicate-key',
        message: `${shown(key)} is written twice`,
        suggestion: 'keep one of the two',
      });
    places.set(key, { key: offset, value: offsetOf(pair.value, offset) });
    map[key] = isNode(pair.value) ? this.#json(pair.value, depth + 1) : null;
  }

  /** The place of a path, or of its nearest ancestor that is written. */
  #find(root: Json, path: Path, part: 'key' | 'value'): number {
    let offset = offsetOf(this.#document?.contents);
    for (const [index, key] of path.entries()) {
      const place = this.#placesIn(valueAt(root, path.slice(0, index)))?.get(key);
      if (place === undefined) break;
      offset = index === path.length - 1 ? place[part] : place.key;
    }
    return offset;
  }

  #placesIn(value: Json | undefined): ReadonlyMap<string | number, Offsets> | undefined {
    return isObject(value) || isList(value) ? this.#places.get(value) : undefined;
  }
}

function keyOf(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value);
}

function offsetOf(value: unknown, otherwise = 0): number {
  return isNode(value) ? (value.range?.[0] ?? otherwise) : otherwise;
}

const LARGEST = 1_048_576;
const DEEPEST = 100;
const MOST_NODES = 200_000;
const TOO_MUCH = {
  'too-large': 'the settings, with their aliases resolved, hold too many values',
  'too-deep': `the settings are nested deeper than ${DEEPEST} levels, or an alias holds itself`,
};
const EXHAUSTED = 'RESOURCE_EXHAUSTION';
const MOST_SYNTAX_ERRORS = 20;
