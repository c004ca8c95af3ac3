import type { Json } from '../../src/engine/json.ts';

/** A value as a message quotes it: a string as it is, anything else as JSON. */
export function written(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
