import { parse } from 'yaml';
import type { RawSettings } from '../../src/settings/raw.ts';

/** A file of a rule's fixtures, as pages quote it. */
export interface Fixture {
  readonly name: string;
  /** Without the marks of the harness. */
  readonly text: string;
  /** What it says beside the rule itself; a page's reader has the default packs as well. */
  readonly settings: RawSettings;
  /** Whether a `.fixed.yaml` stands beside it. */
  readonly isFixed: boolean;
}

/** The fixtures of one rule's folder that a page can quote, from their texts by name. */
export function fixturesOf(texts: ReadonlyMap<string, string>): readonly Fixture[] {
  return [...texts]
    .filter(([name, text]) => /(?<!\.fixed)\.ya?ml$/u.test(name) && !UNQUOTABLE.test(text))
    .map(([name, text]) => ({
      name,
      text: withoutMarks(text),
      settings: settingsIn(text),
      isFixed: texts.has(name.replace(/\.(?=ya?ml$)/u, '.fixed.')),
    }));
}

/** The documents of a text, each without the line that divides it from the others, and without a heading: what that says is of the whole. */
export function documentsOf(text: string): readonly string[] {
  return text
    .split(/^---(?:[ \t].*)?\n/mu)
    .filter((document) => /^\s*[^\s#]/mu.test(document))
    .map((document) => document.replace(/^(?:\s*(?:#.*)?\n)+/u, ''));
}

export function joined(documents: readonly string[]): string {
  return documents.join('---\n');
}

function settingsIn(text: string): RawSettings {
  const given = SETTINGS.exec(text)?.groups?.['settings'];
  if (given === undefined) return {};
  const { extends: packs, ...rest } = parse(given) as RawSettings;
  return packs === undefined || packs.length === 0 ? rest : { extends: packs, ...rest };
}

function withoutMarks(text: string): string {
  const plain = text
    .replace(SETTINGS, '')
    .replace(REQUEST, '')
    .replaceAll(/[ \t]*# expect: .*$/gmu, '');
  return plain.endsWith('\n') ? plain : `${plain}\n`;
}

const REQUEST = /^# request: .+\n/mu;
const SETTINGS = /^# settings: (?<settings>.+)\n/mu;
/** What a page of Markdown would not show as it is, or says something of its own to the linter. */
const UNQUOTABLE = /(?!\n)\p{Cc}|\u00a0|\ufeff|```|lintel-ignore|^\.\.\./mu;
