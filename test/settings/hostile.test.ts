import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/settings/read.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { didYouMean, nearest } from '../../src/settings/suggest.ts';
import { misfitsOf, newAjv } from '../../src/settings/validate.ts';
import { catalogue, rules } from './catalogue.ts';

/** Either settings, or at least one fault: never both, never an exception. */
function checkTotal(text: string): readonly string[] {
  const { settings, faults } = readSettings(text, 'f', catalogue);
  expect(faults.length > 0).toBe(settings === undefined);
  for (const { line, column, message } of faults) {
    expect(Math.min(line, column)).toBeGreaterThan(0);
    expect(message.length).toBeLessThan(1000);
  }
  return faults.map(({ code }) => code);
}

const ALIAS_BOMB = [
  'a: &a [x, x, x, x, x, x, x, x]',
  ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]}, `.repeat(8)}]`),
].join('\n');

const HOSTILE: readonly (readonly [what: string, text: string, code: string])[] = [
  ['deep brackets', '['.repeat(20_000), 'too-deep'],
  ['deep maps', `rules: ${'{a: '.repeat(5_000)}`, 'too-deep'],
  ['deep lists', `rules: ${'- '.repeat(5_000)}`, 'syntax'],
  ['deep blocks', '- '.repeat(3_000), 'too-deep'],
  ['deep keys', '? '.repeat(5_000), 'too-deep'],
  ['alias bomb', ALIAS_BOMB, 'too-large'],
  ['alias in itself', 'rules: &a { b: *a }', 'too-deep'],
  ['many aliases', `rules: &a 1\noverrides: [${'*a,'.repeat(100_000)}]`, 'too-many-faults'],
  ['more than 1 MiB', ' '.repeat(1_048_577), 'too-large'],
  ['many unknown keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n'), 'too-many-faults'],
  ['many syntax errors', 'a: }\n'.repeat(2_000), 'syntax'],
  ['a lone surrogate and control characters', 'rules: { "\\ud800\\u0007\\u2028": off }', 'unknown-rule'],
  ['infinity', 'rules: .inf', 'wrong-value'],
  ['a tag that is no JSON', 'rules: !!binary aaaa', 'wrong-value'],
];

test.each(HOSTILE)('survives %s', (_, text, code) => {
  expect(checkTotal(text)).toContain(code);
});

const word = fc.oneof(
  fc.constantFrom(
    'extends',
    'rules',
    'overrides',
    'exemptions',
    'inject',
    'workloads',
    'enforcement',
    'match',
    'rule',
    'kinds',
    'labels',
    'fixWith',
  ),
  fc.constantFrom(
    'recommended',
    'pss-restricted',
    'no-latest-tag',
    'require-cpu-limit',
    'all-formats',
    'error',
    'off',
    'Deploymnet',
    '__proto__',
  ),
  fc.string(),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'medium' },
    word,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any')),
    fc.dictionary(word, tie('any')),
  ),
})).any;
const section = fc.constantFrom('extends', 'rules', 'overrides', 'exemptions', 'inject', 'workloads', 'enforcement');

test('is total over any JSON', () => {
  fc.assert(
    fc.property(fc.oneof(value, fc.dictionary(section, value)), (json) => {
      checkTotal(JSON.stringify(json));
    }),
    { numRuns: 300 },
  );
});

test('is total over any text', () => {
  const piece = fc.constantFrom(
    'rules:',
    ' ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '"',
    "'",
    '? ',
    ': ',
    '#',
    '|\n',
    '---\n',
    '!!x ',
    'off',
    '\t',
    '%',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      checkTotal(pieces.join(''));
    }),
    { numRuns: 500 },
  );
});

test('the schema compiles in strict mode and is plain JSON', () => {
  const schema = settingsSchema(rules, catalogue.packs);
  expect(newAjv().compile(schema)({})).toBe(true);
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  expect(misfitsOf({ rules: { 'no-latest-tag': 'off' } }, schema)).toEqual([]);
});

test('spelling out only the rules that are named refuses the same', () => {
  const raw = {
    rules: { 'no-latest-tag': ['error', { max: 'x' }], 'all-formats': 1, nothing: 'off' },
    enforcement: { 'read-only-root': 'x' },
  };
  const narrow = settingsSchema(rules, catalogue.packs, new Set(['no-latest-tag', 'all-formats', 'read-only-root']));
  const misfits = misfitsOf(raw, narrow);
  expect(misfits).toEqual(misfitsOf(raw, settingsSchema(rules, catalogue.packs)));
  expect(misfits).toHaveLength(4);
});

const SUGGESTIONS: readonly (readonly [text: string, meant: string | undefined])[] = [
  ['requre-cpu-limit', 'require-cpu-limit'],
  ['REQUIRE-CPU-LIMIT', 'require-cpu-limit'],
  ['require-cpu-limits', 'require-cpu-limit'],
  ['reqiure-cpu-limit', 'require-cpu-limit'],
  ['cpu-limit', 'require-cpu-limit'],
  ['warn', 'warning'],
  ['latest', 'no-latest-tag'],
  ['something-else', undefined],
  ['', undefined],
  ['x'.repeat(10_000), undefined],
];

test.each(SUGGESTIONS)('%j is nearest to %j', (text, meant) => {
  const names = ['warning', 'no-latest-tag', 'require-cpu-limit'];
  expect(nearest(text, names)).toBe(meant);
  expect(didYouMean(text, names)).toBe(meant === undefined ? undefined : `did you mean ${meant}?`);
});

test('without a settings file neither YAML nor a validator is loaded', () => {
  const seen = new Set<string>();
  const packages = importsOf(new URL('../../src/settings/compile.ts', import.meta.url), seen);
  expect(packages).toEqual([]);
  expect(seen.size).toBeGreaterThan(3);
});

/** The packages that a module loads, by itself and through others; what is imported for its types alone is not loaded. */
function importsOf(file: URL, seen: Set<string>): readonly string[] {
  if (seen.has(file.href)) return [];
  seen.add(file.href);
  const specifiers = [...readFileSync(file, 'utf8').matchAll(/^import (?!type)[^;]*? from '([^']+)';/gmu)].map((match) => match[1] ?? '');
  return specifiers.flatMap((specifier) => (specifier.startsWith('.') ? importsOf(new URL(specifier, file), seen) : [specifier]));
}
