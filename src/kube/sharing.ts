import { isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';

/** A change of an object that returns the very same object where it changes nothing. */
export type Change = (object: JsonObject) => JsonObject;

/** The object with a change made to the object under a key; the same one where there is none or nothing changes. */
export function within(object: JsonObject, key: string, change: Change): JsonObject {
  const inner = member(object, key);
  return isObject(inner) ? withMember(object, key, change(inner)) : object;
}

/** As `within`, where an absent or null member is an empty object that the change may fill. */
export function withinOrNew(object: JsonObject, key: string, change: Change): JsonObject {
  const inner = member(object, key);
  if (isObject(inner)) return withMember(object, key, change(inner));
  if (!isAbsent(inner)) return object;
  const made = change(EMPTY);
  return made === EMPTY ? object : withMember(object, key, made);
}

/** The object with a change made to each object of the list under a key; a null item is an empty object, as Go decodes it. */
export function withinEach(object: JsonObject, key: string, change: Change): JsonObject {
  const list = member(object, key);
  return isList(list) ? withMember(object, key, changedItems(list, change)) : object;
}

/** The object with values for those members that are absent, null or an empty string. */
export function filled(object: JsonObject, values: JsonObject): JsonObject {
  let result = object;
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value !== undefined && isUnset(member(object, key))) result = withMember(result, key, value);
  }
  return result;
}

/** The object with one member set; the same object where it is that already. */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  return member(object, key) === value ? object : { ...object, [key]: value };
}

/** Null counts as absent: the API server drops it. */
export function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Go's empty string stands for an absent one. */
export function isUnset(value: Json | undefined): boolean {
  return isAbsent(value) || value === '';
}

function changedItems(list: readonly Json[], change: Change): readonly Json[] {
  let result: Json[] | undefined;
  for (const [index, item] of list.entries()) {
    const changed = changedItem(item, change);
    if (changed === item) continue;
    result ??= [...list];
    result[index] = changed;
  }
  return result ?? list;
}

function changedItem(item: Json, change: Change): Json {
  if (isObject(item)) return change(item);
  if (item !== null) return item;
  const made = change(EMPTY);
  return made === EMPTY ? item : made;
}

const EMPTY: JsonObject = Object.freeze({});
