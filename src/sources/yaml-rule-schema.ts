import type { JsonObject } from '../engine/json.ts';
import { CATEGORIES } from './user-rule-check.ts';

/** What a rule in YAML may hold. Each `title` completes "is no …". */
export const YAML_RULE: JsonObject = {
  type: 'object',
  title: 'key of a rule',
  additionalProperties: false,
  required: ['id', 'severity', 'summary', 'match', 'where', 'message'],
  properties: {
    id: { type: 'string', pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$', description: 'in kebab-case, such as no-node-ports' },
    category: { type: 'string', enum: CATEGORIES },
    severity: { type: 'string', enum: ['error', 'warning', 'info'] },
    summary: { type: 'string', pattern: String.raw`\S`, description: 'say in one sentence what is wanted' },
    why: { type: 'string' },
    whenNot: { type: 'string' },
    match: {
      type: 'object',
      title: 'key of a match',
      additionalProperties: false,
      required: ['kinds'],
      properties: {
        kinds: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'string',
            pattern: '^(?:workloads|(?:[a-z0-9.-]*/)?[A-Z][A-Za-z0-9]*)$',
            description: 'write a kind, as Service, apps/Deployment or workloads',
          },
        },
      },
    },
    where: { type: 'string', description: 'write a JSONPath, such as $.spec.type' },
    what: { type: ['object', 'boolean'], description: 'a JSON Schema that what is selected has to satisfy' },
    message: { type: 'string', pattern: String.raw`\S`, description: 'say what is wrong, with {{value}}' },
    fix: {
      type: 'object',
      title: 'key of a fix',
      additionalProperties: false,
      properties: {
        set: {},
        remove: { type: 'boolean', enum: [true] },
        title: { type: 'string', pattern: String.raw`\S` },
        safety: { type: 'string', enum: ['safe', 'unsafe'] },
      },
      oneOf: [
        { type: 'object', required: ['set'] },
        { type: 'object', required: ['remove'] },
      ],
    },
  },
};
