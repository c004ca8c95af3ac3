/** A stretch of a text, in UTF-16 code units, end exclusive. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * The documents of a stream, cut at lines that begin with `---` or `...`, as kubectl cuts them, so that one broken document
 * leaves the others whole. A marker line begins its part; a part that holds only directives belongs to the next one.
 */
export function splitYaml(text: string): readonly Part[] {
  const parts: Part[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = nextMarker(text, start + 1); at >= 0; at = nextMarker(text, at + 1)) {
    if (isDirectives(text, start, at)) continue;
    parts.push({ start, end: at });
    start = text.startsWith('...', at) ? lineAfter(text, at) : at;
  }
  if (start < text.length) parts.push({ start, end: text.length });
  return parts;
}

/** The values of a JSON stream (`{...} {...}`); undefined where the text is no such thing. */
export function splitJson(text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  while (at < text.length) {
    if (text[at] !== '{') return undefined;
    const end = endOfObject(text, at);
    if (end === undefined) return undefined;
    parts.push({ start: at, end });
    at = skipSpace(text, end);
  }
  return parts;
}

function nextMarker(text: string, from: number): number {
  for (let at = text.indexOf('\n', from - 1); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (isMarker(text, at + 1)) return at + 1;
  }
  return -1;
}

function isMarker(text: string, at: number): boolean {
  if (!text.startsWith('---', at) && !text.startsWith('...', at)) return false;
  const after = text[at + 3];
  return after === undefined || after === ' ' || after === '\t' || after === '\n' || after === '\r';
}

function isDirectives(text: string, start: number, end: number): boolean {
  if (text.indexOf('%', start) < 0 || text.indexOf('%', start) >= end) return false;
  const lines = text.slice(start, end).split('\n');
  return lines.some((line) => line.startsWith('%')) && lines.every((line) => /^(?:%|\s*#|\s*$)/u.test(line));
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/u.test(text.charAt(at))) at++;
  return at;
}

/** The offset after the object's closing brace; undefined where it is not closed, or nested deeper than any manifest. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at);
    depth += NESTING.get(character) ?? 0;
    if (depth > DEEPEST) return undefined;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

const QUOTE = 34;
/** By the codes of { [ } and ]. */
const NESTING: ReadonlyMap<number, number> = new Map([
  [123, 1],
  [91, 1],
  [125, -1],
  [93, -1],
]);
/** No Kubernetes object is nested as deep; walkers may recurse this far without fear. */
export const DEEPEST = 200;
