import type { Json, JsonObject } from '../../src/engine/json.ts';
import { asObject, isList, isObject } from '../../src/engine/json.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import type { Fixture } from './fixture.ts';

/** Settings as people write them: what a rule takes on one line, where it fits. */
export function settingsText(settings: RawSettings): string {
  const sections = Object.entries(settings as Readonly<Record<string, Json>>);
  const lines = sections.flatMap(([name, value]) =>
    isObject(value) ? [`${name}:`, ...mapLines(value, '  ')] : entryLines(name, value, ''),
  );
  return lines.join('\n');
}

/** A value under its name, in YAML; over several lines where one does not hold it. */
export function namedText(name: string, value: Json): string {
  return entryLines(name, value, '').join('\n');
}

/** Settings that give a rule each of its parameters: a value that a fixture gives, else its default. */
export function exampleSettings(rule: AnyRule, names: readonly string[], fixtures: readonly Fixture[]): RawSettings {
  const given = fixtures.map(({ settings }) => parametersIn(settings, rule.id));
  const parameters: Record<string, Json> = {};
  for (const name of names) {
    const value = given.map((known) => known[name]).find((known) => !isEmpty(known)) ?? rule.parameters?.[name]?.default;
    if (value !== undefined && !isEmpty(value) && JSON.stringify(value).length <= LONGEST_VALUE) parameters[name] = value;
  }
  const bare = Object.keys(parameters).length === 0;
  return { rules: { [rule.id]: bare ? rule.severity : [rule.severity, parameters] } };
}

function mapLines(value: JsonObject, indent: string): readonly string[] {
  return Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : entryLines(name, item, indent)));
}

function entryLines(name: string, value: Json, indent: string): readonly string[] {
  const line = `${indent}${scalar(name)}: ${flow(value)}`;
  if (line.length <= WIDTH) return [line];
  if (isObject(value)) return [`${indent}${scalar(name)}:`, ...mapLines(value, `${indent}  `)];
  if (!isList(value)) return [line];
  if (value.every((item) => typeof item === 'string')) return filled(`${indent}${scalar(name)}: [`, value.map(flow), `${indent}  `);
  return [`${indent}${scalar(name)}:`, ...value.flatMap((item) => itemLines(item, `${indent}  `))];
}

function itemLines(item: Json, indent: string): readonly string[] {
  const line = `${indent}- ${flow(item)}`;
  if (line.length <= WIDTH || !isObject(item)) return [line];
  const [first = '', ...rest] = mapLines(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/** A list of words, as many on a line as fit. */
function filled(head: string, words: readonly string[], indent: string): readonly string[] {
  const lines = [head];
  for (const [index, word] of words.entries()) {
    const text = `${word}${index === words.length - 1 ? ']' : ','}`;
    const last = lines.at(-1) ?? '';
    const joined = last.endsWith('[') ? `${last}${text}` : `${last} ${text}`;
    if (joined.length <= WIDTH) lines[lines.length - 1] = joined;
    else lines.push(`${indent}${text}`);
  }
  return lines;
}

function flow(value: Json): string {
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isObject(value)) return scalar(value);
  const entries = Object.entries(value).map(([name, item]) => `${scalar(name)}: ${flow(item ?? null)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A string is quoted wherever YAML 1.1 could read anything else. */
function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return PLAIN.test(value) && !OTHER.test(value) ? value : JSON.stringify(value);
}

function parametersIn({ rules }: RawSettings, id: string): JsonObject {
  const entry = rules?.[id];
  return Array.isArray(entry) ? asObject((entry as readonly Json[])[1]) : {};
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

const WIDTH = 110;
/** A long list of defaults is in the section before; settings would repeat it to no end. */
const LONGEST_VALUE = 200;
const PLAIN = /^[A-Za-z0-9](?:[\w./@*-]|:(?=\w))*$/u;
const OTHER = /^(?:[\d.][\da-fox.:_-]*|y|n|yes|no|on|off|true|false|null)$/iu;
