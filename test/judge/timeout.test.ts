import { expect, test } from 'vitest';
import { budgetOf, parseDuration } from '../../src/webhook/timeout.ts';

test.for([
  ['3s', 3000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['.5s', 500],
  ['2.s', 2000],
  ['1500us', 1.5],
  ['1500µs', 1.5],
  ['2000000ns', 2],
  ['+3s', 3000],
  ['-3s', -3000],
  ['0', 0],
  ['0s', 0],
  ['', undefined],
  ['3', undefined],
  ['s', undefined],
  ['.s', undefined],
  ['3 s', undefined],
  ['3S', undefined],
  ['1d', undefined],
  ['3s;', undefined],
  ['1e3s', undefined],
  [`${'9'.repeat(20_000)}!`, undefined],
] as const)('the duration %s', ([text, expected]) => {
  const parsed = parseDuration(text);
  if (expected === undefined) expect(parsed).toBeUndefined();
  else expect(parsed).toBeCloseTo(expected, 6);
});

test.for([
  { timeout: '3s', budget: 2700 },
  { timeout: '10s', budget: 9000 },
  { timeout: '1s', budget: 800 },
  { timeout: '300ms', budget: 150 },
  { timeout: undefined, budget: 2700 },
  { timeout: 'soon', budget: 2700 },
  { timeout: '-3s', budget: 2700 },
  { timeout: '0s', budget: 2700 },
  { timeout: ['3s', '9s'], budget: 2700 },
  { timeout: '1h', budget: 27_000 },
])('$timeout leaves $budget ms', ({ timeout, budget }) => {
  expect(budgetOf(timeout)).toBe(budget);
});
