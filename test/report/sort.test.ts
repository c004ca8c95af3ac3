import { expect, it } from 'vitest';
import { lastDay, type LocatedFinding } from '../../src/report/report.ts';
import { sortFindings, sortSkipped } from '../../src/report/sort.ts';
import { finding, located, place } from './samples.ts';

const inOrder: readonly LocatedFinding[] = [
  { finding: finding(), related: [] },
  located({ location: place('B.yaml', 9, 9) }),
  located({ location: place('a.yaml', 2, 9) }),
  located({ location: place('a.yaml', 10, 2) }),
  located({ location: place('a.yaml', 10, 10) }, { rule: 'a' }),
  located({ location: place('a.yaml', 10, 10) }, { rule: 'b', messageId: 'a' }),
  located({ location: place('a.yaml', 10, 10) }, { rule: 'b', messageId: 'b', identity: '1' }),
  located({ location: place('a.yaml', 10, 10) }, { rule: 'b', messageId: 'b', identity: '2' }),
  located({ location: place('a.yaml', 10, 10) }, { rule: 'b', messageId: 'b', identity: '2', message: 'D' }),
];

it('orders by file, line, column, rule, message id, identity and message', () => {
  expect(sortFindings(inOrder.toReversed())).toEqual(inOrder);
});

it('orders what was skipped by file, line and reason', () => {
  const inOrder = [
    { file: 'a.yaml', reason: 'b' },
    { file: 'a.yaml', line: 2, reason: 'b' },
    { file: 'a.yaml', line: 10, reason: 'a' },
    { file: 'a.yaml', line: 10, reason: 'b' },
    { file: 'b.yaml', line: 1, reason: 'a' },
  ];
  expect(sortSkipped(inOrder.toReversed())).toEqual(inOrder);
});

it.each([
  [Date.UTC(2027, 0, 2), '2027-01-01'],
  [Date.UTC(2027, 0, 1, 12), '2027-01-01'],
  [Number.NaN, undefined],
  [1e300, undefined],
  [undefined, undefined],
])('tells the last day before %s', (until, day) => {
  expect(lastDay(until)).toBe(day);
});
