import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asList, asObject, asString, equalJson, isList, isObject, member, toPointer, valueAt } from '../../src/engine/json.ts';
import type { Json } from '../../src/engine/json.ts';
import { anyJson, frozenJson, keys } from './arbitraries.ts';

const OBJECT = { a: 1 };
const LIST = [1, 2];
const PROTO = JSON.parse('{"__proto__":{"x":1}}') as Json;

describe('reading through values of unknown shape', () => {
  test.each([
    [OBJECT, true, false, undefined],
    [LIST, false, true, undefined],
    [null, false, false, undefined],
    [undefined, false, false, undefined],
    ['text', false, false, 'text'],
    ['', false, false, ''],
    [7, false, false, undefined],
    [true, false, false, undefined],
  ])('%j', (value, object, list, text) => {
    expect([isObject(value), isList(value), asString(value)]).toEqual([object, list, text]);
    expect(asObject(value)).toEqual(object ? value : {});
    expect(asList(value)).toEqual(list ? value : []);
  });
});

test('what stands for nothing cannot be written to', () => {
  expect([Object.isFrozen(asObject(null)), Object.isFrozen(asList(null))]).toEqual([true, true]);
});

describe('member takes own members alone', () => {
  test.each<[Json | undefined, string | number, Json | undefined]>([
    [OBJECT, 'a', 1],
    [OBJECT, 'b', undefined],
    [OBJECT, 'toString', undefined],
    [OBJECT, '__proto__', undefined],
    [PROTO, '__proto__', { x: 1 }],
    [PROTO, 'x', undefined],
    [{ 0: 'zero' }, 0, undefined],
    [{ 0: 'zero' }, '0', 'zero'],
    [LIST, 1, 2],
    [LIST, 2, undefined],
    [LIST, -1, undefined],
    [LIST, '1', undefined],
    [LIST, 'length', undefined],
    ['text', 0, undefined],
    ['text', 'length', undefined],
    [null, 'a', undefined],
    [undefined, 'a', undefined],
  ])('%j at %j is %j', (value, key, expected) => {
    expect(member(value, key)).toEqual(expected);
  });
});

describe('valueAt', () => {
  test.each<[Json, readonly (string | number)[], Json | undefined]>([
    [{ a: [{ b: null }] }, [], { a: [{ b: null }] }],
    [{ a: [{ b: null }] }, ['a', 0, 'b'], null],
    [{ a: [{ b: null }] }, ['a', 0, 'b', 'c'], undefined],
    [{ a: [{ b: null }] }, ['a', 1, 'b'], undefined],
    [{ a: 'text' }, ['a', 'length'], undefined],
    [{}, ['constructor', 'name'], undefined],
  ])('%j at %j', (root, path, expected) => {
    expect(valueAt(root, path)).toEqual(expected);
  });
});

describe('equalJson', () => {
  test.each<[Json | undefined, Json | undefined, boolean]>([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: undefined }, { b: undefined }, true],
    [{ a: undefined, b: 1 }, { b: 1, c: 2 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: 1 }, { a: 1, b: 1 }, false],
    [{ a: 1, b: 1 }, { a: 1 }, false],
    [{ toString: 1 }, {}, false],
    [PROTO, {}, false],
    [PROTO, JSON.parse('{"__proto__":{"x":1}}') as Json, true],
    [{ constructor: 1 }, { a: 1 }, false],
    [{ a: null }, {}, false],
    [{ a: null }, { a: {} }, false],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [[], {}, false],
    [{}, [], false],
    [{ 0: 1, length: 1 }, [1], false],
    [[1], { 0: 1, length: 1 }, false],
    [1, '1', false],
    [0, false, false],
    [null, undefined, false],
    [undefined, undefined, true],
    ['a', 'a', true],
    [{}, 'a', false],
    ['a', {}, false],
  ])('%j and %j: %j', (a, b, equal) => {
    expect(equalJson(a, b)).toBe(equal);
  });

  test('is what equality of canonical texts is', () => {
    fc.assert(fc.property(anyJson, anyJson, (a, b) => equalJson(a, b) === (canonical(a) === canonical(b))));
  });

  test('holds for a copy with its members in another order', () => {
    fc.assert(fc.property(frozenJson, (value) => equalJson(value, reordered(value)) && equalJson(reordered(value), value)));
  });
});

describe('toPointer', () => {
  test.each([
    [[], ''],
    [[''], '/'],
    [['a', 0, 'b'], '/a/0/b'],
    [['a/b', 'c~d', '~1', '/~/~'], '/a~1b/c~0d/~01/~1~0~1~0'],
  ])('%j is %j', (path, pointer) => {
    expect(toPointer(path)).toBe(pointer);
  });

  test('tells paths apart', () => {
    const path = fc.array(keys, { maxLength: 4 });
    fc.assert(fc.property(path, path, (a, b) => (toPointer(a) === toPointer(b)) === (JSON.stringify(a) === JSON.stringify(b))));
  });
});

function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? { members: Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)) } : inner,
  );
}

function reordered(value: Json): Json {
  if (isList(value)) return value.map(reordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reordered(inner ?? null)]),
  );
}
