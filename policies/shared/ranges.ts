import type { Json, JsonObject } from '../../src/engine/json.ts';
import { shaped, type Parameter } from '../../src/engine/parameters.ts';

/** Both ends are allowed; an absent end is no limit. */
export type Range<T extends string | number> = { readonly min?: T; readonly max?: T };
export type Ranges<T extends string | number> = Readonly<Record<string, Range<T>>>;

/** Several ranges: what is within one of them is within. */
export function rangeList<T extends string | number>(
  end: JsonObject,
  fallback: readonly Range<T>[],
  description: string,
): Parameter<readonly Range<T>[]> {
  return shaped<readonly Range<T>[]>({ type: 'array', items: rangeSchema(end), description }, fallback);
}

/** A map of ranges, empty by default. Without names, any key may have one. */
export function ranges<T extends string | number>(end: JsonObject, description: string, names?: readonly string[]): Parameter<Ranges<T>> {
  const range = rangeSchema(end);
  const keys: JsonObject =
    names === undefined
      ? { additionalProperties: range }
      : { properties: Object.fromEntries(names.map((name) => [name, range])), additionalProperties: false };
  return shaped<Ranges<T>>({ type: 'object', ...keys, description }, {});
}

function rangeSchema(end: JsonObject): JsonObject {
  return { type: 'object', properties: { min: end, max: end }, additionalProperties: false };
}

/** On which side of its range a number lies; undefined within. */
export function outside<T extends number | bigint>(value: T, min: T | undefined, max: T | undefined): 'below' | 'above' | undefined {
  if (min !== undefined && value < min) return 'below';
  return max !== undefined && value > max ? 'above' : undefined;
}

/** Whether a number is within one of several ranges. */
export function isInRanges(value: number, ranges: readonly Range<number>[]): boolean {
  return ranges.some(({ min, max }) => outside(value, min, max) === undefined);
}

/** As a message lists them: `1000 to 2000, from 5000 up`. */
export function describeRanges(ranges: readonly Range<number>[]): string {
  return ranges.map(describeRange).join(', ') || 'none is';
}

function describeRange({ min, max }: Range<number>): string {
  if (min === undefined) return max === undefined ? 'any' : `up to ${max}`;
  return max === undefined ? `from ${min} up` : `${min} to ${max}`;
}

/** YAML has numbers for whole amounts. */
export const QUANTITY_END: Readonly<Record<string, Json>> = { type: ['string', 'number'], format: 'quantity' };
export const INTEGER_END: Readonly<Record<string, Json>> = { type: 'integer' };
