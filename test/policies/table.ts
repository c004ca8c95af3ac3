import { describe, expect, it } from 'vitest';
import { asObject, type Json, type JsonObject } from '../../src/engine/json.ts';
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

export function secured(securityContext: Json, spec: JsonObject = {}): JsonObject {
  return pod({ securityContext }, spec);
}

/** One container in each of the three lists of a pod. */
export function everywhere(container: JsonObject): JsonObject {
  return { spec: { containers: [container], initContainers: [container], ephemeralContainers: [container] } };
}

/** A finding at each of those; `*` stands for the path of the container. */
export function inEach(found: string): readonly string[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].map((list) => found.replace('*', `/spec/${list}/0`));
}

/** What is found in no pod of Windows. */
export function windows(object: JsonObject): Row {
  return ['Windows', [{ ...object, spec: { ...asObject(object['spec']), os: { name: 'windows' } } }], []];
}

export function limitRange(item: JsonObject, namespace = 'default', type = 'Container'): JsonObject {
  return { kind: 'LimitRange', metadata: { name: 'l', namespace }, spec: { limits: [{ type, ...item }] } };
}
