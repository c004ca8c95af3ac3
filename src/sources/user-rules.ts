import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyRule } from '../engine/rule.ts';
import type { SettingsFault } from '../settings/fault.ts';
import { asRule, faultsOfRule, looksLikeRule } from './user-rule-check.ts';
import { importRules, type Imported } from './user-rule-import.ts';
import { NO_MODULES, type KeptModules } from './user-rule-kept.ts';
import { isYaml } from './user-rules-find.ts';
import { readYamlRules } from './yaml-rules.ts';

/** Rules that users wrote, in the order of their files; with any fault, some are missing. */
export interface UserRules {
  readonly rules: readonly AnyRule[];
  readonly faults: readonly SettingsFault[];
}

/** Where rule files are, and how they are called. */
export interface RuleFiles {
  /** Absolute. */
  readonly files: readonly string[];
  /** The texts of files that are on no disk, and of all that they import. */
  readonly kept?: KeptModules | undefined;
  /** Names a file as the user does. */
  readonly show: (file: string) => string;
}

/** Loads rule files; `builtIn` are the rules whose ids and facts are taken. */
export function loadUserRules({ files, kept = NO_MODULES, show }: RuleFiles, builtIn: readonly AnyRule[]): UserRules {
  const textOf = (file: string): string | undefined => kept.get(file) ?? readText(file);
  const loaded = files.map((file) =>
    isYaml(file) ? loadYaml(textOf(file), show(file)) : loadModule(importRules(file, kept), file, textOf, show),
  );
  const rules = loaded.flatMap(({ rules }) => rules);
  const faults = loaded.flatMap(({ faults }) => faults);
  return { rules: rules.map(({ rule }) => rule), faults: [...faults, ...clashes(rules, builtIn)] };
}

interface PlacedRule {
  readonly rule: AnyRule;
  readonly file: string;
  readonly line: number;
}

interface LoadedFile {
  readonly rules: readonly PlacedRule[];
  readonly faults: readonly SettingsFault[];
}

function loadYaml(text: string | undefined, shown: string): LoadedFile {
  if (text === undefined) return faulty(shown, 1, 'cannot be read', 'check the file and its permissions');
  const { rules, faults } = readYamlRules(text, shown);
  return { rules: rules.map(({ rule, line }) => ({ rule, line, file: shown })), faults };
}

function loadModule(
  imported: Imported,
  file: string,
  textOf: (file: string) => string | undefined,
  show: (file: string) => string,
): LoadedFile {
  const text = textOf(file) ?? '';
  if ('fault' in imported) {
    const line = imported.line ?? lineOfNamed(imported.fault, textOf(imported.file) ?? text);
    return faulty(show(imported.file), line, imported.fault, imported.advice);
  }
  // An object that is exported twice is one rule.
  const named = new Map(Object.entries(imported.exports).map(([name, value]) => [value, name]));
  const rules = [...named].flatMap(([value, name]) => (looksLikeRule(value) ? [checked(value, name, text, show(file))] : []));
  if (rules.length === 0) return faulty(show(file), 1, 'exports no rule', NO_RULE);
  return { rules: rules.flatMap(({ rules }) => rules), faults: rules.flatMap(({ faults }) => faults) };
}

function checked(value: Readonly<Record<string, unknown>>, name: string, text: string, file: string): LoadedFile {
  const line = lineOfExport(text, name);
  const faults = faultsOfRule(value).map(({ field, message, suggestion }) =>
    fault(file, lineOfField(text, line, field), `rule ${name} ${message}`, suggestion),
  );
  return { rules: faults.length > 0 ? [] : [{ rule: asRule(value), file, line: lineOfField(text, line, 'id') }], faults };
}

/** Two rules of one id, or two facts, would be one to the settings and to the index. */
function clashes(rules: readonly PlacedRule[], builtIn: readonly AnyRule[]): readonly SettingsFault[] {
  const ids = new Map(builtIn.map(({ id }) => [id, 'Lintel itself']));
  const facts = new Map(builtIn.flatMap(({ facts = [] }) => facts).map((fact) => [fact.id, fact]));
  return rules.flatMap(({ rule, file, line }) => {
    const taken = ids.get(rule.id);
    ids.set(rule.id, taken ?? `${file}:${line}`);
    const faults =
      taken === undefined ? [] : [fault(file, line, `there is a rule ${rule.id} already, in ${taken}`, 'give it an id of its own')];
    for (const fact of rule.facts ?? []) {
      const known = facts.get(fact.id);
      facts.set(fact.id, known ?? fact);
      if (known !== undefined && known !== fact)
        faults.push(
          fault(
            file,
            line,
            `rule ${rule.id} has a fact ${fact.id}, and so has another rule`,
            'share the object, or give it an id of its own',
          ),
        );
    }
    return faults;
  });
}

function faulty(file: string, line: number, message: string, suggestion?: string): LoadedFile {
  return { rules: [], faults: [fault(file, line, message, suggestion)] };
}

function fault(file: string, line: number, message: string, suggestion?: string): SettingsFault {
  return { file, line, column: 1, code: 'broken-rule', message, ...(suggestion !== undefined && { suggestion }) };
}

function lineOfExport(text: string, name: string): number {
  return lineWhere(text, 1, new RegExp(String.raw`^export\b.*\b${name.replaceAll(/[^\w]/gu, '.')}\b`, 'u')) ?? 1;
}

/** The line of a field behind the rule's own; the rule's, where it is not written. */
function lineOfField(text: string, from: number, field = 'id'): number {
  const end = lineWhere(text, from + 1, /^export\b/u) ?? Number.POSITIVE_INFINITY;
  const line = lineWhere(text, from, new RegExp(String.raw`(?:^|[\s{,*])${field}\s*[:(,]`, 'u'));
  return line === undefined || line >= end ? from : line;
}

/** Node does not say where an import or a second declaration stands, but it does name them: the most telling name comes last. */
function lineOfNamed(message: string, text: string): number {
  const names = [...message.matchAll(/'(?<name>[^']+)'/gu)].flatMap(({ groups }) => groups?.['name'] ?? []).toReversed();
  const lines = text.split('\n');
  const found = names.flatMap((name) => [
    lines.findIndex((line) => /\b(?:import|from)\b/u.test(line) && line.includes(path.basename(name))),
    lines.findLastIndex((line) => /\b(?:const|let|function|class)\b/u.test(line) && line.includes(name)),
  ]);
  return (found.find((index) => index >= 0) ?? 0) + 1;
}

function lineWhere(text: string, from: number, pattern: RegExp): number | undefined {
  const index = text.split('\n').findIndex((line, at) => at + 1 >= from && pattern.test(line));
  return index < 0 ? undefined : index + 1;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const NO_RULE = 'export const myRule: Rule = { ... }; helpers belong into a folder of their own';
