import { expect, test } from 'vitest';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { fitnessOf, overlapping, trusted } from '../../src/webhook/succession.ts';

const DAY = 24 * 3_600_000;
const MADE = Date.UTC(2026, 0, 1);
const pair = await makeCertificate(['lintel.lintel.svc', '192.0.2.7'], MADE);
const other = await makeCertificate([], MADE);

test.each([
  ['a new one', pair, 'lintel.lintel.svc', 0, 'fit'],
  ['one for an address', pair, '192.0.2.7', 0, 'fit'],
  ['one with a third of its time left, and some', pair, 'lintel.lintel.svc', 242, 'fit'],
  ['one with less than a third of its time left', pair, 'lintel.lintel.svc', 244, 'due'],
  ['one on its last day', pair, 'lintel.lintel.svc', 364.9, 'due'],
  ['one that has expired', pair, 'lintel.lintel.svc', 366, 'unfit'],
  ['one that is not valid yet', pair, 'lintel.lintel.svc', -1, 'unfit'],
  ['one for another name', pair, 'lintel.policy.svc', 0, 'unfit'],
  ['one for another address', pair, '192.0.2.8', 0, 'unfit'],
  ['one with the key of another', { ...pair, key: other.key }, 'lintel.lintel.svc', 0, 'unfit'],
  ['none', { cert: '', key: '' }, 'lintel.lintel.svc', 0, 'unfit'],
] as const)('%s', (_, given, host, days, expected) => {
  expect(fitnessOf(given, host, MADE + days * DAY)).toBe(expected);
});

test('trust overlaps: the new authority first, then the two newest before it, each once, and none that has expired', async () => {
  const later = MADE + 366 * DAY;
  const [next, ...young] = await Promise.all(Array.from({ length: 4 }, async () => (await makeCertificate([], later)).ca));
  expect(overlapping(pair.ca, '', MADE)).toBe(pair.ca);
  expect(overlapping(pair.ca, other.ca, MADE)).toBe(pair.ca + other.ca);
  expect(overlapping(next ?? '', other.ca, later)).toBe(next);
  expect(overlapping(next ?? '', other.ca + young.join(''), later)).toBe([next, ...young.slice(0, 2)].join(''));
  const [oldest, ...newer] = await Promise.all([1, 2, 3].map(async (days) => (await makeCertificate([], later + days * DAY)).ca));
  expect(overlapping(next ?? '', [oldest, ...newer, next].join(''), later)).toBe([next, ...newer.toReversed()].join(''));
  expect(overlapping(pair.ca + other.ca, `no PEM\n${pair.ca.replace('MII', 'AAA')}${other.ca}`, MADE)).toBe(pair.ca + other.ca);
});

test.each([
  ['when the certificate is new', 0, pair.ca + other.ca],
  ['within a day', 0.99, pair.ca + other.ca],
  ['after a day', 1, pair.ca],
])('what was trusted before, %s', (_, days, expected) => {
  expect(trusted(pair, other.ca + pair.ca, MADE + days * DAY)).toBe(expected);
});
