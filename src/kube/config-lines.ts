import { isList, isObject, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';

/** One setting of a configuration file: `database.host`, and what it is set to. */
export interface ConfigLine {
  readonly name: string;
  readonly text: string;
}

/** The settings that a file holds: properties, `.env`, INI and TOML with their sections, YAML by its indentation, JSON. */
export function configLines(file: string): readonly ConfigLine[] {
  const json = /^\s*[{[]/u.test(file) ? parsed(file) : undefined;
  return json === undefined ? Array.from(ofLines(file)) : Array.from(ofJson(json));
}

function* ofLines(file: string): Iterable<ConfigLine> {
  let parents: readonly Parent[] = [];
  for (const line of file.split(/\r?\n/u)) {
    const section = SECTION.exec(line)?.[1];
    if (section !== undefined) parents = [{ indent: -1, name: section }];
    else if (!IGNORED.test(line)) {
      const { indent, key, text } = pairIn(line);
      parents = key === '' ? parents : parents.filter((parent) => parent.indent < indent).slice(-DEEPEST);
      if (text === '') parents = [...parents, { indent, name: key }];
      else yield { name: key === '' ? '' : nameOf(parents, key), text };
    }
  }
}

/** A line that gives nothing a value is a text without name. */
function pairIn(line: string): { readonly indent: number; readonly key: string; readonly text: string } {
  const [, indent = '', key = '', text = ''] = PAIR.exec(line) ?? [];
  return { indent: indent.length, key, text: key === '' ? line : unquoted(text) };
}

interface Parent {
  readonly indent: number;
  readonly name: string;
}

function nameOf(parents: readonly Parent[], key: string): string {
  return [...parents.map(({ name }) => name), key].join('.');
}

/** By a list and not by recursion: a file may nest as deep as it likes. */
function* ofJson(root: Json): Iterable<ConfigLine> {
  const open: Node[] = [{ name: '', value: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next;
    if (typeof value === 'string' || typeof value === 'number') yield { name, text: String(value) };
    else for (const child of childrenOf(next)) open.push(child);
  }
}

interface Node {
  readonly name: string;
  readonly value: Json;
}

/** The last first, since the last to be put down is the first to be taken up. */
function childrenOf({ name, value }: Node): readonly Node[] {
  if (isList(value)) return value.map((item) => ({ name, value: item })).toReversed();
  if (!isObject(value)) return [];
  const keys = Object.keys(value).toReversed();
  return keys.map((key) => ({ name: `${name}.${key}`.slice(-LONGEST_NAME), value: member(value, key) ?? null }));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Without the comment after it, the comma of a list, and quotes. */
function unquoted(text: string): string {
  const bare = text.trim();
  const quote = bare.charAt(0);
  const end = quote === '"' || quote === "'" ? bare.indexOf(quote, 1) : -1;
  if (end > 0) return bare.slice(1, end);
  const comment = bare.startsWith('#') ? 0 : bare.indexOf(' #');
  const value = comment < 0 ? bare : bare.slice(0, comment).trim();
  return /^(?:\||>|[|>][-+]|[{[]|&\w{1,64})$/u.test(value) ? '' : value;
}

const PAIR =
  /^([ \t]{0,256})(?:- )?(?:export |set |ENV )?["']?([A-Za-z_][\w.$:[\]-]{0,255}?)["']?[ \t]{0,32}(?:=|:(?=\s|$|[^/\w])|:(?=[^/]))(.*)$/u;
const SECTION = /^\s{0,64}\[{1,2}\s{0,8}([\w.:"' -]{1,128}?)\s{0,8}\]{1,2}\s{0,64}$/u;
const IGNORED = /^\s*(?:[#;!]|\/\/|--|$)/u;
const DEEPEST = 24;
const LONGEST_NAME = 512;
