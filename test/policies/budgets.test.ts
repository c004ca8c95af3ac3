import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseDecimal, scaledTo } from '../../policies/shared/decimals.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { asking, deployment } from './quota-objects.ts';
import { judgedTogether } from './judge.ts';
import { check, limitRange, pod } from './table.ts';

const namespace = (budget: string | number, name = 'default'): JsonObject => ({
  kind: 'Namespace',
  metadata: { name, annotations: { 'lintel.dev/monthly-budget': budget } },
});
const PLACE = '/metadata/annotations/lintel.dev~1monthly-budget';
const prices = (list: JsonObject, hours = 1): JsonObject => ({ prices: list, hours });

check('fits-budget', [
  ['no budget', [asking({ cpu: 1 }), { kind: 'Namespace', metadata: { name: 'default' } }], [], prices({ cpu: 1 })],
  ['just the budget', [namespace('2'), asking({ cpu: 2 })], [], prices({ cpu: 1 })],
  ['a billionth more', [namespace('2'), asking({ cpu: '2000000001n' })], [`0: over ${PLACE}`, '1: over /spec'], prices({ cpu: 1 })],
  ['hours', [namespace('2'), asking({ cpu: 2 })], [`0: over ${PLACE}`, '1: over /spec'], prices({ cpu: 1 }, 1.5)],
  ['memory by the GiB', [namespace('2'), asking({ memory: '2Gi' })], [], prices({ memory: 1 })],
  ['a byte more', [namespace('2'), asking({ memory: 2_147_483_649 })], [`0: over ${PLACE}`, '1: over /spec'], prices({ memory: 1 })],
  ['what has no price', [namespace('0'), asking({ memory: '2Gi' })], [], prices({ cpu: 1 })],
  ['a limit that is a request', [namespace('0'), asking({}, { cpu: 1 })], [`0: over ${PLACE}`, '1: over /spec'], prices({ cpu: 1 })],
  [
    'a default request',
    [namespace('0'), pod({}), limitRange({ defaultRequest: { cpu: 1 } })],
    [`0: over ${PLACE}`, '1: over /spec'],
    prices({ 'requests.cpu': 1 }),
  ],
  ['no rollout', [namespace('2'), deployment('web', 2, { cpu: 1 }, {})], [], prices({ cpu: 1 })],
  ['another namespace', [namespace('0', 'other'), asking({ cpu: 1 })], [], prices({ cpu: 1 })],
  ['a Pod that ends', [namespace('0'), pod({ resources: { requests: { cpu: 1 } } }, { restartPolicy: 'Never' })], [], prices({ cpu: 1 })],
  ['a budget in words', [namespace('ten'), asking({ cpu: 1 })], [`0: unreadable ${PLACE}`], prices({ cpu: 1 })],
  ['a negative budget', [namespace('-1')], [`unreadable ${PLACE}`], prices({ cpu: 1 })],
  ['a number', [namespace(7)], [`unreadable ${PLACE}`], prices({ cpu: 1 })],
  ['a name like a prototype', [namespace('0'), asking({ cpu: 1 })], [], prices({ ['__proto__']: 1 })],
]);

describe('the cost', () => {
  it('is exact, whatever the prices', () => {
    const cents = fc.nat({ max: 100_000 });
    fc.assert(
      fc.property(
        fc.nat({ max: 64_000 }),
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 744 }),
        cents,
        (milli, price, hours, budget) => {
          const written = `${Math.floor(budget / 100)}.${String(budget % 100).padStart(2, '0')}`;
          const [finding] = judgedTogether(
            [namespace(written), asking({ cpu: `${milli}m` })],
            'fits-budget',
            prices({ cpu: price / 10_000 }, hours),
          );
          expect(finding !== undefined).toBe(BigInt(milli) * BigInt(price) * BigInt(hours) > BigInt(budget) * 100_000n);
        },
      ),
    );
  });

  it('is written to the cent, and never looks like the budget', () => {
    const [finding] = judgedTogether([namespace('1.00'), asking({ cpu: '1000001u' })], 'fits-budget', prices({ cpu: 1 }));
    expect(finding?.message).toBe(
      'Namespace "default" costs 1.01 in 1 hours at most, 0.01 more than its budget of 1.00: Pod "(no name)" 1.01.',
    );
  });
});

test.each([
  ['0', 0n, 0],
  ['12', 12n, 0],
  ['1.50', 150n, 2],
  ['1e-7', 1n, 7],
  ['1.5e3', 1500n, 0],
  [' 7 ', 7n, 0],
])('parseDecimal %j', (text, digits, scale) => {
  expect(parseDecimal(text)).toEqual({ digits, scale });
});

test.each(['', '-1', '1,5', '.5', '1.', '0x1', '1e999', 'NaN', '1'.repeat(31)])('parseDecimal refuses %j', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test('scaledTo keeps the number', () => {
  expect(scaledTo({ digits: 15n, scale: 1 }, 4)).toBe(15_000n);
});
