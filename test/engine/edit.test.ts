import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit, overlaps } from '../../src/engine/edit.ts';
import { equalJson, isList, isObject, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Edit } from '../../src/engine/rule.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { anyJson, frozenJson, paths } from './arbitraries.ts';

const IMPOSSIBLE = undefined;
const set = (...path: Path): Edit => ({ op: 'set', path, value: 1 });
const remove = (...path: Path): Edit => ({ op: 'remove', path });

describe('set', () => {
  test.each<[what: string, root: Json, path: Path, value: Json, after: Json | undefined]>([
    ['a new member', {}, ['a'], 1, { a: 1 }],
    ['another value', { a: 1, b: 2 }, ['a'], 3, { a: 3, b: 2 }],
    ['the root', { a: 1 }, [], 3, 3],
    ['missing parents', {}, ['a', 'b', 'c'], 1, { a: { b: { c: 1 } } }],
    ['null parents', { a: null }, ['a', 'b'], 1, { a: { b: 1 } }],
    ['a null root', null, ['a'], 1, { a: 1 }],
    ['a missing list', {}, ['a', 0], 1, { a: [1] }],
    ['a missing list within a list', {}, ['a', 0, 0], 1, { a: [[1]] }],
    ['the end of a list', { a: [1] }, ['a', 1], 2, { a: [1, 2] }],
    ['an item', { a: [1, 2] }, ['a', 0], 3, { a: [3, 2] }],
    ['past the end of a list', { a: [1] }, ['a', 2], 2, IMPOSSIBLE],
    ['a missing list past its start', {}, ['a', 1], 2, IMPOSSIBLE],
    ['before the start of a list', { a: [1] }, ['a', -1], 2, IMPOSSIBLE],
    ['between two items', { a: [1, 2] }, ['a', 0.5], 2, IMPOSSIBLE],
    ['a name in a list', { a: [1] }, ['a', 'b'], 2, IMPOSSIBLE],
    ['an index in an object', { a: {} }, ['a', 0], 2, IMPOSSIBLE],
    ['below a text', { a: 'x' }, ['a', 'b'], 2, IMPOSSIBLE],
    ['below a text, further down', { a: 'x' }, ['a', 'b', 'c'], 2, IMPOSSIBLE],
    ['below an empty text', { a: '' }, ['a', 'b'], 2, IMPOSSIBLE],
    ['below a number', { a: 0 }, ['a', 'b'], 2, IMPOSSIBLE],
    ['null', { a: 1 }, ['a'], null, { a: null }],
    ['null where nothing is', {}, ['a', 'b'], null, { a: { b: null } }],
  ])('%s', (_, root, path, value, after) => {
    expect(applyEdit(deepFreeze(root), { op: 'set', path, value })).toEqual(after);
  });

  test.each<[Json, Path, Json]>([
    [{ a: { b: [1] } }, ['a'], { b: [1] }],
    [{ a: { b: [1] } }, ['a', 'b', 0], 1],
    [{ a: null }, ['a'], null],
    [7, [], 7],
  ])('of what is there already gives the value itself: %j at %j', (root, path, value) => {
    expect(applyEdit(root, { op: 'set', path, value })).toBe(root);
  });

  test('then the value stands there, and the rest is shared', () => {
    fc.assert(
      fc.property(frozenJson, paths, anyJson, (root, path, value) => {
        const after = applyEdit(root, { op: 'set', path, value });
        if (after === undefined) return !isPossible(root, path);
        expect(equalJson(valueAt(after, path), value)).toBe(true);
        expectRestShared(root, after, path);
        return applyEdit(after, { op: 'set', path, value }) === after;
      }),
    );
  });
});

describe('remove', () => {
  test.each<[what: string, root: Json, path: Path, after: Json | undefined]>([
    ['a member', { a: 1, b: 2 }, ['a'], { b: 2 }],
    ['a deep member', { a: { b: { c: 1 } } }, ['a', 'b', 'c'], { a: { b: {} } }],
    ['an item', { a: [1, 2, 3] }, ['a', 1], { a: [1, 3] }],
    ['a member of an item', [{ a: 1 }, { a: 1 }], [1, 'a'], [{ a: 1 }, {}]],
    ['a null', { a: null }, ['a'], {}],
    ['the root', { a: 1 }, [], IMPOSSIBLE],
  ])('%s', (_, root, path, after) => {
    expect(applyEdit(deepFreeze(root), { op: 'remove', path })).toEqual(after);
  });

  test.each<[Json, Path]>([
    [{ a: 1 }, ['b']],
    [{ a: 1 }, ['b', 'c']],
    [{ a: { b: 1 } }, ['a', 'c']],
    [{ a: null }, ['a', 'b']],
    [{ a: 'x' }, ['a', 'length']],
    [{ a: [1] }, ['a', 1]],
    [{ a: [1] }, ['a', -1]],
    [{}, ['toString']],
  ])('of what is not there gives the value itself: %j at %j', (root, path) => {
    expect(applyEdit(root, { op: 'remove', path })).toBe(root);
  });

  test('then it is gone, and the rest is shared', () => {
    const longer = fc.tuple(frozenJson, paths).filter(([, path]) => path.length > 0);
    fc.assert(
      fc.property(longer, ([root, path]) => {
        const after = applyEdit(root, { op: 'remove', path });
        if (valueAt(root, path) === undefined) return after === root;
        expectRestShared(root, after, path);
        return sizeOf(valueAt(after, path.slice(0, -1))) === sizeOf(valueAt(root, path.slice(0, -1))) - 1;
      }),
    );
  });
});

describe('a __proto__ member is a member', () => {
  const root = deepFreeze(JSON.parse('{"__proto__":{"x":1},"a":1}') as Json);

  test.each<[Edit, string]>([
    [{ op: 'set', path: ['__proto__', 'x'], value: 2 }, '{"__proto__":{"x":2},"a":1}'],
    [{ op: 'set', path: ['a'], value: 2 }, '{"__proto__":{"x":1},"a":2}'],
    [{ op: 'remove', path: ['__proto__'] }, '{"a":1}'],
    [{ op: 'remove', path: ['__proto__', 'x'] }, '{"__proto__":{},"a":1}'],
  ])('%j', (edit, after) => {
    expect(JSON.stringify(applyEdit(root, edit))).toBe(after);
  });

  test('also where it was missing', () => {
    const after = applyEdit({}, { op: 'set', path: ['__proto__', 'polluted'], value: true });
    expect(JSON.stringify(after)).toBe('{"__proto__":{"polluted":true}}');
    expect(member({}, 'polluted')).toBeUndefined();
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
  });

  test('what an edit made can be edited again', () => {
    const once = applyEdit(root, { op: 'set', path: ['b'], value: 1 }) as Record<string, Json>;
    expect(Object.getOwnPropertyDescriptor(once, 'b')).toEqual({ value: 1, enumerable: true, writable: true, configurable: true });
  });
});

describe('overlaps', () => {
  test.each<[Edit, Edit, boolean]>([
    [set('a'), set('a'), true],
    [set('a'), set('a', 'b'), true],
    [set('a', 'b'), set('a', 'c'), false],
    [set('a', 'b'), set('b', 'b'), false],
    [set(), set('a'), true],
    [set('a', 0, 'x'), set('a', 1, 'x'), false],
    [set('a', 0, 'x'), remove('a', 1, 'x'), false],
    [set('a', 0, 'x'), remove('a', 1), true],
    [set('a', 0), set('a', 1), false],
    [remove('a', 0), remove('a', 1), true],
    [remove('a', 'b'), remove('a', 'c'), false],
    [remove('a', 'b'), set('a', 'c'), false],
    [remove('a', 0), set('b', 0), false],
    [remove('a', 0), set('a', 1, 'b', 2), true],
  ])('%j and %j: %j', (a, b, expected) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([expected, expected]);
  });

  test('edits that do not overlap mean the same in either order', () => {
    const edits = fc.tuple(paths, fc.boolean()).map(([path, sets]) => (sets ? set(...path) : remove(...path)));
    fc.assert(
      fc.property(frozenJson, edits, edits, (root, a, b) => {
        fc.pre(!overlaps(a, b));
        const [ab, ba] = [inTurn(root, a, b), inTurn(root, b, a)];
        return ab === undefined || ba === undefined || equalJson(ab, ba);
      }),
    );
  });
});

function inTurn(root: Json, first: Edit, second: Edit): Json | undefined {
  const between = applyEdit(root, first);
  return between === undefined ? undefined : applyEdit(between, second);
}

/** Whether a value can be set there, told another way: the longest part that exists can hold what is missing. */
function isPossible(root: Json, path: Path): boolean {
  let value: Json | undefined = root;
  for (const key of path) {
    const kind: Json = value ?? (typeof key === 'number' ? [] : {});
    if (isList(kind) ? typeof key !== 'number' || key > kind.length : !isObject(kind) || typeof key === 'number') return false;
    value = member(kind, key);
  }
  return true;
}

function expectRestShared(before: Json | undefined, after: Json | undefined, path: Path): void {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(before) || !isObject(after)) return;
  for (const other of Object.keys(before)) if (other !== key) expect(after[other]).toBe(before[other]);
  expectRestShared(member(before, key), member(after, key), rest);
}

function sizeOf(value: Json | undefined): number {
  return isList(value) ? value.length : Object.keys(value ?? {}).length;
}
