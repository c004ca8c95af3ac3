import type { Json } from '../engine/json.ts';

/**
 * What a plain scalar means to Kubernetes: sigs.k8s.io/yaml reads it with go-yaml v2 (resolve.go), which is neither YAML 1.1 nor 1.2:
 * `yes` is true, `0644` is 420, `12:30` and dates stay strings. Undefined: a number that JSON cannot hold, which kubectl refuses.
 */
export function resolvePlain(text: string): Json | undefined {
  const first = text.charCodeAt(0);
  if (isNumeric(first)) return resolveNumber(text);
  return WORDS.has(text) ? WORDS.get(text) : text;
}

/** Digits, sign or dot: only then can it be a number. */
function isNumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

function resolveNumber(text: string): Json | undefined {
  if (NOT_JSON.has(text)) return undefined;
  const plain = text.startsWith('.') && MISPLACED.test(text) ? text : text.replaceAll('_', '');
  const integer = toInteger(plain);
  if (integer !== undefined) return integer;
  if (!FLOAT.test(plain)) return text;
  const float = Number(plain);
  return Number.isFinite(float) ? float : text;
}

/** As strconv.ParseInt with base 0 reads it, then ParseUint: 64 bits, prefixes 0x 0o 0b, and a leading 0 for octal. */
function toInteger(text: string): number | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const size = BigInt(/^0[0-7]/u.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === '-' ? -size : size;
  return value > LARGEST || value < SMALLEST ? undefined : Number(value);
}

const WORDS: ReadonlyMap<string, Json> = new Map([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const NOT_JSON = new Set(['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF', '.nan', '.NaN', '.NAN']);
/** An underscore that is not between digits: what begins with a dot goes to strconv.ParseFloat as it is. */
const MISPLACED = /(?<!\d)_|_(?!\d)/u;
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/u;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/u;
const LARGEST = 2n ** 64n - 1n;
const SMALLEST = -(2n ** 63n);
