import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Path } from '../../src/engine/json.ts';
import type { ManifestProblem } from '../../src/manifest/document.ts';
import { readManifest } from '../../src/manifest/read.ts';

const A = 'kind: A\napiVersion: v1\n';
const B = 'kind: B\napiVersion: v1\n';
const JSON_A = '{"kind":"A","apiVersion":"v1"}';
const JSON_B = '{"kind":"B","apiVersion":"v1"}';

test.each<[string, string, readonly string[]]>([
  ['nothing', '', []],
  ['empty documents', '\n---\n\n---\n# c\n---\nnull\n---\n~\n...\n', []],
  ['one document', A, ['1 A']],
  ['one without a line break at the end', A.trimEnd(), ['1 A']],
  ['several', `${A}---\n${B}`, ['1 A', '3 B']],
  ['a comment in front of the first marker', `# licence\n\n---\n${A}`, ['3 A']],
  ['a comment on the marker', `${A}--- # second\n${B}`, ['1 A', '3 B']],
  ['an end mark', `${A}...\n---\n${B}...\n${A}`, ['1 A', '4 B', '8 A']],
  ['directives', `%YAML 1.1\n# c\n---\n${A}...\n%YAML 1.2\n---\n${B}`, ['1 A', '7 B']],
  ['a marker inside a block scalar ends the document', `${A}a: |\n  x\n---\n${B}`, ['1 A', '5 B']],
  ['an indented marker does not', `${A}a: |\n  ---\n  x\n`, ['1 A']],
  ['a byte order mark', `\uFEFF${A}---\n${B}`, ['1 A', '3 B']],
  ['CRLF', `${A}---\n${B}`.replaceAll('\n', '\r\n'), ['1 A', '3 B']],
  ['JSON', JSON_A, ['1 A']],
  ['JSON behind a byte order mark and space', `\uFEFF\n\n ${JSON_A}\n`, ['3 A']],
  ['a JSON stream', `${JSON_A}${JSON_B}\n\n${JSON_A}`, ['1 A', '1 B', '3 A']],
  ['JSON documents in YAML', `---\n${JSON_A}\n---\n${JSON_B}\n`, ['1 A', '3 B']],
  ['flow style', '{kind: A, apiVersion: v1}', ['1 A']],
  ['JSON and YAML', `${JSON_A}\n---\n${B}`, ['1 A', '2 B']],
  ['braces in JSON strings', '{"kind":"A","apiVersion":"v1","a":"}{\\"}\\\\"}{"kind":"B","apiVersion":"v1"}', ['1 A', '1 B']],
])('documents: %s', (_, text, expected) => {
  const { resources, problems, documents } = readManifest(text);
  const lines = resources.map(({ resource, source }) => `${text.slice(0, source.start).split('\n').length} ${resource.kind}`);
  expect(lines).toEqual(expected);
  expect(problems).toEqual([]);
  expect(documents).toBe(expected.length);
});

describe('Lists are taken apart', () => {
  test.each<[string, string, readonly [string, Path][]]>([
    [
      'plain',
      `kind: List\napiVersion: v1\nitems:\n- ${JSON_A}\n- ${JSON_B}\n`,
      [
        ['v1 A', ['items', 0]],
        ['v1 B', ['items', 1]],
      ],
    ],
    ['JSON', `{"kind":"List","apiVersion":"v1","items":[${JSON_A}]}`, [['v1 A', ['items', 0]]]],
    ['empty', 'kind: List\napiVersion: v1\nitems: []\n', []],
    ['null', 'kind: List\napiVersion: v1\nitems: null\n', []],
    [
      'nested',
      `kind: List\napiVersion: v1\nitems:\n- ${JSON_A}\n- {kind: List, apiVersion: v1, items: [${JSON_B}, ${JSON_A}]}\n`,
      [
        ['v1 A', ['items', 0]],
        ['v1 B', ['items', 1, 'items', 0]],
        ['v1 A', ['items', 1, 'items', 1]],
      ],
    ],
    [
      'typed, items untyped',
      'kind: DeploymentList\napiVersion: apps/v1\nitems:\n- metadata: {name: x}\n- {}\n',
      [
        ['apps/v1 Deployment', ['items', 0]],
        ['apps/v1 Deployment', ['items', 1]],
      ],
    ],
    ['typed, an item of another kind', `kind: PodList\napiVersion: v1\nitems: [${JSON_A}]\n`, [['v1 A', ['items', 0]]]],
    [
      'of whatever kind',
      `kind: Playbook\napiVersion: v1\nitems: [${JSON_A}, {}]\n`,
      [
        ['v1 A', ['items', 0]],
        ['v1 Playbook', ['items', 1]],
      ],
    ],
  ])('%s', (_, text, expected) => {
    const { resources, problems } = readManifest(text);
    expect(resources.map(({ resource, base }) => [`${resource.apiVersion} ${resource.kind}`, base])).toEqual(expected);
    expect(problems).toEqual([]);
  });
});

test.each<[string, string, Json]>([
  ['the last of two keys', 'a: 1\na: 2\n', { a: 2 }],
  [
    'a merge overrides what stands before it',
    'x: &x {p: 1, q: 1}\nm: {p: 2, q: 2, <<: *x, q: 3}\n',
    { x: { p: 1, q: 1 }, m: { p: 1, q: 3 } },
  ],
  ['the first of merged mappings wins', 'm: {<<: [{p: 1}, {p: 2, q: 2}]}\n', { m: { p: 1, q: 2 } }],
  ['a quoted << is a key', 'm: {"<<": {p: 1}}\n', { m: { '<<': { p: 1 } } }],
  ['anchors', 'x: &x [1]\nb: *x\nc: &x 2\nd: *x\n', { x: [1], b: [1], c: 2, d: 2 }],
  ['unknown tags', 'a: !foo 12\nb: !Ref {c: !GetAtt d}\n', { a: '12', b: { c: 'd' } }],
  ['bytes', 'a: !!binary aMOp\n', { a: 'hé' }],
  ['keys that are no strings', '1: a\ntrue: b\n0x10: c\n1.5: d\non: e\n', { 1: 'a', true: 'e', 16: 'c', '1.5': 'd' }],
  ['an empty value', 'a:\nb: ~\nc: ""\n', { a: null, b: null, c: '' }],
  ['brackets no deeper than their key', 'a: [\n  1\n]\nb:\n  c: {\n  d: "e\n  f"\n  }\n', { a: [1], b: { c: { d: 'e f' } } }],
  ['tabs between tokens', 'a: [\t1,\t2\t]\n', { a: [1, 2] }],
])('values: %s', (_, text, expected) => {
  const { resources, problems } = readManifest(A + text);
  expect(resources.map(({ resource }) => resource)).toEqual([{ kind: 'A', apiVersion: 'v1', ...(expected as object) }]);
  expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each([
  `${A}__proto__: {a: 1}\nb: {<<: {__proto__: 2}, constructor: 3}\n`,
  `{"kind":"A","apiVersion":"v1","__proto__":{"a":1},"b":{"__proto__":2,"constructor":3}}`,
])('__proto__ is a key like any other: %s', (text) => {
  const resource: JsonObject = readManifest(text).resources[0]?.resource ?? {};
  expect(Object.keys(resource)).toEqual(['kind', 'apiVersion', '__proto__', 'b']);
  expect(Object.keys(resource['b'] ?? {})).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
});

test.each<[string, string, readonly string[]]>([
  ['a broken document between others', `${A}---\na: {\n---\n${B}`, ['error syntax 5:1']],
  ['a tab for indentation', `${A}a:\n\tb: 1\n`, ['error syntax 4:1']],
  ['a NUL byte', `${A}a: x\0y\n`, ['error syntax 3:5']],
  ['in the second document of a CRLF file', `${A}---\n${B}a: "\\q"\n`.replaceAll('\n', '\r\n'), ['error syntax 6:6']],
  ['behind brackets that were eased', `${A}a: [\n  1\n]\nb: [\n]\nc: "\\q"\n`, ['error syntax 8:6']],
  ['a key that stands twice', `${A}a: 1\nb: {c: 1, c: 2}\na: 3\n`, ['warning duplicate-key 4:11', 'warning duplicate-key 5:1']],
  ['a key that overrides a merge is no second one', `${A}a: {<<: {p: 1}, p: 2}\n`, []],
  ['a key that stands twice behind a merge', `${A}a: {<<: {p: 1}, p: 2, p: 3}\n`, ['warning duplicate-key 3:23']],
  ['a null key', `${A}---\n${B}a: {~: 1}\n`, ['error invalid-key 6:5']],
  ['a list as a key', `${A}? [a]\n: 1\n`, ['error invalid-key 3:3']],
  ['an anchor that is not there', `${A}a: *none\n`, ['error syntax 3:5']],
  ['an alias that holds itself', `${A}a: &x\n  b: [*x]\n`, ['error alias-cycle 4:8']],
  ['a merge of a scalar', `${A}a: {<<: 1}\n`, ['error syntax 3:5']],
  ['a number that JSON cannot hold', `${A}a: [1, .inf]\n`, ['error syntax 3:8']],
  ['a template', `${A}a: {{ .Values.a }}\nb: }\n`, ['error template 4:4']],
  ['a template in place of a line', `{{- if .a }}\n${A}{{- end }}\n`, ['error template 1:3']],
  ['a kind without its version', 'kind: Pod\nmetadata: {name: a}\n', ['error invalid-object 1:1']],
  ['a version without its kind', `---\n# c\napiVersion: v1\nmetadata: {name: a}\n`, ['error invalid-object 3:1']],
  ['a kind that is no string', 'kind: 7\napiVersion: v1\nmetadata: {name: a}\n', ['error invalid-object 1:1']],
  [
    'a List item that is no object',
    `kind: List\napiVersion: v1\nitems: [1, null, ${JSON_A}]\n`,
    ['error invalid-object 1:1', 'error invalid-object 1:1'],
  ],
  ['a List item without a kind', 'kind: List\napiVersion: v1\nitems: [{}]\n', ['error invalid-object 1:1']],
  ['JSON that is cut off', '{"kind":"A","apiVersion":"v1",\n"a":[1,2', ['error syntax 2:9']],
])('problems: %s', (_, text, expected) => {
  expect(readManifest(text).problems.map(summary)).toEqual(expected);
});

function summary({ level, code, line, column }: ManifestProblem): string {
  return `${level} ${code} ${line}:${column}`;
}

test.each<[string, Json]>([
  ['1e400', '1e400'],
  ['-1E+400', '-1E+400'],
  ['[1e999]', ['1e999']],
  ['1'.repeat(400), '1'.repeat(400)],
  ['1e21', 1e21],
  ['"3e123"', '3e123'],
])('a number in JSON that no number can hold stays text: %s', (written, expected) => {
  const [found] = readManifest(`{"kind":"A","apiVersion":"v1","a":${written}}`).resources;
  expect(found?.resource['a']).toEqual(expected);
});

test('the documents around a broken one are read', () => {
  const { resources, documents } = readManifest(`${A}---\na: {\n---\n${B}`);
  expect(resources.map(({ resource }) => resource.kind)).toEqual(['A', 'B']);
  expect(documents).toBe(3);
});

test.each<[string, string, RegExp]>([
  ['values of a chart', 'image: {tag: 1}\nreplicas: 2\n', /has no apiVersion and kind/u],
  ['a kustomization', 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n', /input of kustomize/u],
  ['a kustomization without a kind', 'resources: [a.yaml]\n', /has no apiVersion and kind/u],
  ['a list', '- a\n', /a list/u],
  ['a JSON list', `[${JSON_A}]`, /a list/u],
  ['a string', 'text\n', /a string/u],
  ['a number', '12\n', /a number/u],
])('skipped, and named: %s', (_, text, reason) => {
  const { skipped, problems, resources, documents } = readManifest(`# c\n---\n${text}`);
  expect(skipped).toEqual([{ line: 3, reason: expect.stringMatching(reason) }]);
  expect([problems, resources, documents]).toEqual([[], [], 1]);
});

test.each<Json>([7, null, [], 'x', { name: 7 }])(
  'metadata %j leaves it a resource: what is wrong with it is for a rule to say',
  (metadata) => {
    const { resources, problems } = readManifest(`${A}metadata: ${JSON.stringify(metadata)}\n`);
    expect(resources.map(({ resource }) => resource.metadata)).toEqual([metadata]);
    expect(problems).toEqual([]);
  },
);
