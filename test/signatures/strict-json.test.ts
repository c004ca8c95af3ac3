import { expect, test } from 'vitest';
import { parseStrict, type Json } from '../../src/signatures/strict-json.ts';

/** What is read, or why nothing is. */
function told(text: string, most?: number): Json {
  const read = parseStrict(Buffer.from(text), 'it', most);
  return read.ok ? read.value : read.rejection.message;
}

test.each<[text: string, value: Json]>([
  ['{"a":[{"a":"\\"}{"},{"a":"\\\\"}],"b":{"a":null}}', { a: [{ a: '"}{' }, { a: '\\' }], b: { a: null } }],
  ['{"a":{"b":1},"b":2}', { a: { b: 1 }, b: 2 }],
  ['[":",":"]', [':', ':']],
  ['{"a":1,"a":2}', 'it has the key "a" twice'],
  ['{"a":1,"\\u0061":2}', 'it has the key "\\u0061" twice'],
  ['{"a":[1,{"b":1}],"a":2}', 'it has the key "a" twice'],
  ['{"__proto__":1,"__proto__":2}', 'it has the key "__proto__" twice'],
  ['{"a":1,a":2}', 'it is not valid JSON'],
  ['{"a\\":1}', 'it is not valid JSON'],
  ['{"a":"\\\\"b"}', 'it is not valid JSON'],
  ['\uFEFF{}', 'it is not valid JSON'],
  ['', 'it is not valid JSON'],
  ['['.repeat(65) + ']'.repeat(65), 'it is nested deeper than 64 levels'],
])('%s', (text, value) => {
  expect(told(text)).toEqual(value);
});

test('bytes that are no UTF-8 are none', () => {
  expect(parseStrict(Buffer.of(0x22, 0xff, 0x22), 'it')).toMatchObject({ ok: false });
});

test('a key is its own, whatever it is called', () => {
  expect(Object.keys(told('{"__proto__":{"a":1}}') ?? {})).toEqual(['__proto__']);
});

test('a long text is no fault', () => {
  const text = 'x'.repeat(30_000_000);
  expect(told(`{"a":"${text}"}`)).toEqual({ a: text });
});

test.each([
  ['"', '\\"'],
  ['"', '\\\\'],
  ['', '\\"'],
  ['', '"'],
  ['{"a":', ' '],
  ['', ':'],
])('%s and then %s for megabytes costs its length', (start, piece) => {
  expect(told(start + piece.repeat(3_000_000))).toMatch(/not valid JSON|tokens/u);
});

test('more tokens than are wanted are refused before they are values', () => {
  expect(told('[{},{}]', 7)).toEqual([{}, {}]);
  expect(told('[{},{}]', 6)).toBe('it has more than 6 tokens');
  expect(told(`[${'{},'.repeat(1_000_000)}{}]`)).toBe('it has more than 2000000 tokens');
});
