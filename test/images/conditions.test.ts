import { describe, expect, test } from 'vitest';
import { conditionsOf, milliseconds } from '../../src/images/conditions.ts';
import type { RawCondition } from '../../src/settings/raw.ts';
import type { Json } from '../../src/engine/json.ts';

const NOW = Date.UTC(2026, 0, 10);
const SCAN: Json = {
  scanner: { uri: 'pkg:trivy', 'db/x': 1, '~': 2 },
  at: '2026-01-09T12:00:00Z',
  results: [{ severity: 'LOW' }, { severity: 'HIGH', score: 7.5 }],
  count: 3,
  layers: [{ found: [{ id: 'a' }] }, { found: null }, {}],
  none: [],
  many: Array.from({ length: 11 }, (_item, index) => index),
  rows: [['a']],
  figure: '2',
  year: 2026,
};

/** Of one condition: what is wrong with the scan. */
function fault(condition: RawCondition): string | undefined {
  return conditionsOf([condition])(SCAN, NOW);
}

describe('a condition holds', () => {
  test.each<RawCondition>([
    { at: '/scanner/uri', equals: 'pkg:trivy' },
    { at: '/scanner/db~1x', equals: 1 },
    { at: '/scanner/~0', equals: 2 },
    { at: '/results/0', equals: { severity: 'LOW' } },
    { at: '/results/*/severity', in: ['LOW', 'HIGH'] },
    { at: '/results/*/severity', notIn: ['CRITICAL'] },
    { at: '/results/1/score', atMost: 7.5 },
    { at: '/scanner/uri', matches: 'pkg:.*' },
    { at: '/at', maxAge: '1d' },
    { at: '/count', atMost: 3 },
    { at: '', notIn: [null] },
    { at: '/none/*/severity', notIn: ['CRITICAL'] },
    { at: '/results/*/fix', notIn: ['none'] },
    { at: '/layers/*/found/*/id', notIn: ['b'] },
    { at: '/layers/1/found', equals: null },
    { at: '/many/10', equals: 10 },
    { at: '/at', maxAge: '12h' },
  ])('%j', (condition) => {
    expect(fault(condition)).toBeUndefined();
  });
});

describe('a condition fails', () => {
  test.each<[RawCondition, string]>([
    [{ at: '/scanner/uri', equals: 'pkg:grype' }, 'its predicate has "pkg:trivy" at /scanner/uri, wanted is "pkg:grype"'],
    [{ at: '/scanner/uri', equals: null }, 'wanted is null'],
    [{ at: '/scanner/uri', matches: 'pkg' }, 'its predicate has "pkg:trivy" at /scanner/uri, wanted is a text that matches /pkg/'],
    [{ at: '/count', matches: '3' }, 'its predicate has 3 at /count'],
    [{ at: '/results/*/severity', in: ['LOW'] }, 'its predicate has "HIGH" at /results/*/severity, wanted is one of ["LOW"]'],
    [{ at: '/results/*/severity', notIn: ['HIGH'] }, 'wanted is none of ["HIGH"]'],
    [{ at: '/results/*/severity', notIn: ['HIGH', 'CRITICAL'] }, 'wanted is none of ["HIGH","CRITICAL"]'],
    [{ at: '/figure', atMost: 2 }, 'its predicate has "2" at /figure'],
    [{ at: '/year', maxAge: '30d' }, 'its predicate has 2026 at /year'],
    [{ at: '/rows/*/1x', notIn: ['a'] }, 'nothing at /rows/*/1x'],
    [{ at: '/rows/*/x1', notIn: ['a'] }, 'nothing at /rows/*/x1'],
    [{ at: '/results/*/*', notIn: ['a'] }, 'nothing at /results/*/*'],
    [{ at: '/count', atMost: 2 }, 'its predicate has 3 at /count, wanted is at most 2'],
    [{ at: '/at', atMost: 2 }, 'wanted is at most 2'],
    [{ at: '/at', maxAge: '11h' }, 'wanted is a time of the last 11h'],
    [{ at: '/scanner/uri', maxAge: '7d' }, 'wanted is a time of the last 7d'],
    [{ at: '/missing', notIn: [1] }, 'its predicate has nothing at /missing'],
    [{ at: '/results/x', equals: 1 }, 'nothing at /results/x'],
    [{ at: '/results/9', equals: 1 }, 'nothing at /results/9'],
    [{ at: '/scanner/*', equals: 1 }, 'nothing at /scanner/*'],
    [{ at: '/scanner/constructor', equals: 1 }, 'nothing at /scanner/constructor'],
    [{ at: '/count/0', equals: 3 }, 'nothing at /count/0'],
    [{ at: '/results/*/score', atMost: 7.5 }, 'nothing at /results/*/score'],
    [{ at: '/none/*/severity', in: ['LOW'] }, 'nothing at /none/*/severity'],
    [{ at: '/none/*/severity', equals: 'LOW' }, 'nothing at'],
    [{ at: '/layers/*/found/*/id', in: ['a'] }, 'nothing at'],
    [{ at: '/layers/*/found/*/id', notIn: ['a'] }, 'has "a" at'],
    [{ at: '/scanner/*/id', notIn: ['a'] }, 'nothing at'],
    [{ at: '/missing/*/id', notIn: ['a'] }, 'nothing at'],
    [{ at: '/results/*/severity/*', notIn: ['a'] }, 'nothing at'],
  ])('%j: %s', (condition, message) => {
    expect(fault(condition)).toContain(message);
  });

  test('where the time lies in the future', () => {
    const isRecent = conditionsOf([{ at: '/at', maxAge: '7d' }]);
    const ago = (hours: number) => isRecent(SCAN, NOW - hours * 3_600_000);
    expect(ago(11.95)).toBeUndefined();
    expect(ago(12)).toBeUndefined();
    expect(ago(12.05)).toBeUndefined();
    expect(ago(12.1)).toContain('wanted is a time');
  });

  test('by the first that does, with no more of a value than fits', () => {
    const both = conditionsOf([
      { at: '/count', equals: 3 },
      { at: '/long', equals: 1 },
      { at: '/count', equals: 4 },
    ]);
    expect(both({ count: 3, long: 'x'.repeat(200) }, NOW)).toMatch(/^its predicate has "x{119}… at \/long/u);
    expect(conditionsOf([])(null, NOW)).toBeUndefined();
  });
});

test('durations', () => {
  expect(['90s', '15m', '12h', '7d'].map(milliseconds)).toEqual([90_000, 900_000, 43_200_000, 604_800_000]);
});
