import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { deepFreeze } from '../deep-freeze.ts';

/** Few names, so that two values often share some; odd ones among them. */
export const keys = fc.constantFrom('a', 'b', 'c', 'a/b', '~', '~1', '', '0', '-', '__proto__', 'constructor');

const scalars = fc.constantFrom<Json>(null, true, false, 0, 1, 2, '', 'a', '1');

/** `Object.fromEntries` makes an own member of `__proto__`. */
export const { json: anyJson } = fc.letrec<{ json: Json; list: Json; mapping: JsonObject }>((tie) => ({
  json: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalars, tie('mapping'), tie('list')),
  list: fc.array(tie('json'), { maxLength: 4 }),
  mapping: fc.array(fc.tuple(keys, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
}));

export const frozenJson = anyJson.map((value) => deepFreeze(value));

export const paths = fc.array(fc.oneof(keys, fc.nat(3)), { maxLength: 5 });
