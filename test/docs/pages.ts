import type { Pack } from '../../src/engine/pack.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { fixturesOf } from './fixture.ts';
import { readme } from './readme.ts';
import { rulePage } from './rule-page.ts';

/** What the pages are made of. */
export interface Sources {
  readonly rules: readonly AnyRule[];
  readonly packs: readonly Pack[];
  /** The text of a rule's fixtures by file name. */
  readonly fixtures: (rule: string) => ReadonlyMap<string, string>;
  /** The source of a rule, to show what one looks like. */
  readonly source: (rule: string) => string;
}

/** Every generated page, by its path under `policies/`. */
export function pages({ rules, packs, fixtures, source }: Sources): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', readme(rules, packs, { id: SAMPLE, source: source(SAMPLE), fixture: sampleFixture(fixtures(SAMPLE)) })],
    ...rules.map((rule) => [`docs/${rule.id}.md`, rulePage(rule, packs, fixturesOf(fixtures(rule.id)))] as const),
  ]);
}

function sampleFixture(texts: ReadonlyMap<string, string>): string {
  return [...texts].find(([name, text]) => !name.includes('.fixed.') && text.includes('# expect: '))?.[1] ?? '';
}

/** Short, and with a fix. */
const SAMPLE = 'no-privileged';
