import { rejected, accepted, type Result } from './outcome.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON that means one thing to every parser: no key stands twice in an object, and nothing is nested deeper than any signed
 * document is. Whoever checks a signed text and whoever acts on it must read the same.
 */
export function parseStrict(bytes: Uint8Array, what: string): Result<Json> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const fault = faultIn(text);
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

/** Walks the tokens; what is no JSON at all is for the parser to refuse. */
function faultIn(text: string): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (OPENING.has(token)) open.push(new Set());
    if (CLOSING.has(token)) open.pop();
    if (open.length > DEEPEST) return `is nested deeper than ${DEEPEST} levels`;
    const twice = token === ':' ? secondTime(last, open.at(-1)) : undefined;
    if (twice !== undefined) return `has the key ${twice} twice`;
    last = token;
  }
  return undefined;
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
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gsu;
const DEEPEST = 64;
