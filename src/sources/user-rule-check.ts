import { isObject, type Json } from '../engine/json.ts';
import type { AnyRule, Category } from '../engine/rule.ts';

export interface RuleFault {
  /** The field that is wrong, to find its line by. */
  readonly field?: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** Whether an export means to be a rule, however badly. A fact is none, nor is a helper. */
export function looksLikeRule(value: unknown): value is Loose {
  return isRecord(value) && RULE_LIKE.some((key) => Object.hasOwn(value, key));
}

type Loose = Readonly<Record<string, unknown>>;

/** Everything in which an object is no rule: no compiler has checked what users write. */
export function faultsOfRule(rule: Loose): readonly RuleFault[] {
  return [
    ...idFaults(rule),
    ...TEXTS.flatMap((field) => faultIf(!isText(rule[field]), field, `has no ${field}`, 'write a sentence')),
    ...oneOfFaults(rule, 'category', CATEGORIES),
    ...oneOfFaults(rule, 'severity', ['error', 'warning', 'info']),
    ...oneOfFaults(rule, 'doors', [undefined, 'both', 'files', 'admission']),
    ...messageFaults(rule),
    ...faultIf(typeof rule['check'] !== 'function', 'check', 'has no function check', 'write *check(subject) { ... }'),
    ...matchFaults(rule),
    ...faultIf(!isAbsentOrFunction(rule['reach']), 'reach', 'has a reach that is no function', 'write reach: (params) => ({ ... })'),
    ...parameterFaults(rule),
    ...remedyFaults(rule),
    ...factFaults(rule),
  ];
}

/** A rule, once nothing is wrong with it. */
export function asRule(rule: Loose): AnyRule {
  return rule as unknown as AnyRule;
}

function idFaults({ id }: Loose): readonly RuleFault[] {
  return faultIf(typeof id !== 'string' || !ID.test(id), 'id', 'has no id in kebab-case', 'write one such as no-node-ports');
}

function messageFaults({ messages }: Loose): readonly RuleFault[] {
  const fine = isRecord(messages) && Object.keys(messages).length > 0 && Object.values(messages).every(isText);
  return faultIf(!fine, 'messages', 'has no messages', "write messages: { wrong: 'What is wrong with the value found.' }");
}

function matchFaults({ match }: Loose): readonly RuleFault[] {
  if (!isRecord(match)) return faultIf(true, 'match', 'does not say which kinds it matches', WANTED_KINDS);
  const { kinds, operations, scale } = match;
  const fine = isKinds(kinds);
  const known = operations === undefined || (Array.isArray(operations) && operations.every((one) => OPERATIONS.includes(one)));
  return [
    ...faultIf(!fine, 'match', 'does not say which kinds it matches', WANTED_KINDS),
    ...faultIf(!isOneOf(scale, [undefined, true, false]), 'match', 'has a scale that is neither true nor false'),
    ...faultIf(!known, 'match', 'matches operations that there are not', `write a list of ${OPERATIONS.join(', ')}`),
  ];
}

function parameterFaults({ parameters }: Loose): readonly RuleFault[] {
  if (parameters === undefined) return [];
  if (!isRecord(parameters)) return faultIf(true, 'parameters', 'has parameters that are no object');
  return Object.entries(parameters).flatMap(([name, parameter]) =>
    faultIf(
      !isRecord(parameter) || !isObject(parameter['schema'] as Json),
      name,
      `has a parameter ${name} without a schema`,
      "make it with integer(), text(), list(), boolean() or shaped() of 'lintel'",
    ),
  );
}

function remedyFaults({ remedy }: Loose): readonly RuleFault[] {
  if (remedy === undefined) return [];
  const fine =
    isRecord(remedy) && isOneOf(remedy['safety'], ['safe', 'unsafe']) && isOneOf(remedy['value'], ['fixed', 'fixWith', 'create']);
  return faultIf(!fine, 'remedy', 'has a remedy that is none', "write remedy: { safety: 'unsafe', value: 'fixed' }");
}

function factFaults({ facts }: Loose): readonly RuleFault[] {
  if (facts === undefined) return [];
  const fine = Array.isArray(facts) && facts.every(isFact);
  return faultIf(!fine, 'facts', 'has facts that are none', 'write facts: [{ id, kinds, extract }], as type Fact says');
}

function isFact(fact: unknown): boolean {
  return isRecord(fact) && isText(fact['id']) && isKinds(fact['kinds']) && typeof fact['extract'] === 'function';
}

function isKinds(kinds: unknown): boolean {
  return kinds === 'all' || (Array.isArray(kinds) && kinds.length > 0 && kinds.every(isKind));
}

function isKind(kind: unknown): boolean {
  return kind === 'workloads' || (isRecord(kind) && typeof kind['group'] === 'string' && isText(kind['kind']));
}

function oneOfFaults(rule: Loose, field: string, values: readonly (string | undefined)[]): readonly RuleFault[] {
  return faultIf(
    !isOneOf(rule[field], values),
    field,
    `has no ${field} that there is`,
    `write one of: ${values.filter(isText).join(', ')}`,
  );
}

function faultIf(wrong: boolean, field: string, message: string, suggestion?: string): readonly RuleFault[] {
  return wrong ? [{ field, message, ...(suggestion !== undefined && { suggestion }) }] : [];
}

function isOneOf(value: unknown, values: readonly unknown[]): boolean {
  return values.includes(value);
}

function isAbsentOrFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const CATEGORIES: readonly Category[] = [
  'resources',
  'health',
  'images',
  'secrets',
  'quotas',
  'network',
  'security',
  'rbac',
  'availability',
  'metadata',
  'services',
  'apis',
];
const RULE_LIKE = ['check', 'messages', 'match'];
const TEXTS = ['since', 'summary', 'why', 'whenNot'];
const OPERATIONS: readonly unknown[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;
const WANTED_KINDS = "write match: { kinds: ['workloads'] }, or [{ group: 'apps', kind: 'Deployment' }]";
