import { isList, isObject, member, type Json, type JsonObject } from './json.ts';

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** The least patch that turns one value into the other, by way of edits: what both share is not looked into. */
export function patchBetween(before: Json, after: Json, at = ''): readonly PatchOperation[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after)) return patchObjects(before, after, at);
  if (isList(before) && isList(after)) return patchLists(before, after, at);
  return [{ op: 'replace', path: at, value: after }];
}

function patchObjects(before: JsonObject, after: JsonObject, at: string): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  for (const [key, old] of Object.entries(before))
    if (old !== undefined && member(after, key) === undefined) operations.push({ op: 'remove', path: `${at}/${escape(key)}` });
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const path = `${at}/${escape(key)}`;
    const old = member(before, key);
    operations.push(...(old === undefined ? [{ op: 'add', path, value } as const] : patchBetween(old, value, path)));
  }
  return operations;
}

/** Items that went missing are removed from the end backwards, so that indexes stay true; what is left is compared in place. */
function patchLists(before: readonly Json[], after: readonly Json[], at: string): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  let kept = before;
  for (let index = before.length - 1; index >= 0 && kept.length > after.length; index--) {
    const item = before[index];
    if (after.some((other) => other === item)) continue;
    kept = kept.toSpliced(index, 1);
    operations.push({ op: 'remove', path: `${at}/${index}` });
  }
  if (kept.length > after.length) return [{ op: 'replace', path: at, value: after }];
  for (const [index, value] of after.entries()) {
    const old = kept[index];
    operations.push(...(old === undefined ? [{ op: 'add', path: `${at}/-`, value } as const] : patchBetween(old, value, `${at}/${index}`)));
  }
  return operations;
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
