import { describe, expect, test } from 'vitest';
import { maxBreach, maxRequestBreach, minBreach, ratioBreach, type Breach } from '../../src/kube/limit-ranger.ts';

const MILLI = 1_000_000n;
const ONE = 1000n * MILLI;
const LARGE = 2n ** 60n * ONE;

type Row = readonly [what: string, enforced: bigint, request: bigint | undefined, limit: bigint | undefined, breach: Breach | undefined];
const breach = (of: Breach['of'], how: Breach['how']): Breach => ({ of, how });

function check(name: string, judge: typeof minBreach, rows: readonly Row[]) {
  describe(name, () => {
    test.each(rows)('%s', (_what, enforced, request, limit, wanted) => {
      expect(judge({ enforced, request, limit })).toEqual(wanted);
    });
  });
}

check('minBreach', minBreach, [
  ['no request', 0n, undefined, ONE, breach('requests', 'missing')],
  ['just as much', ONE, ONE, ONE, undefined],
  ['no limit', ONE, ONE, undefined, undefined],
  ['a request below', ONE, ONE - MILLI, ONE, breach('requests', 'below')],
  ['a limit below', ONE, ONE, ONE - MILLI, breach('limits', 'below')],
  ['a fraction of a thousandth is rounded up', ONE, ONE - 1n, ONE - 1n, undefined],
  ['where thousandths overflow, a fraction of a unit is', LARGE, LARGE - ONE + 1n, undefined, undefined],
  ['and a whole unit is not', LARGE, LARGE - ONE, undefined, breach('requests', 'below')],
]);

check('maxBreach', maxBreach, [
  ['no limit', ONE, ONE, undefined, breach('limits', 'missing')],
  ['just as much', ONE, ONE, ONE, undefined],
  ['no request', ONE, undefined, ONE, undefined],
  ['a limit above', ONE, ONE, ONE + MILLI, breach('limits', 'above')],
  ['a limit above by a billionth', ONE, ONE, ONE + 1n, breach('limits', 'above')],
  ['a request above', ONE, ONE + 1n, ONE, breach('requests', 'above')],
  ['nothing allowed', 0n, 0n, 0n, undefined],
]);

check('maxRequestBreach', maxRequestBreach, [
  ['no request', ONE, undefined, ONE, breach('requests', 'missing')],
  ['just as much', ONE, ONE, LARGE, undefined],
  ['above', ONE, ONE + 1n, undefined, breach('requests', 'above')],
]);

check('ratioBreach', ratioBreach, [
  ['no request', ONE, undefined, ONE, breach('requests', 'missing')],
  ['a request of zero', ONE, 0n, ONE, breach('requests', 'missing')],
  ['no limit', ONE, ONE, undefined, breach('limits', 'missing')],
  ['a limit of zero', ONE, ONE, 0n, breach('limits', 'missing')],
  ['just the ratio', 2n * ONE, ONE, 2n * ONE, undefined],
  ['a thousandth more', 2n * ONE, ONE, 2n * ONE + MILLI, breach('limits', 'above')],
  ['a ratio with a fraction', 1500n * MILLI, 2n * ONE, 3n * ONE, undefined],
  ['more than a ratio with a fraction', 1500n * MILLI, 2n * ONE, 3n * ONE + MILLI, breach('limits', 'above')],
  ['large amounts by the unit', ONE, LARGE, LARGE, undefined],
]);
