import { describe, expect, test } from 'vitest';
import { boolean, integer, list, optional, parametersSchema, shaped, text, withDefaults } from '../../src/engine/parameters.ts';
import type { JsonObject } from '../../src/engine/json.ts';

describe('a parameter', () => {
  test.each<[string, () => object, object]>([
    ['boolean', () => boolean(true, 'why'), { schema: { type: 'boolean', description: 'why' }, default: true }],
    ['integer', () => integer(3, 'why'), { schema: { type: 'integer', minimum: 0, description: 'why' }, default: 3 }],
    ['from 2 on', () => integer(3, 'why', 2), { schema: { type: 'integer', minimum: 2, description: 'why' }, default: 3 }],
    ['text', () => text('glob', 'a*', 'why'), { schema: { type: 'string', format: 'glob', description: 'why' }, default: 'a*' }],
    [
      'list',
      () => list('ref', ['a'], 'why'),
      { schema: { type: 'array', items: { type: 'string', format: 'ref' }, description: 'why' }, default: ['a'] },
    ],
    [
      'plain list',
      () => list(undefined, [], 'why'),
      { schema: { type: 'array', items: { type: 'string' }, description: 'why' }, default: [] },
    ],
    ['optional', () => optional(integer(3, 'why')), { schema: { type: 'integer', minimum: 0, description: 'why' } }],
    ['of any shape', () => shaped({ enum: [1] }, 1), { schema: { enum: [1] }, default: 1 }],
  ])('%s', (_, parameter, expected) => {
    expect(parameter()).toStrictEqual(expected);
  });
});

describe('defaults', () => {
  const parameters = { limits: shaped({}, { cpu: 1, memory: 2 }), names: list(undefined, ['a', 'b'], ''), most: optional(integer(1, '')) };

  test.each<[JsonObject, JsonObject]>([
    [{}, { limits: { cpu: 1, memory: 2 }, names: ['a', 'b'], most: undefined }],
    [{ limits: { cpu: 5 } }, { limits: { cpu: 5 }, names: ['a', 'b'], most: undefined }],
    [
      { names: [], most: 7 },
      { limits: { cpu: 1, memory: 2 }, names: [], most: 7 },
    ],
    [{ names: null }, { limits: { cpu: 1, memory: 2 }, names: null, most: undefined }],
    [{ fixWith: 3 }, { limits: { cpu: 1, memory: 2 }, names: ['a', 'b'], most: undefined, fixWith: 3 }],
  ])('%j', (given, params) => {
    expect(withDefaults(parameters, given)).toStrictEqual(params);
  });

  test('of a rule without parameters are what is given', () => {
    expect(withDefaults(undefined, { fixWith: 1 })).toStrictEqual({ fixWith: 1 });
  });
});

describe('the schema of all parameters', () => {
  const closed = { type: 'object', additionalProperties: false };
  const fixWith = { description: expect.stringContaining("the finding's place") as unknown };

  test.each([
    [undefined, false, {}],
    [undefined, true, { fixWith }],
    [{ a: integer(3, 'why') }, false, { a: { type: 'integer', minimum: 0, description: 'why', default: 3 } }],
    [{ a: boolean(false, 'why') }, true, { a: { type: 'boolean', description: 'why', default: false }, fixWith }],
    [{ a: optional(integer(3, 'why')) }, false, { a: { type: 'integer', minimum: 0, description: 'why' } }],
    [{ fixWith: shaped({ type: 'string' }, 'x') }, true, { fixWith: { type: 'string', default: 'x' } }],
  ])('%j, fixWith %j', (parameters, takesFixWith, properties) => {
    expect(parametersSchema(parameters, takesFixWith)).toStrictEqual({ ...closed, properties });
  });
});
