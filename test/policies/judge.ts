import { rules } from '../../policies/index.ts';
import { evaluate, type Evaluation } from '../../src/engine/evaluate.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { isObject, toPointer, type Json, type JsonObject } from '../../src/engine/json.ts';
import { compilePlan } from '../../src/engine/plan.ts';
import { repair } from '../../src/engine/repair.ts';
import type { Resource, Subject } from '../../src/engine/resource.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { factsOf } from '../../src/facts/extract.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { identify } from '../../src/kube/identify.ts';
import { kubernetesModel } from '../../src/kube/model.ts';

/** One finding in short: message id, place, and its document among several. */
export function told(objects: readonly JsonObject[], rule: string, parameters: JsonObject = {}): readonly string[] {
  const { subjects, evaluation } = world(objects, [ruleNamed(rule)], parameters);
  return subjects.flatMap((subject, index) =>
    evaluate(subject, evaluation).map(({ messageId, path }) => `${objects.length > 1 ? `${index}: ` : ''}${messageId} ${toPointer(path)}`),
  );
}

export function judged(object: JsonObject, chosen: readonly AnyRule[], parameters: JsonObject = {}): readonly Finding[] {
  const { subjects, evaluation } = world([object], chosen, parameters);
  return subjects.flatMap((subject) => evaluate(subject, evaluation));
}

export function judgedTogether(objects: readonly JsonObject[], rule: string, parameters: JsonObject = {}): readonly Finding[] {
  const { subjects, evaluation } = world(objects, [ruleNamed(rule)], parameters);
  return subjects.flatMap((subject) => evaluate(subject, evaluation));
}

/** The object with every fix of the rule made. */
export function mended(object: JsonObject, rule: string, parameters: JsonObject = {}): Json | undefined {
  const { subjects, evaluation } = world([object], [ruleNamed(rule)], parameters);
  const [subject] = subjects;
  return subject && repair(subject, evaluation, ({ fix }) => fix !== undefined).resource;
}

export function ruleNamed(id: string): AnyRule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** No rule may change what it is given. */
function frozen<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) if (isObject(item) || Array.isArray(item)) frozen(item);
  return Object.freeze(value);
}

function world(objects: readonly JsonObject[], chosen: readonly AnyRule[], parameters: JsonObject) {
  const subjects = objects.map((object, index): Subject => {
    const resource = frozen({ apiVersion: 'v1', kind: 'Pod', ...object }) as Resource;
    return { ...identify(resource, { declared: [], document: String(index) }), operation: 'CREATE' };
  });
  const index = new FactIndex(factsOf(chosen), { digest: (text) => text });
  for (const subject of subjects) index.put({ ...subject, resource: kubernetesModel.stored(subject) });
  const instances = chosen.map((rule) => ({ rule, setting: { severity: rule.severity, parameters }, injected: false }));
  const evaluation: Evaluation = {
    plan: compilePlan({ rules: instances, overrides: [], exemptions: [] }, 'files'),
    model: kubernetesModel,
    facts: (subject) => index.viewFor(subject),
    now: 0,
  };
  return { subjects, evaluation };
}
