/** Any value that JSON can hold. Everything that Lintel judges is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Members may be absent; own keys only, since `__proto__` is a legal ConfigMap key. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Where a value stands in a resource: member names and list indexes, from the root. */
export type Path = readonly (string | number)[];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object itself, or an empty one for anything else: for reading through fields of unknown shape. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : EMPTY;
}

/** The list itself, or an empty one for anything else. */
export function asList(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : NOTHING;
}

/** The string itself, or undefined for anything else. */
export function asString(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An own member of an object by its name, an item of a list by its index; undefined where there is none. */
export function member(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof key === 'number') return isList(value) ? value[key] : undefined;
  if (!isObject(value)) return undefined;
  // Most members that are asked for are absent, and only what is found can be inherited.
  const found = value[key];
  return found !== undefined && Object.hasOwn(value, key) ? found : undefined;
}

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(root: Json | undefined, path: Path): Json | undefined {
  let value = root;
  for (const key of path) value = member(value, key);
  return value;
}

/** Deep equality of JSON values; the order of members does not count, an undefined member is an absent one. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = presentKeys(a);
  return keys.length === presentKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}

/** A path as a JSON Pointer (RFC 6901). */
export function toPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function presentKeys(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}

const EMPTY: JsonObject = Object.freeze({});
const NOTHING: readonly Json[] = Object.freeze([]);
