import { equalJson, isList, isObject, member, type Json, type Path } from './json.ts';
import type { Edit } from './rule.ts';

/**
 * The value with one edit made; unchanged parts are shared, and an edit that changes nothing returns the value itself.
 * Missing and null parents of a `set` are made; a parent of another shape makes the edit impossible: undefined.
 */
export function applyEdit(root: Json, edit: Edit): Json | undefined {
  return edit.op === 'set' ? setAt(root, edit.path, 0, edit.value) : removeAt(root, edit.path, 0);
}

/** Whether making one edit could change what the other means: one path leads through the other, or both are in one list. */
export function overlaps(a: Edit, b: Edit): boolean {
  const shared = commonLength(a.path, b.path);
  if (shared === a.path.length || shared === b.path.length) return true;
  return typeof a.path[shared] === 'number' && (shiftsList(a, shared) || shiftsList(b, shared));
}

function setAt(value: Json | undefined, path: Path, depth: number, given: Json): Json | undefined {
  const key = path[depth];
  if (key === undefined) return equalJson(value, given) ? value : given;
  const parent = value ?? emptyFor(key);
  if (!canHold(parent, key)) return undefined;
  const before = member(parent, key);
  const after = setAt(before, path, depth + 1, given);
  if (after === undefined) return undefined;
  return after === before && value === parent ? parent : withMember(parent, key, after);
}

function removeAt(value: Json, path: Path, depth: number): Json | undefined {
  const key = path[depth];
  if (key === undefined) return undefined;
  const before = member(value, key);
  if (before === undefined) return value;
  if (depth === path.length - 1) return withoutMember(value, key);
  const after = removeAt(before, path, depth + 1);
  if (after === undefined || after === before) return after === undefined ? undefined : value;
  return withMember(value, key, after);
}

function emptyFor(key: string | number): Json {
  return typeof key === 'number' ? [] : {};
}

function canHold(parent: Json, key: string | number): boolean {
  if (typeof key === 'string') return isObject(parent);
  return isList(parent) && Number.isInteger(key) && key >= 0 && key <= parent.length;
}

function withMember(parent: Json, key: string | number, value: Json): Json {
  if (isList(parent)) return key === parent.length ? [...parent, value] : parent.with(Number(key), value);
  return Object.defineProperty(copyOf(parent), key, { value, enumerable: true, writable: true, configurable: true });
}

function withoutMember(parent: Json, key: string | number): Json {
  if (isList(parent)) return parent.toSpliced(Number(key), 1);
  const copy = copyOf(parent);
  delete copy[key];
  return copy;
}

/** Spreading keeps an own `__proto__` member as a member. */
function copyOf(parent: Json): Record<string, Json> {
  return { ...(parent as Record<string, Json>) };
}

function commonLength(a: Path, b: Path): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Removing a list item, or appending one, moves or adds indexes at that depth. */
function shiftsList(edit: Edit, depth: number): boolean {
  return edit.path.length === depth + 1 && edit.op === 'remove';
}
