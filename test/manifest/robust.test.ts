import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdit } from '../../src/engine/edit.ts';
import type { Json } from '../../src/engine/json.ts';
import { Locator } from '../../src/manifest/locate.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { splice } from '../../src/manifest/splice.ts';
import { pathsOf, written } from './written.ts';

const FIXTURES = globSync(new URL('../../fixtures/**/*.yaml', import.meta.url).pathname)
  .toSorted()
  .map((file) => readFileSync(file, 'utf8'))
  .filter((text) => text.length < 5000);
const CHARACTERS = [
  ...Array.from('abk09 :#-?,[]{}&*!|>%@`\'"\\=<.~_\t\n\r\0\u0085\u2028\uFEFF\ud800'),
  '---\n',
  '...\n',
  '<<: *a',
  '&a ',
  '*a',
  '!!',
  '\n  ',
  '{{',
];

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 80 }).map((text) => `kind: A\napiVersion: v1\n${text}`),
  fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 80 }).map((text) => `{"kind": "A", "apiVersion": "v1", ${text}`),
);

/** Real manifests with characters put in and taken out. */
const mutated = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...FIXTURES),
      written.map(({ text }) => text),
    ),
    fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(6), put: fc.constantFrom('', ...CHARACTERS) }), {
      maxLength: 6,
    }),
  )
  .map(([text, changes]) =>
    changes.reduce((current, { at, drop, put }) => {
      const offset = Math.floor(at * current.length);
      return current.slice(0, offset) + put + current.slice(offset + drop);
    }, text),
  );

test.each([
  ['any text', anything],
  ['mutated manifests', mutated],
])('%s: reading never throws, problems stand inside the text, and what was read can be located', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      const { resources, problems, skipped } = readManifest(text);
      const lines = text.split('\n');
      for (const { line, column, message } of problems) {
        expect(message).not.toBe('');
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1);
      }
      for (const { line } of skipped) expect(line >= 1 && line <= lines.length).toBe(true);
      const locator = new Locator(text);
      for (const found of resources) {
        for (const path of [[], ...pathsOf(found.resource), ['metadata', 'labels', 'x']]) {
          const range = locator.rangeOf(found, path);
          expect(range.line >= 1 && range.endLine <= lines.length && range.endLine >= range.line).toBe(true);
        }
      }
    }),
    { numRuns: 3000 },
  );
});

test('mutated manifests: an edit changes the one value as asked, or is refused', () => {
  fc.assert(
    fc.property(mutated, fc.nat(), (text, choice) => {
      const before = readManifest(text).resources;
      for (const [index, found] of before.entries()) {
        const paths = pathsOf(found.resource).filter(([root]) => root !== 'kind' && root !== 'apiVersion' && root !== 'items');
        const path = paths[choice % Math.max(paths.length, 1)] ?? ['added'];
        for (const edit of [{ op: 'set', path, value: 'new' } as const, { op: 'remove', path } as const]) {
          const result = splice(found, edit);
          if ('refused' in result) expect(result.refused).not.toBe('');
          else expect(resourcesOf(result.text)).toEqual(resourcesOf(text).with(index, applyEdit(found.resource, edit) ?? null));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

function resourcesOf(text: string): Json[] {
  return readManifest(text).resources.map(({ resource }) => resource);
}

test('JSON read as JSON and as YAML gives the same', () => {
  const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }).map((value) => ({ kind: 'A', apiVersion: 'v1', value }));
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const [asJson, asYaml] = [text, `---\n${text}`].map((given) => readManifest(given));
      expect(asYaml?.problems).toEqual([]);
      expect(JSON.stringify(asYaml?.resources.map(({ resource }) => resource))).toBe(
        JSON.stringify(asJson?.resources.map(({ resource }) => resource)),
      );
      expect(JSON.stringify(asJson?.resources[0]?.resource)).toBe(JSON.stringify(value));
    }),
    { numRuns: 2000 },
  );
});
