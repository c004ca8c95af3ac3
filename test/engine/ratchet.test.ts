import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import { isNoWorse } from '../../src/engine/identity.ts';
import { ratchet, soften } from '../../src/engine/ratchet.ts';
import { findingOf } from './rules.ts';

describe('an update answers for what it makes worse', () => {
  test.each<[what: string, now: Partial<Finding>, before: readonly Partial<Finding>[], old: boolean]>([
    ['nothing before', {}, [], false],
    ['the same before', {}, [{}], true],
    ['another identity before', {}, [{ identity: 'j' }], false],
    ['equal data', { data: { a: 1, b: 'x' } }, [{ data: { b: 'x', a: 1 } }], true],
    ['other data', { data: { a: 1 } }, [{ data: { a: 2 } }], false],
    ['data of another type', { data: { a: 1 } }, [{ data: { a: '1' } }], false],
    ['less data', { data: {} }, [{ data: { a: 1 } }], false],
    ['more data', { data: { a: 1 } }, [{ data: {} }], false],
    ['data under another name', { data: { a: 1 } }, [{ data: { b: 1 } }], false],
    ['the same amount', { amount: 5 }, [{ amount: 5 }], true],
    ['shrinking', { amount: 4 }, [{ amount: 5 }], true],
    ['growing', { amount: 6 }, [{ amount: 5 }], false],
    ['shrinking, of another type', { amount: 4n }, [{ amount: 5 }], true],
    ['growing, of another type', { amount: 6 }, [{ amount: 5n }], false],
    ['growing beyond what a number holds', { amount: 2n ** 70n + 1n }, [{ amount: 2n ** 70n }], false],
    ['nothing left of it', { amount: 0 }, [{ amount: 5 }], true],
    ['grown out of nothing', { amount: 5 }, [{ amount: 0 }], false],
    ['shrinking, whatever the data', { amount: 4, data: { a: 1 } }, [{ amount: 5, data: { a: 2 } }], true],
    ['measured only now: by data', { amount: 4, data: { a: 1 } }, [{ data: { a: 1 } }], true],
    ['measured only before: by data', { data: { a: 1 } }, [{ amount: 4, data: { a: 2 } }], false],
    ['measured only before, and equal data', { data: { a: 1 } }, [{ amount: 4, data: { a: 1 } }], true],
    ['one of several before', { data: { a: 2 } }, [{ data: { a: 1 } }, { data: { a: 2 } }, { data: { a: 3 } }], true],
    ['none of several before', { data: { a: 4 } }, [{ data: { a: 1 } }, { data: { a: 2 } }], false],
    ['shrunk against one of several', { amount: 4 }, [{ amount: 3 }, { amount: 5 }], true],
  ])('%s', (_, now, before, old) => {
    const [finding] = ratchet([findingOf(now)], before.map(findingOf));
    expect(finding).toEqual(findingOf({ ...now, ...(old && { old: true, enforcement: 'warn' }) }));
  });

  test('each finding for itself, in the order given', () => {
    const now = ['a', 'b', 'a', 'c'].map((identity) => findingOf({ identity }));
    const before = ['c', 'a'].map((identity) => findingOf({ identity }));
    expect(ratchet(now, before).map(({ identity, old }) => `${identity} ${old ?? false}`)).toEqual([
      'a true',
      'b false',
      'a true',
      'c true',
    ]);
  });

  test('nothing found is nothing', () => {
    expect(ratchet([], [findingOf()])).toEqual([]);
  });

  test('nothing to be compared is the very list given', () => {
    const found = [findingOf()];
    expect(ratchet(found, [])).toBe(found);
  });

  test('the findings given stay as they are', () => {
    const finding = Object.freeze(findingOf());
    expect(ratchet([finding], [finding])[0]).not.toBe(finding);
    expect(finding).toMatchObject({ enforcement: 'deny' });
  });
});

test.each([
  ['deny', 'warn'],
  ['warn', 'warn'],
  ['audit', 'audit'],
] as const)('softened, %s is %s', (enforcement, softened) => {
  expect(soften(findingOf({ enforcement }))).toEqual(findingOf({ enforcement: softened, old: true }));
});

test('an amount of another thing is another matter', () => {
  expect(isNoWorse(findingOf({ amount: 1, amountOf: 'cpu' }), findingOf({ amount: 2, amountOf: 'memory' }))).toBe(false);
  expect(isNoWorse(findingOf({ amount: 1, amountOf: 'cpu' }), findingOf({ amount: 2, amountOf: 'cpu' }))).toBe(true);
});

test('another identity is another matter', () => {
  expect(isNoWorse(findingOf({ identity: 'a', amount: 1 }), findingOf({ identity: 'b', amount: 2 }))).toBe(false);
});
