import { parse } from 'yaml';
import { asObject, isObject, type Json, type JsonObject } from '../engine/json.ts';
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
  const given = givenIn(text);
  if (given === undefined) return { faults: ['# settings: this is no map in YAML, such as { rules: { my-rule: error } }'] };
  const others = Object.fromEntries([...(catalogue.own ?? [])].map((id) => [id, 'off']));
  const rules = asObject(given['rules'] ?? { [rule.id]: rule.severity });
  const raw = { extends: [], ...given, rules: { ...others, ...rules } };
  const { settings, faults } = readSettings(JSON.stringify(raw), 'fixture', catalogue);
  return settings === undefined ? { faults: faults.map(({ message }) => `# settings: ${message}`) } : { settings: settings.raw };
}

function givenIn(text: string): JsonObject | undefined {
  const line = /^# settings: (?<settings>.+)$/mu.exec(text)?.groups?.['settings'];
  try {
    const given = line === undefined ? {} : (parse(line) as Json);
    return isObject(given) ? given : undefined;
  } catch {
    return undefined;
  }
}
