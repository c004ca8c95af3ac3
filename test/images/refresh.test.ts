import { expect, test } from 'vitest';
import { keepRefreshed, RefreshFailure, type Refresh } from '../../src/images/refresh.ts';

/** Refreshes whose turns come when the test says so. */
function kept(refreshes: readonly Refresh[]) {
  const told: string[] = [];
  const waiting: { readonly ms: number; readonly run: () => void }[] = [];
  const stop = keepRefreshed(
    refreshes,
    (what, refreshed) => told.push(`${what} ${refreshed.is}${refreshed.is === 'failed' ? `: ${refreshed.reason}` : ''}`),
    (ms, run) => {
      const turn = { ms, run };
      waiting.push(turn);
      return () => waiting.splice(waiting.indexOf(turn), 1);
    },
  );
  const next = (): void => waiting.shift()?.run();
  return { told, waiting, stop, next };
}

function refresh(what: string, work: Refresh['refresh']): Refresh {
  return { what, every: 1000, refresh: work };
}

test('each is refreshed now, and again at every turn', async () => {
  const outcomes = ['same', 'changed', 'same'] as const;
  let times = 0;
  const { told, waiting, next } = kept([refresh('root', async () => outcomes[times++] ?? 'same'), refresh('keys', async () => 'same')]);
  await expect.poll(() => told).toEqual(['root same', 'keys same']);
  expect(waiting.every(({ ms }) => ms >= 900 && ms <= 1100)).toBe(true);
  next();
  await expect.poll(() => told.slice(2)).toEqual(['root changed']);
  next();
  await expect.poll(() => told.slice(3)).toEqual(['keys same']);
});

test('no turn comes before the last one has ended, and one that hangs holds up no other', async () => {
  const { promise, resolve } = Promise.withResolvers<'same'>();
  const { told, waiting, next } = kept([refresh('slow', () => promise), refresh('quick', async () => 'same')]);
  await expect.poll(() => told).toEqual(['quick same']);
  expect(waiting).toHaveLength(1);
  next();
  await expect.poll(() => told).toEqual(['quick same', 'quick same']);
  resolve('same');
  await expect.poll(() => told.at(-1)).toBe('slow same');
  expect(waiting).toHaveLength(2);
});

test('what fails is told and tried again; what an error quotes is not told', async () => {
  const errors = [new RefreshFailure('mirror.example did not answer'), new SyntaxError('"hunter2" is not valid JSON'), 'hunter2'];
  const { told, next } = kept([
    refresh('root', async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return 'changed';
    }),
  ]);
  const expected = [
    'root failed: mirror.example did not answer',
    'root failed: it failed with SyntaxError',
    'root failed: it failed with what is no error',
    'root changed',
  ];
  for (const [index] of expected.entries()) {
    await expect.poll(() => told).toEqual(expected.slice(0, index + 1));
    next();
  }
});

test('once it is stopped, no turn comes, nothing is told, and who is at it knows', async () => {
  let signal: AbortSignal | undefined;
  const { promise, resolve } = Promise.withResolvers<'changed'>();
  const { told, waiting, stop } = kept([
    refresh('quick', async () => 'same'),
    refresh('slow', (given) => {
      signal = given;
      return promise;
    }),
  ]);
  await expect.poll(() => told).toEqual(['quick same']);
  expect(signal?.aborted).toBe(false);
  stop();
  expect(waiting).toEqual([]);
  expect(signal?.aborted).toBe(true);
  resolve('changed');
  await promise;
  await Promise.resolve();
  expect(told).toEqual(['quick same']);
  expect(waiting).toEqual([]);
});
