import { describe, expect, test } from 'vitest';
import { toPointer, type Json } from '../../src/engine/json.ts';
import { compileWhat } from '../../src/sources/yaml-rule-what.ts';

describe('what', () => {
  test.each<readonly [schema: Json, value: Json, places: readonly string[]]>([
    [false, 1, ['']],
    [true, 1, []],
    [{ const: { a: 1 } }, { a: 1 }, []],
    [{ type: 'string' }, 1, ['']],
    [{ required: ['a', 'b'] }, {}, ['/a', '/b']],
    [{ required: ['constructor'] }, {}, ['/constructor']],
    [{ additionalProperties: false, properties: { a: {} } }, { a: 1, b: 2 }, ['/b']],
    [{ items: { properties: { port: { minimum: 1024 } } } }, [{ port: 80 }, { port: 8080 }, { port: 81 }], ['/0/port', '/2/port']],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, ['']],
    [{ properties: { a: { not: { const: 1 } } } }, { a: 1 }, ['/a']],
    [{ pattern: '^(a+)+$' }, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', ['']],
    [{ pattern: 'b' }, 'abc', []],
    [{ patternProperties: { '^x-': false } }, { 'x-a': 1, a: 1 }, ['/x-a']],
    [{ format: 'quantity' }, '1Qi', ['']],
    [{ maxLength: 2 }, 'abc', ['']],
  ])('%j of %j', (schema, value, places) => {
    const compiled = compileWhat(schema);
    expect('fault' in compiled ? compiled.fault : compiled.what(value).map(toPointer)).toEqual(places);
  });

  test.each<readonly [schema: Json, wanted: string, at: string]>([
    [{ pattern: '(?=a)' }, 'RE2 does not read', '/pattern'],
    [{ properties: { a: { pattern: String.raw`(a)\1` } } }, 'RE2 does not read', '/properties/a/pattern'],
    [{ patternProperties: { '(?<!a)': {} } }, 'RE2 does not read', '/patternProperties'],
    [{ pattern: 'a'.repeat(501) }, 'more than 500 characters', '/pattern'],
    [{ pattern: '(a{1000}){1000}' }, 'RE2 does not read', '/pattern'],
    [{ $async: true }, 'asynchronous', '/$async'],
    [{ typo: 1 }, 'unknown keyword: "typo"', ''],
    [{ type: 'text' }, 'no JSON Schema', ''],
    [{ $ref: 'https://example.com/schema.json' }, "can't resolve reference", ''],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema' }, 'no schema with key or ref', ''],
    [{ enum: Array.from({ length: 2001 }, (_, index) => index) }, 'more than 2000 values', ''],
    [nested(41), 'nested deeper than 40', ''],
  ])('refuses %j', (schema, wanted, at) => {
    const compiled = compileWhat(schema);
    expect('fault' in compiled ? [compiled.fault.includes(wanted) || compiled.fault, toPointer(compiled.path)] : 'accepted').toEqual([
      true,
      at,
    ]);
  });
});

function nested(depth: number): Json {
  return depth === 0 ? true : { not: nested(depth - 1) };
}
