import { asList, asString, member, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { GroupKind } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import { groupsOf } from '../kube/resources.ts';
import { shown, type Complaint, type SettingsFault } from '../settings/fault.ts';
import { readLocated, type Located } from '../settings/located.ts';
import { misfitsOf } from '../settings/validate.ts';
import { yamlRule } from './yaml-rule.ts';
import { compilePath } from './yaml-rule-path.ts';
import { YAML_RULE } from './yaml-rule-schema.ts';
import { compileWhat } from './yaml-rule-what.ts';

/** The rules of one file, one for each document, and all that is wrong with it. */
export interface YamlRules {
  readonly rules: readonly { readonly rule: AnyRule; readonly line: number }[];
  readonly faults: readonly SettingsFault[];
}

export function readYamlRules(text: string, file: string): YamlRules {
  if (text.length > LARGEST) return { rules: [], faults: [faultAt(file, 1, `is larger than ${LARGEST / 1024} KiB`)] };
  const read = documentsOf(text).map((document) => readRule(readLocated(document, file)));
  const rules = read.flatMap(({ rule }) => rule ?? []);
  const faults = read.flatMap(({ faults }) => faults);
  return { rules, faults: rules.length + faults.length === 0 ? [faultAt(file, 1, 'holds no rule')] : faults };
}

/** Each document with as many empty lines before it as it has lines above, so that every place stays true. */
function documentsOf(text: string): readonly string[] {
  const documents: string[][] = [[]];
  for (const [index, line] of text.split('\n').entries()) {
    if (/^---(?:\s|$)/u.test(line)) documents.push([...Array.from({ length: index }, () => ''), line.slice(3)]);
    else documents.at(-1)?.push(line);
  }
  return documents.map((lines) => lines.join('\n')).filter((document) => !/^(?:\s*(?:#.*)?\n)*\s*(?:#.*)?$/u.test(document));
}

interface ReadRule {
  readonly rule?: YamlRules['rules'][number];
  readonly faults: readonly SettingsFault[];
}

function readRule(located: Located): ReadRule {
  const { value } = located;
  const misfits = misfitsOf(value, YAML_RULE).map(({ path, part, complaint }) => located.at(path, part, inWords(complaint)));
  const faults = located.faults.length > 0 ? located.faults : misfits;
  // Located objects have no prototype, and to a schema's const they would equal none that has.
  return faults.length > 0 ? { faults } : compileRule(JSON.parse(JSON.stringify(value)) as JsonObject, located);
}

type Complain = (at: Path, message: string, suggestion?: string) => void;

function compileRule(raw: JsonObject, located: Located): ReadRule {
  const faults: SettingsFault[] = [];
  const complain: Complain = (at, message, suggestion) =>
    faults.push(located.at(at, 'value', { code: 'broken-rule', message, suggestion }));
  const kinds = kindsIn(raw, complain);
  const where = compilePath(textOf(raw, 'where'));
  const what = compileWhat(raw['what'] ?? false);
  for (const name of unknownPlaceholders(raw)) complain(['message'], `{{${name}}} is no placeholder`, `use ${PLACEHOLDERS_SHOWN}`);
  if ('fault' in where) complain(['where'], `where ${where.fault}`, where.advice);
  if ('fault' in what) complain(['what', ...what.path], `what ${what.fault}`);
  if ('fault' in where || 'fault' in what || faults.length > 0) return { faults };
  const { line } = located.at(['id'], 'key', { code: 'broken-rule', message: '' });
  return { rule: { rule: yamlRule(raw, kinds, where.select, what.what), line }, faults };
}

/** A kind without a group is one that Lintel knows; the registration of the webhook needs to name its group. */
function kindsIn(raw: JsonObject, complain: Complain): readonly (GroupKind | 'workloads')[] {
  return asList(member(raw['match'], 'kinds')).flatMap((entry: Json, index): readonly (GroupKind | 'workloads')[] => {
    const text = asString(entry) ?? '';
    if (text === 'workloads') return ['workloads'];
    const slash = text.lastIndexOf('/');
    const kind = text.slice(slash + 1);
    const groups = slash < 0 ? groupsOf(kind) : [text.slice(0, slash)];
    if (groups.length === 0)
      complain(['match', 'kinds', index], `${shown(text)} is no kind that Lintel knows`, `write its group too: group/${kind}`);
    return groups.map((group) => ({ group, kind }));
  });
}

function unknownPlaceholders(raw: JsonObject): readonly string[] {
  const names = textOf(raw, 'message').matchAll(/\{\{(?<name>\w+)\}\}/gu);
  return [...names].flatMap(({ groups }) => groups?.['name'] ?? []).filter((name) => !PLACEHOLDERS.includes(name));
}

function textOf(raw: JsonObject, key: string): string {
  return asString(raw[key]) ?? '';
}

/** Where a fix is neither `set` nor `remove`, or both, the schema's own words are of no help. */
function inWords(complaint: Complaint): Complaint {
  return complaint.message.includes('none of the forms')
    ? { ...complaint, suggestion: 'write either set: <value> or remove: true' }
    : complaint;
}

function faultAt(file: string, line: number, message: string): SettingsFault {
  return { file, line, column: 1, code: 'broken-rule', message };
}

const PLACEHOLDERS = ['value', 'path', 'name', 'kind'];
const PLACEHOLDERS_SHOWN = '{{value}}, {{path}}, {{name}} or {{kind}}';
const LARGEST = 256 * 1024;
