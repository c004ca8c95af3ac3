import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../policies/index.ts';
import { expectationsOf, fixtureRequest } from '../src/cli/fixture-text.ts';
import { readFixtures } from '../src/cli/fixtures.ts';
import { checkFixture, checkRule } from '../src/cli/harness.ts';
import { BUILT_IN } from '../src/cli/session.ts';

/** The fixtures of Lintel's own rules, in the harness that `lintel test` runs over everybody's. */
const root = path.resolve(import.meta.dirname, '../fixtures');

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ id, rule }) => {
  const fixtures = readFixtures(path.join(root, id), (file) => path.basename(file));

  test.each(fixtures.map((fixture) => [fixture.file, fixture] as const))('%s', async (_name, fixture) => {
    expect((await checkFixture(fixture, rule, BUILT_IN)).differences).toEqual([]);
  });

  test('has fixtures, good and bad, that exercise every message', async () => {
    expect(await checkRule(rule, fixtures, id, BUILT_IN)).toEqual([]);
  });
});

test('the registry is the folder', () => {
  const files = readdirSync(path.resolve(import.meta.dirname, '../policies')).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  expect(rules.map(({ id }) => id)).toEqual(files.map((file) => path.basename(file, '.ts')).toSorted());
});

test('reads its own marks', () => {
  expect(expectationsOf('a: 1 # expect: x/y, x/z\nb: 2\n')).toEqual([
    { line: 1, id: 'x/y' },
    { line: 1, id: 'x/z' },
  ]);
});

describe('reads who asks for what', () => {
  const [rule] = rules;
  const fault = { faults: [expect.stringContaining('# request: ')] };
  test.each([
    ['a: 1', 'admission', { operation: 'CREATE' }],
    ['# request: { operation: DELETE }', 'both', { operation: 'DELETE' }],
    [
      '# request: { user: { username: jane, groups: [staff, 1] } }',
      'admission',
      { operation: 'CREATE', user: { username: 'jane', groups: ['staff'] } },
    ],
    ['# request: { user: jane }', 'admission', { operation: 'CREATE', user: { username: '', groups: [] } }],
    ['# request: { user: { username: jane } }', 'both', fault],
    ['# request: { operation: PATCH }', 'admission', fault],
    ['# request: { group: staff }', 'admission', fault],
    ['# request: [jane]', 'admission', fault],
    ['# request: {', 'admission', fault],
  ] as const)('%s, for %s', (text, doors, expected) => {
    if (rule === undefined) throw new Error('there are no rules');
    expect(fixtureRequest(text, { ...rule, doors })).toEqual(expected);
  });
});
