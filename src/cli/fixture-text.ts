import { parse } from 'yaml';
import { asList, asObject, asString, isObject, member, type Json, type JsonObject } from '../engine/json.ts';
import type { Operation, Subject, User } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import type { RawSettings } from '../settings/raw.ts';
import { readSettings } from '../settings/read.ts';

/** What `# expect: rule/message, rule/message` at the end of a line says. */
export interface Expectation {
  readonly line: number;
  /** `rule/message` */
  readonly id: string;
}

export function expectationsOf(text: string): readonly Expectation[] {
  return text.split(/\r?\n/u).flatMap((content, index) => {
    const marks = /# expect: (?<marks>.+)$/u.exec(content)?.groups?.['marks'];
    return marks === undefined ? [] : marks.split(',').map((mark) => ({ line: index + 1, id: mark.trim() }));
  });
}

/** The settings of a fixture: those of its line `# settings: {...}`, else its rule alone. */
export function fixtureSettings(
  text: string,
  rule: AnyRule,
  catalogue: Catalogue,
): { readonly settings: RawSettings } | { readonly faults: readonly string[] } {
  const given = mapIn(text, 'settings');
  if (given === undefined) return { faults: ['# settings: this is no map in YAML, such as { rules: { my-rule: error } }'] };
  const others = Object.fromEntries([...(catalogue.own ?? [])].map((id) => [id, 'off']));
  const rules = asObject(given['rules'] ?? { [rule.id]: rule.severity });
  const raw = { extends: [], ...given, rules: { ...others, ...rules } };
  const { settings, faults } = readSettings(JSON.stringify(raw), 'fixture', catalogue);
  return settings === undefined ? { faults: faults.map(({ message }) => `# settings: ${message}`) } : { settings: settings.raw };
}

/** Who asks for what, by the line `# request: {...}` of a fixture: what a rule for admission alone is about. */
export function fixtureRequest(text: string, rule: AnyRule): FixtureRequest | { readonly faults: readonly string[] } {
  const { user, operation = 'CREATE', ...unknown } = mapIn(text, 'request') ?? { unknown: null };
  if (!isOperation(operation) || Object.keys(unknown).length > 0)
    return { faults: ['# request: this is no request, such as { user: { username: jane, groups: [staff] }, operation: UPDATE }'] };
  if (user === undefined) return { operation };
  return rule.doors === 'admission'
    ? { operation, user: userIn(user) }
    : { faults: [`# request: only a rule with doors: admission sees a user, and ${rule.id} is none`] };
}

export type FixtureRequest = Pick<Subject, 'operation' | 'user'>;

function userIn(user: Json): User {
  const groups = asList(member(user, 'groups')).filter((group) => typeof group === 'string');
  return { username: asString(member(user, 'username')) ?? '', groups };
}

function isOperation(value: Json): value is Operation {
  return ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'].some((operation) => operation === value);
}

/** What a line `# name: {...}` gives: nothing where there is none, undefined where it is no map. */
function mapIn(text: string, name: 'settings' | 'request'): JsonObject | undefined {
  const line = new RegExp(`^# ${name}: (?<given>.+)$`, 'mu').exec(text)?.groups?.['given'];
  try {
    const given = line === undefined ? {} : (parse(line) as Json);
    return isObject(given) ? given : undefined;
  } catch {
    return undefined;
  }
}
