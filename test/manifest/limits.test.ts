import { expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { readManifest } from '../../src/manifest/read.ts';

const A = 'kind: A\napiVersion: v1\n';

test.each<[string, string, readonly string[]]>([
  ['lists in flow style', `${A}a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, ['too-deep']],
  ['mappings in block style', A + nested(300), ['too-deep']],
  ['lists in block style', `${A}a:\n${'- '.repeat(5000)}x\n`, ['too-deep']],
  ['JSON', `{"kind":"A","apiVersion":"v1","a":${'['.repeat(5000)}${']'.repeat(5000)}}`, ['too-deep']],
  ['brackets that are never closed', `${A}a: ${'['.repeat(100_000)}`, ['too-deep']],
  ['braces in JSON that are never closed', '{"a":'.repeat(100_000), ['too-deep']],
  ['deep enough for any object', `${A}a: ${'['.repeat(150)}${']'.repeat(150)}\n`, []],
  ['aliases of aliases', A + laughs(9, 10), ['too-many-aliases']],
  ['merges of merges', A + mergedLaughs(9, 10), ['too-many-aliases']],
  ['one large value, repeated', `${A}a: &a [${'x, '.repeat(2000)}x]\nb: [${'*a, '.repeat(100)}*a]\n`, ['too-many-aliases']],
  ['as many as a person writes', `${A}a: &a {x: 1}\nb: [${'*a, '.repeat(2000)}*a]\n`, []],
  ['cycles', `${A}a: &a {b: {c: [*a]}}\n`, ['alias-cycle']],
  ['cycles of merges', `${A}a: &a {b: {<<: *a}}\n`, ['alias-cycle']],
])('%s', (_, text, codes) => {
  const { problems, resources } = readManifest(text);
  expect(problems.map(({ code }) => code)).toEqual(codes);
  expect(resources.length).toBe(codes.length === 0 ? 1 : 0);
});

test('what is read can be walked: no value has more nodes than its text and the limit on aliases allow', () => {
  const text = A + laughs(4, 10);
  const { resources } = readManifest(text);
  expect(resources.length).toBe(1);
  expect(nodesOf(resources[0]?.resource ?? null)).toBeLessThan(text.length + 100_000);
});

test('ten megabytes', () => {
  const lines = Array.from({ length: 250_000 }, (_, index) => `  k${index}: some text that is long enough`);
  const text = `${A}data:\n${lines.join('\n')}\n---\n${A}`;
  const { resources, problems } = readManifest(text);
  expect(text.length).toBeGreaterThan(10_000_000);
  expect(problems).toEqual([]);
  expect(resources.length).toBe(2);
  expect(Object.keys(resources[0]?.resource['data'] ?? {}).length).toBe(250_000);
});

test('twenty thousand documents', () => {
  expect(readManifest(`${A}---\n`.repeat(20_000)).resources.length).toBe(20_000);
});

test('ten thousand lists whose brackets stand below their keys', () => {
  const text = A + Array.from({ length: 10_000 }, (_, index) => `k${index}: [\n  1\n]\n`).join('');
  const { problems } = readManifest(text);
  expect(problems.map(({ code }) => code)).toEqual(['syntax']);
});

test('a hundred lists whose brackets stand below their keys', () => {
  const text = A + Array.from({ length: 100 }, (_, index) => `k${index}: [\n  1\n]\n`).join('');
  const { problems, resources } = readManifest(text);
  expect(problems).toEqual([]);
  expect(resources[0]?.resource['k99']).toEqual([1]);
});

function nested(depth: number): string {
  return Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
}

/** Each level is ten of the one below. */
function laughs(levels: number, width: number): string {
  const level = (index: number) => `l${index}: &l${index} [${Array.from({ length: width }, () => `*l${index - 1}`).join(', ')}]\n`;
  return `l0: &l0 [x]\n${Array.from({ length: levels }, (_, index) => level(index + 1)).join('')}`;
}

function mergedLaughs(levels: number, width: number): string {
  const level = (index: number) => {
    const members = Array.from({ length: width }, (_, member) => `k${member}: {<<: *l${index - 1}}`);
    return `l${index}: &l${index} {${members.join(', ')}}\n`;
  };
  return `l0: &l0 {x: 1}\n${Array.from({ length: levels }, (_, index) => level(index + 1)).join('')}`;
}

function nodesOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + nodesOf(item as Json), 1);
}
