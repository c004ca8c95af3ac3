import { expect, test } from 'vitest';
import { Mark } from '../../src/judge/mark.ts';
import { Watch } from '../../src/judge/watch.ts';

test('what one side writes, the other reads', () => {
  const written = new Mark();
  const read = new Mark(written.memory);
  expect(read.read()).toEqual({ step: 0, rule: undefined, about: '' });
  written.about('ConfigMap shop/ä');
  written.enter(0);
  expect(read.read()).toEqual({ step: 1, rule: 0, about: 'ConfigMap shop/ä' });
  expect(read.running).toBe(true);
  written.about('x'.repeat(100_000));
  written.enter(7);
  expect(read.read()).toMatchObject({ step: 2, rule: 7, about: expect.stringMatching(/^x{2048}$/u) });
  written.leave();
  expect(read.read()).toMatchObject({ step: 3, rule: undefined });
  expect(read.running).toBe(false);
});

test('a rule is overdue once it was seen in the same step for all of its time', () => {
  const mark = new Mark();
  const watch = new Watch(mark, 1000);
  expect(watch.overdue(0)).toBeUndefined();
  expect(watch.overdue(5000)).toBeUndefined();
  mark.enter(3);
  expect(watch.overdue(5050)).toBeUndefined();
  mark.enter(3);
  expect(watch.overdue(6049)).toBeUndefined();
  expect(watch.overdue(7048)).toBeUndefined();
  expect(watch.overdue(7049)).toMatchObject({ rule: 3 });
  mark.leave();
  expect(watch.overdue(7050)).toBeUndefined();
  expect(watch.overdue(99_000)).toBeUndefined();
});
