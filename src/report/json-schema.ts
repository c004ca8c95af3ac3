import type { Json, JsonObject } from '../engine/json.ts';

const text: JsonObject = { type: 'string' };
const count: JsonObject = { type: 'integer', minimum: 0 };
const position: JsonObject = { type: 'integer', minimum: 1 };
const pointer: JsonObject = {
  type: 'string',
  pattern: '^(/([^~/]|~[01])*)*$',
  description: 'A JSON Pointer (RFC 6901) into the resource.',
};

/** The published schema of `lintel lint --format json`, for version 1 of the contract. */
export const reportSchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://lintel.dev/schema/report-v1.json',
  title: 'Lintel report',
  ...record({ version: { const: 1 }, findings: listOf(ref('finding')), problems: listOf(ref('problem')), summary: ref('summary') }),
  definitions: {
    finding: record(
      {
        rule: text,
        messageId: text,
        message: text,
        severity: oneOf('error', 'warning', 'info'),
        enforcement: oneOf('deny', 'warn', 'audit'),
        resource: ref('resource'),
        path: pointer,
        location: ref('location'),
        container: text,
        environment: text,
        related: listOf(ref('related')),
        fix: ref('fix'),
        injected: { const: true, description: 'The webhook mends this on its own.' },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Recognises the finding in another run; holds no value.' },
        suppressed: ref('suppressed'),
      },
      ['location', 'container', 'environment', 'fix', 'injected', 'suppressed'],
    ),
    resource: record({ apiVersion: text, kind: text, namespace: text, name: text }, ['namespace']),
    location: record({ file: text, line: position, column: position, endLine: position, endColumn: position }),
    related: record({ resource: ref('resource'), path: pointer, location: ref('location') }, ['location']),
    fix: record({ title: text, safety: oneOf('safe', 'unsafe'), edits: listOf(ref('edit')), create: listOf(ref('newResource')) }, [
      'create',
    ]),
    edit: {
      oneOf: [record({ op: { const: 'set' }, path: pointer, value: true }), record({ op: { const: 'remove' }, path: pointer })],
    },
    newResource: { type: 'object', properties: { apiVersion: text, kind: text }, required: ['apiVersion', 'kind'] },
    suppressed: record(
      {
        by: oneOf('comment', 'annotation', 'exemption'),
        reason: text,
        until: { type: 'string', pattern: '^[+-]?\\d{4,6}-\\d{2}-\\d{2}$', description: 'The last day on which it counts, UTC.' },
      },
      ['until'],
    ),
    problem: record({ file: text, line: position, column: position, code: text, message: text, level: { enum: ['error', 'warning'] } }),
    summary: record({
      files: count,
      documents: count,
      resources: count,
      rules: count,
      findings: record({ error: count, warning: count, info: count }),
      skipped: listOf(record({ file: text, line: position, reason: text }, ['line'])),
    }),
  },
};

/** An object with these members and no others, all required but the ones named. */
function record(properties: Readonly<Record<string, Json>>, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

function oneOf(...values: readonly string[]): JsonObject {
  return { enum: values };
}

function ref(name: string): JsonObject {
  return { $ref: `#/definitions/${name}` };
}
