import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayFind } from '../../src/kube/calico-selectors.ts';

const LABELS: Readonly<Record<string, string>> = { app: 'web', 'k8s.io/tier': 'front-end', admin: 'no' };
const found = (selector: string): boolean => mayFind(selector, (key) => LABELS[key]);

test.each([
  ['', true],
  [' ', true],
  ['all()', true],
  ['all( )', true],
  ['!all()', false],
  ["app == 'web'", true],
  ['app=="web"', true],
  ["app == 'db'", false],
  ["gone == 'web'", false],
  ["app != 'db'", true],
  ["app != 'web'", false],
  ["gone != 'web'", true],
  ["app in { 'db', 'web' }", true],
  ["app in {'db'}", false],
  ['app in {}', false],
  ["admin in {'no'}", true],
  ["app not in { 'db' }", true],
  ["app not in { 'web' }", false],
  ["gone not in { 'web' }", true],
  ['has(app)', true],
  ['has(gone)', false],
  ['! has(gone)', true],
  ['!!has(gone)', false],
  ["app contains 'e'", true],
  ["app contains 'x'", false],
  ["gone contains ''", false],
  ["app starts with 'w'", true],
  ["app starts  with 'e'", false],
  ["app ends with 'b'", true],
  ["app ends with 'w'", false],
  ["k8s.io/tier == 'front-end' && app == 'web'", true],
  ["has(app) && app == 'db'", false],
  ["app == 'db' || has(app)", true],
  ["app == 'db' || has(gone)", false],
  ['has(app) || has(app) && has(gone)', true],
  ['(has(app) || has(app)) && has(gone)', false],
  ["!(has(gone) || app == 'db')", true],
  ['!has(gone) && has(gone)', false],
])('%s: %s', (selector, expected) => {
  expect(found(selector)).toBe(expected);
});

test.each([
  "app = 'db'",
  'app == db',
  'app in { db }',
  'has(gone',
  '(has(gone)',
  'has(gone))',
  'has(gone) &&',
  'has(gone) has(gone)',
  '|| has(gone)',
  '!',
  "projectcalico.org/namespace == 'x'",
  "pcns.team == 'x'",
  "pcsa.role == 'x'",
  `${'!'.repeat(1001)}has(app)`,
])('%s may find anything', (selector) => {
  expect(found(selector)).toBe(true);
});

test('whatever it is, there is an answer', () => {
  const word = fc.constantFrom('(', ')', '!', '&&', '||', "app == 'web'", 'has(gone)', 'all()', 'in', '{', "'", ' ', 'a');
  fc.assert(fc.property(fc.array(word, { maxLength: 1000 }), (words) => typeof found(words.join('')) === 'boolean'));
  expect(found('('.repeat(1000))).toBe(true);
});
