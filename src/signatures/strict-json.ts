import { rejected, accepted, type Result } from './outcome.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON that means one thing to every parser: no key stands twice in an object, and nothing is nested deeper than any signed
 * document is. Whoever checks a signed text and whoever acts on it must read the same. Of `most` tokens and no more, since some
 * texts take up twenty times their own size as values. Linear in time, whatever the text.
 */
export function parseStrict(bytes: Uint8Array, what: string, most = MOST_TOKENS): Result<Json> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const fault = faultIn(text, most);
    if (fault !== undefined) return rejected('malformed', `${what} ${fault}`);
    return accepted(JSON.parse(text) as Json);
  } catch {
    return rejected('malformed', `${what} is not valid JSON`);
  }
}

/** A member of an object by its own name; undefined where there is none, or no object. */
export function field(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Readonly<Record<string | number, Json | undefined>>)[key];
  }
  return current;
}

/** What is no JSON at all is for the parser to refuse. */
function faultIn(text: string, most: number): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  let count = 0;
  for (const token of tokensOf(text)) {
    if (++count > most) return `has more than ${most} tokens`;
    if (OPENING.has(token)) open.push(new Set());
    if (CLOSING.has(token)) open.pop();
    if (open.length > DEEPEST) return `is nested deeper than ${DEEPEST} levels`;
    const twice = token === ':' ? secondTime(last, open.at(-1)) : undefined;
    if (twice !== undefined) return `has the key ${twice} twice`;
    last = token;
  }
  return undefined;
}

/** Strings and punctuation; each character is looked at once, since one pattern for all of it would go back and forth. */
function* tokensOf(text: string): Iterable<string> {
  const next = /["{}[\]:,]/gu;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const end = found[0] === '"' ? endOfString(text, found.index) : found.index;
    yield text.slice(found.index, end + 1);
    next.lastIndex = end + 1;
  }
}

/** Where the closing quote stands; the end of the text, where there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return quote;
  }
  return text.length;
}

/** Keys are compared as what they mean, however they are escaped. */
function secondTime(key: string, known: Set<string> | undefined): string | undefined {
  const name = JSON.parse(key) as string;
  if (known?.has(name) === true) return key;
  known?.add(name);
  return undefined;
}

const OPENING: ReadonlySet<string> = new Set(['{', '[']);
const CLOSING: ReadonlySet<string> = new Set(['}', ']']);
const DEEPEST = 64;
/** A bill of materials of twenty megabytes has about as many. */
const MOST_TOKENS = 2_000_000;
