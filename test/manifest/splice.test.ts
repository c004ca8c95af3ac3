import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit } from '../../src/engine/edit.ts';
import { equalJson, valueAt, type Json } from '../../src/engine/json.ts';
import type { Edit } from '../../src/engine/rule.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { splice } from '../../src/manifest/splice.ts';
import { pathsOf, written, writtenJson, type Written } from './written.ts';

const values: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  '100m',
  'Always',
  'on',
  '0644',
  'a: b',
  3,
  true,
  { cpu: '100m' },
  { a: { b: 'c' } },
  ['x', { y: 'z' }],
);

/** An edit that the value allows, at a place that is there or is not. */
function editOf(value: Json): fc.Arbitrary<Edit> {
  const paths = pathsOf(value).filter(([root]) => root !== 'kind' && root !== 'apiVersion');
  const missing = [[], ...paths]
    .filter((path) => isMapping(valueAt(value, path)))
    .flatMap((path: (string | number)[]) => [
      [...path, 'added'],
      [...path, 'added', 'deeper'],
    ]);
  const nulls = paths.filter((path) => valueAt(value, path) === null).map((path) => [...path, 'under']);
  return fc.oneof(
    fc.record({ op: fc.constant('set' as const), path: fc.constantFrom(...paths, ...missing, ...nulls), value: values }),
    fc.record({ op: fc.constant('remove' as const), path: fc.constantFrom(...paths) }),
  );
}

const edited = (texts: fc.Arbitrary<Written>) => texts.chain((text) => editOf(text.value).map((edit) => ({ ...text, edit })));

function spliceOf(text: string, edit: Edit) {
  const [document] = readManifest(text).resources;
  if (document === undefined) throw new Error('the text holds no resource');
  return splice(document, edit);
}

describe.each([
  ['YAML', written],
  ['JSON', writtenJson],
])('generated %s', (_, texts) => {
  test('reads as it was written', () => {
    fc.assert(
      fc.property(texts, ({ value, text }) => {
        const manifest = readManifest(text);
        expect(manifest.problems).toEqual([]);
        expect(manifest.resources.map(({ resource }) => resource)).toEqual([value]);
      }),
      { numRuns: 500 },
    );
  });

  test('splice then parse equals patch of the object, and nothing is refused', () => {
    fc.assert(
      fc.property(edited(texts), ({ value, text, edit }) => {
        const result = spliceOf(text, edit);
        if ('refused' in result) throw new Error(`refused: ${result.refused}\n${text}`);
        const [after] = readManifest(result.text).resources;
        expect(after?.resource).toEqual(applyEdit(value, edit));
      }),
      { numRuns: 3000 },
    );
  });

  test('keeps every comment, and every line that the edit does not touch', () => {
    fc.assert(
      fc.property(edited(texts), ({ value, text, edit }) => {
        const result = spliceOf(text, edit);
        if ('refused' in result || edit.op === 'remove' || valueAt(value, edit.path) !== undefined) return;
        const kept = text.split(/\r?\n/u).filter((line) => !result.text.includes(line));
        expect(kept.length).toBeLessThanOrEqual(1);
        expect(result.text.split('# ').length).toBe(text.split('# ').length);
        if (text.includes('\r\n')) expect(result.text).not.toMatch(/[^\r]\n/u);
      }),
      { numRuns: 1000 },
    );
  });
});

function isMapping(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const rows: readonly {
  readonly name: string;
  readonly text: string;
  readonly edit: Edit;
  readonly expected: string | { readonly refused: RegExp };
}[] = [
  {
    name: 'a missing entry goes behind the last one, in front of the next comment',
    text: 'kind: A\napiVersion: v1\nspec:\n  a: 1 # one\n  # two\n\nlast: x\n',
    edit: { op: 'set', path: ['spec', 'b'], value: '2' },
    expected: 'kind: A\napiVersion: v1\nspec:\n  a: 1 # one\n  b: "2"\n  # two\n\nlast: x\n',
  },
  {
    name: 'missing parents are made',
    text: 'kind: A\napiVersion: v1\nspec:\n    containers:\n    - name: web\n      image: x\n    - name: b\n',
    edit: { op: 'set', path: ['spec', 'containers', 0, 'resources', 'requests', 'cpu'], value: '100m' },
    expected:
      'kind: A\napiVersion: v1\nspec:\n    containers:\n    - name: web\n      image: x\n      resources:\n          requests:\n              cpu: 100m\n    - name: b\n',
  },
  {
    name: 'behind a block scalar',
    text: 'kind: A\napiVersion: v1\nd:\n  x: |\n    text\n  y: >-\n    more\nz: 1\n',
    edit: { op: 'set', path: ['d', 'w'], value: 'v' },
    expected: 'kind: A\napiVersion: v1\nd:\n  x: |\n    text\n  y: >-\n    more\n  w: v\nz: 1\n',
  },
  {
    name: 'quotes are kept',
    text: `kind: A\napiVersion: v1\na: 'x'\nb: "y"\n`,
    edit: { op: 'set', path: ['a'], value: 'it' },
    expected: `kind: A\napiVersion: v1\na: 'it'\nb: "y"\n`,
  },
  {
    name: 'the first entry of a list item',
    text: 'kind: A\napiVersion: v1\nl:\n  - a: 1\n    b: 2\n',
    edit: { op: 'remove', path: ['l', 0, 'a'] },
    expected: 'kind: A\napiVersion: v1\nl:\n  - b: 2\n',
  },
  {
    name: 'a list item with its comment on the line',
    text: 'kind: A\napiVersion: v1\nl:\n- a # one\n- b # two\n- c\n',
    edit: { op: 'remove', path: ['l', 1] },
    expected: 'kind: A\napiVersion: v1\nl:\n- a # one\n- c\n',
  },
  {
    name: 'pretty JSON',
    text: '{\n  "kind": "A",\n  "apiVersion": "v1",\n  "spec": {\n    "a": 1\n  }\n}\n',
    edit: { op: 'set', path: ['spec', 'b'], value: { c: 2 } },
    expected: '{\n  "kind": "A",\n  "apiVersion": "v1",\n  "spec": {\n    "a": 1,\n    "b": {"c":2}\n  }\n}\n',
  },
  {
    name: 'an aliased value is refused',
    text: 'kind: A\napiVersion: v1\nx: &r {cpu: 1}\na: {r: *r}\nb: {r: *r}\n',
    edit: { op: 'set', path: ['a', 'r', 'cpu'], value: 2 },
    expected: { refused: /alias/u },
  },
  {
    name: 'an anchored value that others share is refused',
    text: 'kind: A\napiVersion: v1\nx: &r {cpu: 1}\na: {r: *r}\n',
    edit: { op: 'set', path: ['x', 'cpu'], value: 2 },
    expected: { refused: /shared/u },
  },
  {
    name: 'a merged value is overridden where it is merged',
    text: 'kind: A\napiVersion: v1\nx: &r\n  cpu: 1\na:\n  <<: *r\n',
    edit: { op: 'set', path: ['a', 'cpu'], value: 2 },
    expected: 'kind: A\napiVersion: v1\nx: &r\n  cpu: 1\na:\n  <<: *r\n  cpu: 2\n',
  },
  {
    name: 'a scalar in the way is refused',
    text: 'kind: A\napiVersion: v1\na: text\n',
    edit: { op: 'set', path: ['a', 'b'], value: 2 },
    expected: { refused: /shape/u },
  },
];

test.each(rows)('$name', ({ text, edit, expected }) => {
  const result = spliceOf(text, edit);
  if (typeof expected === 'string') expect(result).toEqual({ text: expected });
  else expect('refused' in result && result.refused).toMatch(expected.refused);
});

test('an edit in one item of a List, and in one of several documents, leaves the others alone', () => {
  const text =
    '---\nkind: A\napiVersion: v1\n--- # two\nkind: List\napiVersion: v1\nitems:\n- kind: B\n  apiVersion: v1\n- kind: C\n  apiVersion: v1\n---\nkind: D\napiVersion: v1\n';
  const document = readManifest(text).resources.find(({ resource }) => resource.kind === 'C')!;
  const result = splice(document, { op: 'set', path: ['spec', 'a'], value: 1 });
  expect(result).toEqual({ text: text.replace('- kind: C\n  apiVersion: v1\n', '- kind: C\n  apiVersion: v1\n  spec:\n    a: 1\n') });
  expect(equalJson({}, {})).toBe(true);
});
