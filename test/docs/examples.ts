import type { FixChoice } from '../../src/cli/fix-file.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import { documentsOf, joined, type Fixture } from './fixture.ts';
import { fixText, lintText, type Linted } from './lint-text.ts';
import { prune, withoutEntryAt } from './prune.ts';

/** What a page shows of a rule at work. */
export interface Examples {
  readonly bad?: Example | undefined;
  readonly good?: Example | undefined;
  readonly fix?: FixExample | undefined;
}

export interface Example {
  readonly text: string;
  /** Beside the default packs; under them the text is as it is shown to be. */
  readonly settings: RawSettings;
}

export interface FixExample extends Example {
  readonly after: string;
  readonly choice: FixChoice;
}

/** The shortest examples that the fixtures of a rule hold. */
export function examplesOf(rule: AnyRule, fixtures: readonly Fixture[]): Examples {
  const [fine, sinful] = [fixtures.filter(isFine), fixtures.filter((fixture) => !isFine(fixture))];
  const bad = badExample(rule, sinful);
  return { bad, good: goodExample(rule, fine, sinful, bad), fix: bad && fixExample(rule, sinful, bad) };
}

function badExample(rule: AnyRule, fixtures: readonly Fixture[]): Example | undefined {
  const holds = (text: string, { settings }: Fixture): boolean => {
    const { findings, understood } = lintText(rule.id, text, settings);
    return understood && findings.length > 0;
  };
  const cuts = fixtures.flatMap((fixture) =>
    cutsOf(fixture, (text) => holds(text, fixture)).map((text) => ({
      fixture,
      text: prune(text, (shorter) => holds(shorter, fixture)),
    })),
  );
  const best = shortest(cuts, ({ fixture, text }) => {
    const { findings } = lintText(rule.id, text, fixture.settings);
    const unmended = rule.remedy?.value === 'fixed' && findings.every(({ finding }) => finding.fix === undefined);
    return 8 * findings.length + weightOf(fixture.settings) + (unmended ? 20 : 0);
  });
  return best && { text: best.text, settings: best.fixture.settings };
}

/** A text without findings, under the settings of the bad one where there is any. */
function goodExample(rule: AnyRule, fine: readonly Fixture[], sinful: readonly Fixture[], bad: Example | undefined): Example | undefined {
  const isGood = ({ text, settings }: Example): boolean => {
    const { findings, understood, concerned } = lintText(rule.id, text, settings);
    return understood && concerned && findings.length === 0;
  };
  const best = (
    fixtures: readonly Fixture[],
    settings?: RawSettings,
    mend = (example: Example): string => example.text,
  ): Example | undefined => {
    const texts = fixtures.flatMap((fixture) => {
      const under = settings ?? fixture.settings;
      return wholesOf(rule, fixture).map((text) => ({ text: mend({ text, settings: under }), settings: under }));
    });
    return shortest(texts.filter(isGood), ({ text }) => unlikeness(text, bad));
  };
  const cleaned = (example: Example): string => withoutFindings(rule, example);
  const settings = bad?.settings;
  return (settings && (best(fine, settings) ?? best(sinful, settings) ?? best(sinful, settings, cleaned))) ?? best(fine);
}

/** A good example is the better for what it has in common with the bad one: its kind, and that it takes two to offend. */
function unlikeness(text: string, bad: Example | undefined): number {
  const kind = /^kind: \w+$/mu.exec(bad?.text ?? '')?.[0] ?? '';
  const isLonely = documentsOf(text).length < Math.min(documentsOf(bad?.text ?? '').length, 2);
  return (text.includes(kind) ? 0 : 10) + (isLonely ? 30 : 0);
}

/** A text less the list entries that its findings are about; as far as that goes. */
function withoutFindings(rule: AnyRule, { text, settings }: Example): string {
  const line = lintText(rule.id, text, settings).findings.at(-1)?.location.line;
  const shorter = line === undefined ? undefined : withoutEntryAt(text, line - 1);
  return shorter === undefined ? text : withoutFindings(rule, { text: shorter, settings });
}

/** What fixing makes of the bad example; with a value from the settings of another fixture, where the rule takes one. */
function fixExample(rule: AnyRule, fixtures: readonly Fixture[], bad: Example): FixExample | undefined {
  const fixed = fixtures.filter(({ isFixed }) => isFixed);
  const texts = [
    ...[bad.settings, ...fixed.map(({ settings }) => settings)].map((settings) => ({ text: bad.text, settings })),
    ...fixed.flatMap(({ text, settings }) => [...documentsOf(text), text].map((part) => ({ text: part, settings }))),
  ];
  for (const { text, settings } of texts) {
    const found = fixOf(lintText(rule.id, text, settings));
    if (found !== undefined) return { text, settings, ...found };
  }
  return undefined;
}

function fixOf(linted: Linted): Pick<FixExample, 'after' | 'choice'> | undefined {
  if (!linted.understood) return undefined;
  for (const choice of ['safe', 'unsafe'] as const) {
    const after = fixText(linted, choice);
    if (after !== undefined) return { after, choice };
  }
  return undefined;
}

/** The single documents that hold; where none does, as few of them together as it takes. */
function cutsOf({ text }: Fixture, holds: (text: string) => boolean): readonly string[] {
  const documents = documentsOf(text);
  const single = documents.filter(holds);
  let kept = documents.filter((document) => !single.includes(document));
  if (!holds(joined(kept))) return single;
  for (const document of kept.toReversed()) {
    const fewer = kept.filter((other) => other !== document);
    if (holds(joined(fewer))) kept = fewer;
  }
  return [...single, joined(kept)];
}

/** A rule that knows other objects shows little where it sees one alone. */
function wholesOf({ facts = [] }: AnyRule, { text }: Fixture): readonly string[] {
  const documents = documentsOf(text.replaceAll(ODD, ''));
  const whole = joined(documents);
  return facts.length > 0 && whole.split('\n').length <= LONGEST ? [whole] : documents;
}

function shortest<T extends { readonly text: string }>(items: readonly T[], extra: (item: T) => number): T | undefined {
  const weighed = items.map((item) => ({ item, weight: lengthOf(item.text) + extra(item) }));
  return weighed.toSorted((a, b) => a.weight - b.weight)[0]?.item;
}

/** In lines; what no one would write counts for much. */
function lengthOf(text: string): number {
  const lines = text.split('\n');
  const odd = text.match(ODD)?.length ?? 0;
  const hollow = lines.filter((line) => /: (?:\[\]|\{\}|null)$/u.test(line)).length;
  const wide = lines.filter((line) => line.length > 90).length;
  return lines.length + 30 * odd + 8 * hollow + 8 * wide + (/^kind: \w*List$/mu.test(text) ? 12 : 0);
}

/** An example that needs no settings is the better one. */
function weightOf(settings: RawSettings): number {
  const isBare = Object.keys(settings).length === 0;
  return isBare ? 0 : 8 + JSON.stringify(settings).length / 20;
}

function isFine({ name }: Fixture): boolean {
  return name.startsWith('ok-');
}

const LONGEST = 40;
/** Entries that only a test would write. */
const ODD = /^\s*- (?:null|\d+|\[\]|\{\})[ \t]*\n/gmu;
