import { expect, test } from 'vitest';
import { remembered } from '../../policies/shared/memo.ts';

const LONG = 'x'.repeat(2000);

test.each<[string, readonly (readonly string[])[], number]>([
  ['the same text is asked about once', [['a'], ['a']], 1],
  ['another text', [['a'], ['b']], 2],
  [
    'a name and its value',
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    1,
  ],
  [
    'where a name ends counts',
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    2,
  ],
  ['long ones are asked about each time', [[LONG], [LONG]], 2],
])('%s', (_, asked, times) => {
  let calls = 0;
  const ask = remembered((...texts: string[]) => {
    calls++;
    return texts.join('|');
  });
  expect(asked.map((texts) => ask(...texts))).toEqual(asked.map((texts) => texts.join('|')));
  expect(calls).toBe(times);
});

test('a full memory goes on', () => {
  const ask = remembered((text: string) => text.toUpperCase());
  const texts = Array.from({ length: 10_000 }, (_, index) => `t${index}`);
  expect(texts.map(ask)).toEqual(texts.map((text) => text.toUpperCase()));
});
