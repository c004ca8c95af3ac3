import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/kube/glob.ts';

test.each<[string, string, boolean]>([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'a/b', true],
  ['a', 'a', true],
  ['a', 'A', false],
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'a', false],
  ['a*a', 'a', false],
  ['ab*bc', 'abc', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a**c', 'abc', true],
  ['*b*', 'abc', true],
  ['*b*b*', 'abc', false],
  ['a.c', 'abc', false],
  ['[a]?', '[a]?', true],
  ['kube-*', 'kube-system', true],
  ['*a'.repeat(2000), 'a'.repeat(1999), false],
])('%s over %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test('agrees with the regular expression that says the same', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
      expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'u').test(text));
    }),
    { numRuns: 2000 },
  );
});
