import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit } from '../../src/engine/edit.ts';
import { equalJson, type Json } from '../../src/engine/json.ts';
import { patchBetween, type PatchOperation } from '../../src/engine/patch.ts';
import { anyJson, frozenJson, paths } from './arbitraries.ts';

describe('the least patch', () => {
  const item = { name: 'x' };

  test.each<[what: string, before: Json, after: Json, patch: readonly PatchOperation[]]>([
    ['of nothing', { a: [1] }, { a: [1] }, []],
    ['adds missing parents at once', {}, { a: { b: { c: 1 } } }, [{ op: 'add', path: '/a', value: { b: { c: 1 } } }]],
    ['replaces one value', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [{ op: 'replace', path: '/a/b', value: 3 }]],
    ['removes a member whole', { a: { b: { c: 1 } } }, { a: {} }, [{ op: 'remove', path: '/a/b' }]],
    ['removes the first', ['x', 1], [1], [gone('/0')]],
    ['appends', [1], [1, 2, 3], [add('/-', 2), add('/-', 3)]],
    ['removes from the end backwards', [item, { a: 1 }, item, { a: 2 }], [item, item], [gone('/3'), gone('/1')]],
    [
      'removes and changes',
      [[1], 'x'],
      ['x', 5],
      [
        { op: 'replace', path: '/0', value: 'x' },
        { op: 'replace', path: '/1', value: 5 },
      ],
    ],
    [
      'removes, then appends',
      [1, 2, 'x'],
      ['x', 5],
      [gone('/1'), { op: 'replace', path: '/0', value: 'x' }, { op: 'replace', path: '/1', value: 5 }],
    ],
    ['replaces a list where it cannot tell which item went', { a: [1, 1] }, { a: [1] }, [{ op: 'replace', path: '/a', value: [1] }]],
    ['changes the shape', { a: [] }, { a: {} }, [{ op: 'replace', path: '/a', value: {} }]],
    ['changes the shape back', { a: {} }, { a: [] }, [{ op: 'replace', path: '/a', value: [] }]],
    ['replaces the root', 1, null, [{ op: 'replace', path: '', value: null }]],
    ['makes null of a value', { a: 1 }, { a: null }, [{ op: 'replace', path: '/a', value: null }]],
    ['makes a value of null', { a: null }, { a: 1 }, [{ op: 'replace', path: '/a', value: 1 }]],
    ['escapes', { 'a/b': { '~': 1, '~1': 1 } }, { 'a/b': { '~': 2 } }, [gone('/a~1b/~01'), { op: 'replace', path: '/a~1b/~0', value: 2 }]],
    ['escapes what it adds', {}, { '/~': 1 }, [add('/~1~0', 1)]],
    ['takes an undefined member for an absent one', { a: undefined, b: 1 }, { a: undefined, b: undefined }, [gone('/b')]],
    ['adds what was undefined', { a: undefined }, { a: 1 }, [add('/a', 1)]],
    ['removes nothing that was undefined', { a: undefined }, {}, []],
    ['adds an own member that objects inherit', {}, { toString: 1 }, [add('/toString', 1)]],
    ['removes an own member that objects inherit', { toString: 1 }, {}, [gone('/toString')]],
  ])('%s', (_, before, after, patch) => {
    expect(patchBetween(before, after)).toEqual(patch);
  });

  test('looks into nothing that both share', () => {
    const shared = Object.defineProperty({}, 'a', { enumerable: true, get: () => expect.unreachable('it was looked into') });
    expect(patchBetween({ shared, b: 1 }, { shared, b: 2 })).toEqual([{ op: 'replace', path: '/b', value: 2 }]);
  });

  test('of one edit touches no more than that', () => {
    fc.assert(
      fc.property(frozenJson, paths, anyJson, (before, path, value) => {
        const after = applyEdit(before, { op: 'set', path, value }) ?? before;
        fc.pre(typeof before === typeof after && Array.isArray(before) === Array.isArray(after));
        const scalar = typeof value !== 'object' || value === null;
        return patchBetween(before, after).length <= (after === before ? 0 : scalar ? 1 : Number.POSITIVE_INFINITY);
      }),
    );
  });
});

test('before, patched, is after', () => {
  fc.assert(
    fc.property(frozenJson, frozenJson, (before, after) => equalJson(patched(before, patchBetween(before, after)), after)),
    {
      numRuns: 1000,
    },
  );
});

test('lists that share items, patched, are each other', () => {
  const items = [{ a: 1 }, { b: [2] }, 'x', 1, null] as const;
  const lists = fc.array(fc.constantFrom(...items), { maxLength: 6 });
  fc.assert(
    fc.property(lists, lists, (before, after) => equalJson(patched(before, patchBetween(before, after)), after)),
    { numRuns: 500 },
  );
});

function add(path: string, value: Json): PatchOperation {
  return { op: 'add', path, value };
}

function gone(path: string): PatchOperation {
  return { op: 'remove', path };
}

/** RFC 6902 as an API server applies it, with its errors; owes nothing to the engine. */
function patched(before: Json, patch: readonly PatchOperation[]): Json {
  const document = { root: copyOf(before) };
  for (const operation of patch) {
    const tokens = `root${operation.path}`.split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const parent = tokens.slice(0, -1).reduce<unknown>(step, document);
    if (Array.isArray(parent)) patchList(parent, tokens.at(-1) ?? '', operation);
    else patchObject(parent as Record<string, unknown>, tokens.at(-1) ?? '', operation);
  }
  return document.root;
}

function copyOf(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function step(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) throw new Error(`no ${token}`);
  return Object.getOwnPropertyDescriptor(value, token)?.value;
}

function patchList(list: unknown[], token: string, operation: PatchOperation): void {
  const index = token === '-' && operation.op === 'add' ? list.length : Number(token);
  if (!/^(?:-|\d+)$/u.test(token) || index > (operation.op === 'add' ? list.length : list.length - 1)) throw new Error(`no ${token}`);
  if (operation.op === 'remove') list.splice(index, 1);
  else list.splice(index, operation.op === 'add' ? 0 : 1, copyOf(operation.value));
}

function patchObject(object: Record<string, unknown>, token: string, operation: PatchOperation): void {
  if (operation.op !== 'add' && !Object.hasOwn(object, token)) throw new Error(`no ${token}`);
  if (operation.op === 'remove') delete object[token];
  else Object.defineProperty(object, token, { value: copyOf(operation.value), enumerable: true, writable: true, configurable: true });
}
