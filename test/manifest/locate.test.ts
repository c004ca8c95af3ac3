import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt, type Path } from '../../src/engine/json.ts';
import type { Range } from '../../src/manifest/document.ts';
import { Locator } from '../../src/manifest/locate.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { pathsOf, written, writtenJson } from './written.ts';

const HEAD = 'kind: A\napiVersion: v1\n';

/** The text that a path leads to, in the resource of a kind. */
function located(text: string, path: Path, kind = 'A'): string {
  const found = readManifest(text).resources.find(({ resource }) => resource.kind === kind);
  if (found === undefined) throw new Error(`the text holds no ${kind}`);
  const range = new Locator(text).rangeOf(found, path);
  return `${range.line}:${range.column} ${textIn(text, range)}`;
}

function textIn(text: string, range: Range): string {
  return text.slice(offsetOf(text, range.line, range.column), offsetOf(text, range.endLine, range.endColumn));
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n').slice(0, line - 1);
  return lines.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

const SPEC =
  'spec:\n  name: "web"  # c\n  list:\n  - a: 1\n    b: \'x\'\n  - - deep\n  - plain\n  empty:\n  none: ~\n  flow: {k: v, "l": [1, {m: n}]}\n';

test.each<[string, string, Path, string]>([
  ['a quoted value, with its quotes', SPEC, ['spec', 'name'], '4:9 "web"'],
  ['a single-quoted value', SPEC, ['spec', 'list', 0, 'b'], "7:8 'x'"],
  ['a plain value', SPEC, ['spec', 'list', 0, 'a'], '6:8 1'],
  ['a list: its key', SPEC, ['spec', 'list'], '5:3 list'],
  ['a mapping: its key', SPEC, ['spec'], '3:1 spec'],
  ['a mapping in a list: its first key', SPEC, ['spec', 'list', 0], '6:5 a'],
  ['a list in a list: its first item', SPEC, ['spec', 'list', 1], '8:7 deep'],
  ['a scalar in a list', SPEC, ['spec', 'list', 2], '9:5 plain'],
  ['an absent value: its key', SPEC, ['spec', 'empty'], '10:3 empty'],
  ['null', SPEC, ['spec', 'none'], '11:9 ~'],
  ['a missing field: the key of its parent', SPEC, ['spec', 'other'], '3:1 spec'],
  ['a missing field of a missing parent', SPEC, ['spec', 'other', 0, 'deeper'], '3:1 spec'],
  ['a missing field of a list item: its first key', SPEC, ['spec', 'list', 0, 'c'], '6:5 a'],
  ['a missing list item: the key of the list', SPEC, ['spec', 'list', 7], '5:3 list'],
  ['below an absent value', SPEC, ['spec', 'empty', 'x', 'y'], '10:3 empty'],
  ['below a scalar: its key', SPEC, ['spec', 'name', 'x'], '4:3 name'],
  ['nothing at all: the first key', SPEC, ['metadata', 'labels'], '1:1 kind'],
  ['the resource itself', SPEC, [], '1:1 kind'],
  ['flow style', SPEC, ['spec', 'flow', 'k'], '12:13 v'],
  ['in a flow list', SPEC, ['spec', 'flow', 'l', 0], '12:22 1'],
  ['a quoted key', SPEC, ['spec', 'flow', 'l'], '12:16 "l"'],
  ['a mapping in a flow list', SPEC, ['spec', 'flow', 'l', 1, 'm'], '12:29 n'],
  ['tabs in flow style', 'a: {\tb:\t1,\tc: [2,\t3] }\n', ['a', 'c', 1], '3:19 3'],
  ['a block scalar: its header', 'a: |-\n  text\n  more\nb: 1\n', ['a'], '3:4 |'],
  ['a block scalar behind a tag and an anchor', 'a: !!str &x >-\n  text\nb: 1\n', ['a'], '3:13 >'],
  ['behind a block scalar', 'a: |\n  b: no\nb: 1\n', ['b'], '5:4 1'],
  ['a value behind its anchor', 'a: &x !!str 1\n', ['a'], '3:13 1'],
  ['a value on the next line', 'a:\n    text\n', ['a'], '4:5 text'],
  ['a value over several lines', 'a: "x\n  y"\n', ['a'], '3:4 "x\n  y"'],
  ['an aliased scalar: the key that names it', 'a: &x 1\nb: *x\n', ['b'], '4:1 b'],
  ['through an alias', 'a: &x {c: 1}\nb: *x\n', ['b', 'c'], '3:11 1'],
  ['missing below an alias: the key that names it', 'a: &x {c: 1}\nb: *x\n', ['b', 'd'], '4:1 b'],
  ['an anchor that is set again: the last one above', 'a: &x {c: 1}\nb: &x {c: 2}\nd: *x\n', ['d', 'c'], '4:11 2'],
  ['through a merge', 'a: &x {c: 1}\nb:\n  <<: *x\n  d: 2\n', ['b', 'c'], '3:11 1'],
  ['beside a merge', 'a: &x {c: 1}\nb:\n  <<: *x\n  c: 2\n', ['b', 'c'], '6:6 2'],
  ['through a list of merges: the first that has it', 'a: &x {c: 1}\nb: &y {c: 2, d: 3}\ne: {<<: [*x, *y]}\n', ['e', 'c'], '3:11 1'],
  ['through a merge of a merge', 'a: &x {c: 1}\nb: &y {<<: *x}\ne: {<<: *y}\n', ['e', 'c'], '3:11 1'],
  ['the last of two keys', 'a: 1\na: 2\n', ['a'], '4:4 2'],
  ['a key with an explicit mark', '? a\n: b\n', ['a'], '4:3 b'],
  ['__proto__', '__proto__: {toString: 1}\n', ['__proto__', 'toString'], '3:23 1'],
  ['brackets no deeper than their key', 'a: [\n  {b: 1\n}, 2\n]\nc: x\n', ['a', 1], '5:4 2'],
  ['behind such brackets', 'a: [\n  1\n]\nb: {\n  c: 2\n}\nd: x\n', ['d'], '9:4 x'],
  ['a list at the indentation of its key', 'a:\n- b: 1\n- c: 2\n', ['a', 1, 'c'], '5:6 2'],
  ['a key that is a number', '1: a\n', ['1'], '3:4 a'],
  ['a key that is written otherwise', '0x10: a\n', ['16'], '3:7 a'],
  ['a key that is a boolean', 'on: a\n', ['true'], '3:5 a'],
  ['a key that is an alias is not looked into', 'a: &k name\n*k : b\n', ['name'], '1:1 kind'],
])('%s', (_, text, path, expected) => {
  expect(located(HEAD + text, path)).toBe(expected);
  const crlf = located((HEAD + text).replaceAll('\n', '\r\n'), path);
  expect(crlf.replaceAll('\r', '')).toBe(expected);
});

const STREAM = `\uFEFF# c\n---\n${HEAD}a: 1\n--- # two\n# c\nkind: B\napiVersion: v1\nb:\n  - c: x\n---\nkind: List\napiVersion: v1\nitems:\n- kind: C\n  apiVersion: v1\n  d: {e: f}\n- {kind: D, apiVersion: v1}\n`;

test.each<[string, string, Path, string]>([
  ['the first document', 'A', ['a'], '5:4 1'],
  ['the second document', 'B', ['b', 0, 'c'], '11:8 x'],
  ['missing in the second document', 'B', ['metadata'], '8:1 kind'],
  ['an item of a List', 'C', ['d', 'e'], '18:10 f'],
  ['missing in an item of a List: its first key', 'C', ['metadata', 'name'], '16:3 kind'],
  ['an item in flow style', 'D', ['kind'], '19:10 D'],
  ['missing in an item in flow style', 'D', ['spec'], '19:4 kind'],
])('in a stream: %s', (_, kind, path, expected) => {
  expect(located(STREAM, path, kind)).toBe(expected);
});

const JSON_STREAM =
  '\n{"kind": "A", "apiVersion": "v1"}\n{\n\t"kind": "B",\n\t"apiVersion": "v1",\n\t"a": [\n\t\t{"b": "\\u00e9", "c": 1}\n\t]\n}\n';

test.each<[string, Path, string]>([
  ['A', ['kind'], '2:10 "A"'],
  ['A', ['spec'], '2:2 "kind"'],
  ['B', ['a', 0, 'b'], '7:9 "\\u00e9"'],
  ['B', ['a', 0, 'd'], '7:4 "b"'],
  ['B', ['a', 1], '6:2 "a"'],
])('in JSON: %s %j', (kind, path, expected) => {
  expect(located(JSON_STREAM, path, kind)).toBe(expected);
});

test('after a byte order mark, columns count what an editor shows', () => {
  expect(located('\uFEFFkind: A\napiVersion: v1\n', ['kind'])).toBe('1:8 A');
});

test.each([
  ['YAML', written],
  ['JSON', writtenJson],
])('generated %s: what stands at the place of a scalar reads back as the scalar, and every place is in the text', (_, texts) => {
  fc.assert(
    fc.property(texts, ({ value, text }) => {
      const [found] = readManifest(text).resources;
      if (found === undefined) throw new Error('no resource');
      const locator = new Locator(text);
      for (const path of [[], ...pathsOf(value)].flatMap((path) => [path, [...path, 'missing', 0]])) {
        const range = locator.rangeOf(found, path);
        expect(isWithin(text, range)).toBe(true);
        const scalar = valueAt(value, path);
        if (typeof scalar === 'object' || scalar === undefined || textIn(text, range).startsWith('|')) continue;
        const again = readManifest(`kind: A\napiVersion: v1\nv: ${textIn(text, range)}\n`).resources[0]?.resource['v'];
        expect(again).toEqual(scalar);
      }
    }),
    { numRuns: 300 },
  );
});

function isWithin(text: string, { line, column, endLine, endColumn }: Range): boolean {
  const start = offsetOf(text, line, column);
  const end = offsetOf(text, endLine, endColumn);
  return line >= 1 && column >= 1 && start < end && end <= text.length;
}
