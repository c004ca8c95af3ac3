import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { told } from './judge.ts';

/** What is shown, the objects of one set, the findings in short, and the rule's parameters. */
export type Row = readonly [what: string, objects: readonly JsonObject[], findings: readonly string[], parameters?: JsonObject];

export function check(rule: string, rows: readonly Row[]) {
  describe(rule, () => {
    for (const [what, objects, findings, parameters] of rows) it(what, () => expect(told(objects, rule, parameters)).toEqual(findings));
  });
}

export function pod(container: JsonObject, spec: JsonObject = {}): JsonObject {
  return { spec: { ...spec, containers: [{ name: 'app', ...container }] } };
}

export function limitRange(item: JsonObject, namespace = 'default', type = 'Container'): JsonObject {
  return { kind: 'LimitRange', metadata: { name: 'l', namespace }, spec: { limits: [{ type, ...item }] } };
}
