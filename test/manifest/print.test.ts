import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { printEntry, printFlow, printScalar, type Style } from '../../src/manifest/print.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { resolvePlain } from '../../src/manifest/scalar.ts';
import { SCALARS, VALUES } from './oracle-rows.ts';

const YAML: Style = { eol: '\n', step: 2, json: false };
const JSON_STYLE: Style = { eol: '\n', step: 2, json: true };

/** Any text that UTF-8 can hold, and such as looks like something else. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...Array.from(' \t\n\r:#-?,[]{}&*!|>%@`\'"\\=<.0_eExoy~\u0085\u2028\u00a0\uFEFF\0\u0007\u007f\u0080\u{1F600}')),
  }),
  fc.constantFrom(...SCALARS, ...VALUES, 'y', '=', '<<', '---', '...', '- a', 'a:', ':', '#', 'null'),
);
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const value = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.dictionary(text, tie('node'), { maxKeys: 3 }),
    fc.array(tie('node'), { maxLength: 3 }),
  ),
})).node;

describe.each([
  ['YAML', YAML],
  ['JSON', JSON_STYLE],
])('in %s style, what is printed reads back as the same value', (_, style) => {
  test.each<[string, fc.Arbitrary<Json>, (printed: string) => string]>([
    ['a scalar as a value', scalar, (printed) => `v: ${printed}\n`],
    ['a scalar as a value at the end of the text', scalar, (printed) => `v: ${printed}`],
    ['a scalar with a comment behind it', scalar, (printed) => `v: ${printed} # c\n`],
    ['a scalar on a line of its own', scalar, (printed) => `v:\n  ${printed}\n`],
    ['a scalar in CRLF', scalar, (printed) => `v: ${printed}\r\n`],
  ])('%s', (_, values, around) => {
    fc.assert(
      fc.property(values, (given) => sameAs(read(around(printScalar(given, style))), given)),
      { numRuns: 2000 },
    );
  });

  test('a scalar in a list, in a flow list and in a flow mapping', () => {
    fc.assert(
      fc.property(scalar, (given) => {
        const printed = printScalar(given, style);
        sameAs(read(`v:\n- ${printed}\n- [${printed}, ${printed}]\n- {k: ${printed}, l: [${printed}]}\n`), [
          given,
          [given, given],
          { k: given, l: [given] },
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a key', () => {
    fc.assert(
      fc.property(text, (key) => {
        const printed = printScalar(key, style);
        sameAs(read(`v:\n  ${printed}: 1\n`), Object.fromEntries([[key, 1]]));
        sameAs(read(`v: {${printed}: 1}\n`), Object.fromEntries([[key, 1]]));
      }),
      { numRuns: 2000 },
    );
  });

  test('a value on one line', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(printFlow(given, style)).not.toContain('\n');
        sameAs(read(`v: ${printFlow(given, style)}\n`), given);
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([1, 2, 4])('an entry of a block mapping, nested by %i', (step) => {
  fc.assert(
    fc.property(value, (given) => {
      const lines = printEntry('v', given, 0, { ...YAML, step });
      sameAs(read(`${lines.join('\n')}\nw: 1\n`), given);
    }),
    { numRuns: 1000 },
  );
});

test.each<[Json, string]>([
  ['Always', 'Always'],
  ['100m', '100m'],
  ['nginx:1.25', 'nginx:1.25'],
  ['ghcr.io/a/b@sha256:0f', 'ghcr.io/a/b@sha256:0f'],
  ['a b', '"a b"'],
  ['', '""'],
  ['yes', '"yes"'],
  ['1', '"1"'],
  ['0644', '"0644"'],
  ['1e3', '"1e3"'],
  ['-', '"-"'],
  ['<<', '"<<"'],
  ['.inf', '".inf"'],
  [1, '1'],
  [true, 'true'],
  [null, 'null'],
])('%j is printed as %s', (given, printed) => {
  expect(printScalar(given, YAML)).toBe(printed);
});

test('a plain scalar is a string, a number, a boolean or null, or it is refused; never anything else', () => {
  fc.assert(
    fc.property(text, (plain) => {
      const resolved = resolvePlain(plain);
      expect(['string', 'number', 'boolean', 'undefined']).toContain(resolved === null ? 'string' : typeof resolved);
      if (typeof resolved === 'number') expect(Number.isFinite(resolved)).toBe(true);
      if (typeof resolved === 'string') expect(resolved).toBe(plain);
    }),
    { numRuns: 5000 },
  );
});

function read(body: string): Json | undefined {
  const { resources, problems } = readManifest(`kind: A\napiVersion: v1\n${body}`);
  if (problems.length > 0) throw new Error(problems[0]?.message);
  return resources[0]?.resource['v'];
}

function sameAs(found: Json | undefined, given: Json): void {
  expect(JSON.stringify(found)).toBe(JSON.stringify(given));
}
