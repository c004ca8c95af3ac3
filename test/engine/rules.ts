import { evaluate, type Evaluation } from '../../src/engine/evaluate.ts';
import type { FactsView } from '../../src/engine/fact.ts';
import type { Finding, Model } from '../../src/engine/finding.ts';
import { asList, asString, isObject, member, valueAt, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import { compilePlan, type Door } from '../../src/engine/plan.ts';
import type { Override, Policy, RuleInstance, RuleSetting } from '../../src/engine/policy.ts';
import type { Resource, Subject } from '../../src/engine/resource.ts';
import type { AnyRule, Fix, Offence, RuleContext } from '../../src/engine/rule.ts';
import { deepFreeze } from '../deep-freeze.ts';

/** Made-up rules, and the least world that they can be asked in. */
export function ruleOf(id: string, check: AnyRule['check'], more: Partial<AnyRule> = {}): AnyRule {
  const words = { category: 'metadata', severity: 'error', since: '0', summary: '', why: '', whenNot: '' } as const;
  return { id, ...words, messages: { bad: 'It is {{what}}.', worse: 'It is worse.' }, match: { kinds: 'all' }, check, ...more };
}

/** Yields what it is given, whatever that is. */
export function yielding(id: string, offences: readonly unknown[], more: Partial<AnyRule> = {}): AnyRule {
  return ruleOf(id, () => offences as Offence[], more);
}

/** Wants a value at a path. */
export function wanting(id: string, at: Path, value: Json, more: Partial<AnyRule> = {}): AnyRule {
  const fix: Fix = { title: `Set ${at.join('.')}`, safety: 'safe', edits: [{ op: 'set', path: at, value }] };
  return ruleOf(id, ({ resource }) => (valueAt(resource, at) === value ? [] : [{ message: 'bad', at, fix }]), more);
}

/** One offence for each container, told with the parameters that it was judged under. */
export function perContainer(id: string, more: Partial<AnyRule> = {}): AnyRule {
  return ruleOf(id, containerOffences, { messages: { bad: '{{name}} {{limit}}' }, parameters: LIMIT, ...more });
}

export function instanceOf(rule: AnyRule, setting: Partial<RuleSetting> = {}, injected = false): RuleInstance {
  return { rule, setting: { severity: rule.severity, parameters: {}, ...setting }, injected };
}

export function overrideOf(rules: Readonly<Record<string, Partial<RuleSetting>>>, scope: Override['scope'] = {}): Override {
  return { scope, rules: new Map(Object.entries(rules)) };
}

export function subjectOf(fields: JsonObject = {}, more: Partial<Subject> = {}): Subject {
  const resource: Resource = deepFreeze({ apiVersion: 'v1', kind: 'Pod', ...fields });
  return { resource, group: '', version: 'v1', kind: 'Pod', namespace: 'shop', name: 'web', operation: 'CREATE', ...more };
}

export interface World {
  readonly policy?: Partial<Policy>;
  readonly door?: Door;
  readonly model?: Partial<Model>;
  readonly facts?: Evaluation['facts'];
  readonly now?: number;
}

export function evaluationOf(rules: readonly (AnyRule | RuleInstance)[], world: World = {}): Evaluation {
  const instances = rules.map((entry) => ('rule' in entry ? entry : instanceOf(entry)));
  return {
    plan: compilePlan({ rules: instances, overrides: [], exemptions: [], ...world.policy }, world.door ?? 'files'),
    model: { ...plainModel, ...world.model },
    facts: world.facts ?? (() => NO_FACTS),
    now: world.now ?? 0,
  };
}

export function found(rules: readonly (AnyRule | RuleInstance)[], world: World = {}, subject = subjectOf()): readonly Finding[] {
  return evaluate(subject, evaluationOf(rules, world));
}

/** A finding as the tests of one room need it where no rule has to run. */
export function findingOf(more: Partial<Finding> = {}): Finding {
  return {
    rule: 'r',
    messageId: 'bad',
    message: '',
    severity: 'error',
    enforcement: 'deny',
    resource: { apiVersion: 'v1', kind: 'Pod', name: 'web' },
    path: [],
    related: [],
    data: {},
    identity: 'i',
    ...more,
  };
}

function* containerOffences({ resource }: Subject, { params }: RuleContext<unknown>): Iterable<Offence> {
  const limit = JSON.stringify((params as JsonObject)['limit']);
  for (const [index, container] of asList(resource['containers']).entries()) {
    const name = asString(member(container, 'name')) ?? '';
    yield { message: 'bad', data: { name, limit }, at: ['containers', index], ...(isObject(container) && { container }) };
  }
  yield { message: 'bad', data: { name: 'pod', limit }, at: [] };
}

export const plainModel: Model = {
  stored: ({ resource }) => resource,
  containers: ({ resource }) => asList(resource['containers']).filter(isObject),
  mergeKey: (item) => {
    const name = member(item, 'name');
    return typeof name === 'string' ? name : undefined;
  },
};

const NO_FACTS: FactsView = { get: () => [] };

const LIMIT = { limit: { schema: { type: 'integer' }, default: 1 } };
