import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { compareQuantities, formatQuantity, parseQuantity } from '../../src/kube/quantity.ts';

const ONE = 1_000_000_000n;
const MOST = (2n ** 63n - 1n) * ONE;

describe('parseQuantity', () => {
  test.each<[Json | undefined, bigint | undefined]>([
    ['0', 0n],
    ['-0', 0n],
    ['1', ONE],
    ['+1', ONE],
    ['-1', -ONE],
    ['007', 7n * ONE],
    ['.5', ONE / 2n],
    ['5.', 5n * ONE],
    ['1.5', 1_500_000_000n],
    ['1n', 1n],
    ['1u', 1000n],
    ['500m', 500_000_000n],
    ['1k', 1000n * ONE],
    ['1M', 10n ** 6n * ONE],
    ['1G', 10n ** 9n * ONE],
    ['1T', 10n ** 12n * ONE],
    ['1P', 10n ** 15n * ONE],
    ['1E', 10n ** 18n * ONE],
    ['1E3', 1000n * ONE],
    ['1e3', 1000n * ONE],
    ['1e+3', 1000n * ONE],
    ['1E-3', 1_000_000n],
    ['12e6', 12_000_000n * ONE],
    ['1.5e0', 1_500_000_000n],
    ['1Ki', 1024n * ONE],
    ['1Mi', 1024n ** 2n * ONE],
    ['1Gi', 1024n ** 3n * ONE],
    ['1Ti', 1024n ** 4n * ONE],
    ['1Pi', 1024n ** 5n * ONE],
    ['1Ei', 1024n ** 6n * ONE],
    ['1.5Gi', 1536n * 1024n ** 2n * ONE],
    ['.5Ki', 512n * ONE],
    ['-1Ki', -1024n * ONE],
    ['0.1n', 1n],
    ['-0.1n', -1n],
    ['1.1n', 2n],
    ['1.0000000001', ONE + 1n],
    ['1.0000000000', ONE],
    [`0.${'0'.repeat(5000)}1Ki`, 1n],
    [`1.${'0'.repeat(5000)}Ki`, 1024n * ONE],
    ['1e-999999999', 1n],
    ['0e999999999', 0n],
    ['1e999999999', MOST],
    ['-1e999999999', -MOST],
    [`1e${'9'.repeat(500)}`, MOST],
    ['9'.repeat(100_000), MOST],
    [`${'9'.repeat(100_000)}Ki`, MOST],
    [`${'0'.repeat(100_000)}1`, ONE],
    ['8Ei', MOST],
    ['9223372036854775807', MOST],
    ['9223372036854775808', MOST],
    [' 1Gi ', 1024n ** 3n * ONE],
    [1, ONE],
    [0.5, ONE / 2n],
    [-2, -2n * ONE],
    [1e21, MOST],
    [1e-7, 100n],
    ['', undefined],
    ['.', undefined],
    ['+', undefined],
    ['m', undefined],
    ['Gi', undefined],
    ['1ki', undefined],
    ['1K', undefined],
    ['1mi', undefined],
    ['1,5', undefined],
    ['1 Gi', undefined],
    ['1e', undefined],
    ['1e3.5', undefined],
    ['1e3Ki', undefined],
    ['1.5.5', undefined],
    ['--1', undefined],
    ['0x10', undefined],
    ['1GiB', undefined],
    ['1g', undefined],
    ['１', undefined],
    ['1\n1', undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [['1'], undefined],
    [{}, undefined],
  ])('%j is %s', (text, nano) => {
    expect(parseQuantity(text)).toBe(nano);
  });

  test('agrees with plain arithmetic on whole numbers of any suffix', () => {
    const sizes = { '': 1n, k: 1000n, M: 10n ** 6n, Ki: 1024n, Mi: 1024n ** 2n, Gi: 1024n ** 3n };
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...(Object.keys(sizes) as (keyof typeof sizes)[])), (amount, suffix) => {
        expect(parseQuantity(`${amount}${suffix}`)).toBe(BigInt(amount) * sizes[suffix] * ONE);
      }),
    );
  });
});

test.each<[Json, Json, number | undefined]>([
  ['1', '1000m', 0],
  ['1Gi', '1G', 1],
  ['999m', 1, -1],
  ['x', '1', undefined],
  ['1', null, undefined],
])('compareQuantities %j and %j is %s', (a, b, order) => {
  expect(compareQuantities(a, b)).toBe(order);
});

describe('formatQuantity', () => {
  test.each<[bigint, 'binary' | 'decimal', string]>([
    [0n, 'decimal', '0'],
    [ONE, 'decimal', '1'],
    [ONE / 2n, 'decimal', '500m'],
    [1500n * ONE, 'decimal', '1500'],
    [2000n * ONE, 'decimal', '2k'],
    [1n, 'decimal', '1n'],
    [256n * 1024n ** 2n * ONE, 'binary', '256Mi'],
    [1000n * ONE, 'binary', '1000'],
    [-ONE / 2n, 'binary', '-500m'],
    [1n, 'binary', '1n'],
  ])('%s as %s is %s', (nano, form, text) => {
    expect(formatQuantity(nano, form)).toBe(text);
  });

  test('reads back as the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -MOST, max: MOST }), fc.constantFrom('binary' as const, 'decimal' as const), (nano, form) => {
        expect(parseQuantity(formatQuantity(nano, form))).toBe(nano);
      }),
    );
  });
});
