import { array, assert, constantFrom, json, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { faultsOfRule, looksLikeRule } from '../../src/sources/user-rule-check.ts';
import { compilePath } from '../../src/sources/yaml-rule-path.ts';
import { compileWhat } from '../../src/sources/yaml-rule-what.ts';
import { readYamlRules } from '../../src/sources/yaml-rules.ts';
import { yamlText } from './rules.ts';

const PIECES = [
  '$',
  '.',
  '..',
  '*',
  '[',
  ']',
  "'",
  '"',
  '\\',
  '?(',
  ')',
  '@',
  '!',
  '&&',
  '||',
  '==',
  '<',
  '-',
  '1',
  'a',
  ' ',
  ',',
  '/',
  '=',
  ';',
  '`',
  '{',
  '#',
];
const KEYWORDS = [
  'type',
  'properties',
  'items',
  'pattern',
  'patternProperties',
  '$ref',
  'required',
  'enum',
  'not',
  'anyOf',
  'if',
  'format',
  '$id',
  'dependencies',
  'contains',
  '__proto__',
];

/** Whatever users write is either taken or a fault: nothing throws, and nothing is lost. */
describe('hostile text', () => {
  test('as a path', () => {
    const text = array(constantFrom(...PIECES), { maxLength: 14 }).map((parts) => `$${parts.join('')}`);
    assert(
      property(text, json(), (path, root) => {
        const compiled = compilePath(path);
        if ('fault' in compiled) expect(compiled.fault).not.toBe('');
        else expect(Array.isArray(compiled.select(JSON.parse(root) as Json))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('as a schema', () => {
    const schema = json().map((text) => withKeywords(JSON.parse(text) as Json));
    assert(
      property(schema, (given) => {
        const compiled = compileWhat(given);
        expect('fault' in compiled ? compiled.fault : typeof compiled.what).toMatch(/./u);
      }),
    );
  });

  test('as a file of rules', () => {
    const lines = yamlText().split('\n');
    const text = array(constantFrom(...lines, '---', '- 1', 'a: &a [*a]', '"', '\t'), { maxLength: 12 }).map((some) => some.join('\n'));
    assert(
      property(text, (given) => {
        const { rules, faults } = readYamlRules(given, 'a.yaml');
        expect(rules.length + faults.length).toBeGreaterThan(0);
        for (const { line } of faults) expect(line).toBeLessThanOrEqual(given.split('\n').length);
      }),
    );
  });

  test('as an export', () => {
    const field = constantFrom('id', 'messages', 'match', 'check', 'parameters', 'facts', 'remedy', 'summary');
    assert(
      property(field, json(), string(), (name, text, id) => {
        const rule = { id, check: true, [name]: JSON.parse(text) as unknown };
        expect(looksLikeRule(rule) && faultsOfRule(rule).length > 0).toBe(true);
      }),
    );
  });
});

/** The value with keywords of JSON Schema in place of its keys. */
function withKeywords(value: Json): Json {
  if (Array.isArray(value)) return value.map(withKeywords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [KEYWORDS[key.length % KEYWORDS.length] ?? key, withKeywords(item as Json)]),
  );
}
