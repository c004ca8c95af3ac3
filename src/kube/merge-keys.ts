import { isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';

/**
 * How a list item is named instead of by its index, so that moving it changes nothing: its name, else what its list is
 * merged by (the patchMergeKey of k8s.io/api). Undefined where it has no such key.
 */
export function mergeKey(item: Json | undefined): string | undefined {
  if (!isObject(item)) return undefined;
  for (const key of KEYS) {
    const value = member(item, key);
    if (isName(value)) return withQualifier(item, key, String(value));
  }
  return undefined;
}

function isName(value: Json | undefined): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** One number may stand twice, for TCP and for UDP; one taint key for two effects. */
function withQualifier(item: JsonObject, key: string, value: string): string {
  const other = member(item, QUALIFIERS.get(key) ?? '');
  return isName(other) ? `${value}/${other}` : value;
}

/** In this order: an item may have several, and the first says more. */
const KEYS: readonly string[] = ['name', 'containerPort', 'port', 'mountPath', 'devicePath', 'ip', 'topologyKey', 'key', 'uid', 'type'];
const QUALIFIERS: ReadonlyMap<string, string> = new Map([
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['key', 'effect'],
]);
