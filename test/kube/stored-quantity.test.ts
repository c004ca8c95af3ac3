import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuantity } from '../../src/kube/quantity.ts';
import { storedAmounts, storedQuantity } from '../../src/kube/stored-quantity.ts';
import { STORED_QUANTITIES } from './stored-quantity.rows.ts';

test.each(STORED_QUANTITIES)('%s is stored as %s', (written, stored) => {
  const { requests } = storedAmounts({ requests: { cpu: written } }, 'requests') as { requests: { cpu: unknown } };
  expect(String(requests.cpu)).toBe(stored);
});

test.each([
  ['100u', '100u'],
  ['0.0000000001', '1n'],
  ['1.000100', '1.000100'],
  ['1024Mi', '1Gi'],
])('%s alone is stored as %s', (written, stored) => {
  expect(storedQuantity(written)).toBe(stored);
});

test.each([['1 GB'], [''], [true], [null], [[]], [{}]])('%j is no quantity, and stays', (written) => {
  expect(storedQuantity(written)).toBe(written);
});

const quantity = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 12n }),
    fc.option(fc.stringMatching(/^\d{1,4}$/u)),
    fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E2', 'e-3'),
  )
  .map(([whole, fraction, suffix]) => `${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`);

test('what is stored is the same amount, and settled', () => {
  fc.assert(
    fc.property(quantity, (written) => {
      const stored = storedQuantity(written);
      expect(parseQuantity(stored)).toBe(parseQuantity(written));
      expect(storedQuantity(stored)).toBe(stored);
    }),
  );
});
