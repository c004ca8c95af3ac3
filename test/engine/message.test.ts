import { describe, expect, test } from 'vitest';
import { fillMessage } from '../../src/engine/message.ts';

describe('a message', () => {
  test.each<[template: string | undefined, data: Record<string, string | number> | undefined, text: string]>([
    [undefined, undefined, ''],
    ['', {}, ''],
    ['plain', { a: 1 }, 'plain'],
    ['{{a}}', undefined, '{{a}}'],
    ['{{a}} and {{a}} and {{b}}', { a: 'x', b: 2 }, 'x and x and 2'],
    ['{{missing}} {{a}}', { a: 'x' }, '{{missing}} x'],
    ['{{toString}}', {}, '{{toString}}'],
    ['{a} {{ a }} {{}} {{a-b}}', { a: 'x' }, '{a} {{ a }} {{}} {{a-b}}'],
    ['{{longName_2}}', { longName_2: 0 }, '0'],
    ['{{a}}', { a: '' }, ''],
    ['{{a}}', { a: '{{b}}', b: 'x' }, '{{b}}'],
    ['{{a}}', { a: '$& $1 $$' }, '$& $1 $$'],
    ['{{a}}', { a: 'ä 漢 😀 "' }, 'ä 漢 😀 "'],
    ['{{a}}', { a: 'one\ntwo\r\u0000\u001B[2J\u007F\u0085' }, String.raw`one\u000atwo\u000d\u0000\u001b[2J\u007f\u0085`],
    ['{{a}}', { a: '\u2028 \u2029' }, String.raw`\u2028 \u2029`],
    ['a\nb', {}, 'a\nb'],
  ])('%j with %j', (template, data, text) => {
    expect(fillMessage(template, data)).toBe(text);
  });

  test.each([
    [299, 299],
    [300, 300],
    [301, 301],
    [5000, 301],
  ])('a value of %i characters has %i', (given, shown) => {
    const text = fillMessage('{{a}}', { a: 'x'.repeat(given) });
    expect(text).toHaveLength(shown);
    expect(text.endsWith('…')).toBe(given > 300);
  });

  test('a cut splits no character', () => {
    expect(fillMessage('{{a}}', { a: `😀${'x'.repeat(297)}😀😀` })).toBe(`😀${'x'.repeat(297)}…`);
    expect(fillMessage('{{a}}', { a: `😀${'x'.repeat(296)}😀😀` })).toBe(`😀${'x'.repeat(296)}😀…`);
  });
});
