import { isList, isObject, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';

/** One text for equal values, whatever the order of their members; undefined members are absent ones. Total at any depth. */
export function canonicalJson(value: Json | undefined): string {
  return write(value, 0);
}

function write(value: Json | undefined, depth: number): string {
  if (depth > DEEPEST) return '"…"';
  if (isList(value)) return `[${value.map((item) => write(item, depth + 1)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(member(value, key), depth + 1)}`).join()}}`;
}

/** No store or query is as deep; a crafted one must not exhaust the stack. */
const DEEPEST = 64;
