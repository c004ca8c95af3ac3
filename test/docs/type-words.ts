import { asObject, asString, isObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { code } from './markdown.ts';

/** What a JSON Schema of a parameter takes, in words: `list of globs`, `integer, at least 1`. */
export function typeWords(value: Json | undefined): string {
  const schema = asObject(value);
  const { const: only, enum: values, anyOf, oneOf } = schema;
  if (only !== undefined) return code(JSON.stringify(only));
  if (Array.isArray(values)) return orList(values.map((item) => code(typeof item === 'string' ? item : JSON.stringify(item))));
  if (schema['type'] === undefined) {
    const alternatives = anyOf ?? oneOf;
    if (Array.isArray(alternatives)) return orList(alternatives.map(typeWords));
  }
  return plainWords(schema);
}

function plainWords(schema: JsonObject): string {
  const { type, format, items } = schema;
  if (type === 'array') return `list of ${plural(typeWords(items))}`;
  if (type === 'object') return objectWords(schema);
  const named = asString(format);
  if (named !== undefined) return FORMATS.get(named) ?? named;
  if (Array.isArray(type)) return orList(type.map(String));
  if (type === 'integer' || type === 'number') return `${type}${boundWords(schema)}`;
  return asString(type) ?? ANY;
}

function objectWords({ properties, additionalProperties, required }: JsonObject): string {
  if (isObject(additionalProperties)) return `map of ${plural(typeWords(additionalProperties))}`;
  const entries = Object.entries(asObject(properties));
  if (entries.length === 0) return 'object';
  const needed = Array.isArray(required) ? required : [];
  const types = new Set(entries.map(([, schema]) => typeWords(schema)));
  const names = entries.map(([name]) => (needed.includes(name) ? name : `${name}?`));
  const each = types.size === 1 ? [...types].join('') : ANY;
  return `${code(`{ ${names.join(', ')} }`)}${each === ANY ? '' : ` (each: ${each})`}`;
}

function boundWords({ minimum, maximum }: JsonObject): string {
  const bounds = [
    ...(minimum === undefined || minimum === 0 ? [] : [`at least ${JSON.stringify(minimum)}`]),
    ...(maximum === undefined ? [] : [`at most ${JSON.stringify(maximum)}`]),
  ];
  return bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`;
}

function plural(words: string): string {
  if (/^(?:list|map) of /u.test(words)) return words.replace(' of', 's of');
  if (words.endsWith('quantity')) return words.replace(/y$/u, 'ies');
  if (words.endsWith('address')) return `${words}es`;
  return /^[A-Za-z ]+$/u.test(words) ? `${words}s` : words;
}

function orList(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  return distinct.length < 2 ? distinct.join('') : `${distinct.slice(0, -1).join(', ')} or ${distinct.at(-1) ?? ''}`;
}

const ANY = 'any value';
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['address', 'IP address'],
  ['cidr', 'CIDR'],
  ['ref', 'image reference'],
]);
