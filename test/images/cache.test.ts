import { expect, test } from 'vitest';
import { Cache } from '../../src/images/cache.ts';

let now = 0;
const found =
  (value: string, keep = 10) =>
  () =>
    Promise.resolve({ value, keep });

test('what was found is remembered for as long as it may be, and no longer', async () => {
  now = 0;
  const cache = new Cache<string>(2, () => now);
  expect(await cache.get('a', found('first'))).toBe('first');
  now = 9;
  expect(await cache.get('a', found('second'))).toBe('first');
  now = 10;
  expect(cache.recall('a')).toBeUndefined();
  expect(await cache.get('a', found('third'))).toBe('third');
});

test('of more than fit, what was found first is forgotten, and what was found anew is not that', async () => {
  now = 0;
  const cache = new Cache<string>(2, () => now);
  await cache.get('a', found('1', 1));
  await cache.get('b', found('2'));
  now = 1;
  await cache.get('a', found('3'));
  expect(['a', 'b'].map((key) => cache.recall(key))).toEqual(['3', '2']);
  await cache.get('c', found('4'));
  expect(['a', 'b', 'c'].map((key) => cache.recall(key))).toEqual(['3', undefined, '4']);
});

test('who asks meanwhile waits, and failures are not remembered', async () => {
  now = 0;
  const cache = new Cache<string>(2, () => now);
  const failing = cache.get('a', () => Promise.reject(new Error('broken')));
  const waiting = cache.get('a', found('never asked'));
  await expect(Promise.allSettled([failing, waiting])).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await cache.get('a', found('again'))).toBe('again');
});
