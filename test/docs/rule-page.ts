import { asObject, asString, type Json } from '../../src/engine/json.ts';
import type { Pack } from '../../src/engine/pack.ts';
import { parametersSchema } from '../../src/engine/parameters.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { renderDiff } from '../../src/report/diff.ts';
import { docsLink } from '../../src/report/report.ts';
import { takesFixWith } from '../../src/settings/catalogue.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import { examplesOf, type Example, type FixExample } from './examples.ts';
import type { Fixture } from './fixture.ts';
import { FILE, lintText, reportText } from './lint-text.ts';
import { code, fence, page, prose, table } from './markdown.ts';
import { exampleSettings, namedText, settingsText } from './settings-text.ts';
import { typeWords } from './type-words.ts';

/** The page about one rule, in Markdown. */
export function rulePage(rule: AnyRule, packs: readonly Pack[], fixtures: readonly Fixture[]): string {
  const { bad, good, fix } = examplesOf(rule, fixtures);
  const shown = exampleSettings(rule, namesOf(rule), fixtures);
  return page([
    GENERATED,
    `# ${rule.id}`,
    prose(rule.summary),
    facts(rule, packs),
    `**Why.** ${prose(rule.why)}`,
    `**When not.** ${prose(rule.whenNot)}`,
    section('What it reports', messages(rule)),
    section('Parameters', parameters(rule)),
    section('Settings', fence('yaml', settingsText(shown))),
    section('Bad', badText(rule, bad, shown)),
    section('Good', good && goodText(good, bad, shown)),
    section('Fix', fix && fixText(fix, bad, shown)),
    `[All rules](../README.md) · [fixtures](../../fixtures/${rule.id}) · [source](../${rule.id}.ts) · <${docsLink(rule.id)}>`,
  ]);
}

/** How a rule's findings are mended, in a few words. */
export function fixWords({ remedy }: AnyRule): string {
  if (remedy === undefined) return 'none';
  if (remedy.value === 'fixWith') return 'with a value';
  if (remedy.value === 'create') return 'a new object';
  return remedy.safety;
}

export function severityIn(pack: Pack | undefined, { id }: AnyRule): string {
  return pack?.rules.get(id)?.severity ?? 'off';
}

function facts(rule: AnyRule, packs: readonly Pack[]): string {
  const severities = ['recommended', 'strict'].map((name) => {
    const severity = severityIn(
      packs.find((pack) => pack.name === name),
      rule,
    );
    return `${severity} in ${name}`;
  });
  return [
    `Category: [${rule.category}](../README.md#${rule.category})`,
    `severity: ${severities.join(', ')}`,
    `fix: ${FIX[fixWords(rule)] ?? fixWords(rule)}`,
    `judged: ${DOORS[rule.doors ?? 'both']}`,
    `since ${rule.since}`,
  ].join(' · ');
}

function section(title: string, body: string | undefined): string | undefined {
  return body === undefined || body === '' ? undefined : `## ${title}\n\n${body}`;
}

function messages(rule: AnyRule): string {
  const rows = Object.entries(rule.messages).map(([id, message]) => [code(id), prose(message)]);
  return table(['Id', 'Message'], rows);
}

function schemasOf(rule: AnyRule): readonly (readonly [string, ReturnType<typeof asObject>])[] {
  const { properties } = parametersSchema(rule.parameters, takesFixWith(rule));
  return Object.entries(asObject(properties)).map(([name, schema]) => [name, asObject(schema)]);
}

function namesOf(rule: AnyRule): readonly string[] {
  return schemasOf(rule).map(([name]) => name);
}

function parameters(rule: AnyRule): string {
  const schemas = schemasOf(rule);
  if (schemas.length === 0) return 'None.';
  const rows = schemas.map(([name, schema]) => {
    const fallback = schema['default'];
    return [code(name), typeWords(schema), defaultText(fallback), prose(asString(schema['description']) ?? '')];
  });
  const long = schemas.flatMap(([name, { default: fallback }]) =>
    isLong(fallback) ? [`Default of ${code(name)}:`, fence('yaml', namedText(name, fallback))] : [],
  );
  return [table(['Name', 'Takes', 'Default', 'Meaning'], rows), ...long].join('\n\n');
}

function defaultText(value: Json | undefined): string {
  if (value === undefined) return 'none';
  return isLong(value) ? 'below' : code(JSON.stringify(value));
}

function isLong(value: Json | undefined): value is Json {
  return JSON.stringify(value ?? null).length > LONG;
}

function badText(rule: AnyRule, bad: Example | undefined, shown: RawSettings): string {
  if (bad === undefined) return rule.doors === 'admission' ? 'Judged on admission alone, so there is no file to show.' : 'No example yet.';
  const report = reportText(lintText(rule.id, bad.text, bad.settings));
  return [
    ...settingsNote(bad.settings, {}, shown),
    fence('yaml', bad.text),
    `${code(`lintel lint --rule ${rule.id} ${FILE}`)} says:`,
    fence('text', report),
  ].join('\n\n');
}

function goodText(good: Example, bad: Example | undefined, shown: RawSettings): string {
  return [...settingsNote(good.settings, bad?.settings, shown), fence('yaml', good.text)].join('\n\n');
}

function fixText({ text, settings, after, choice }: FixExample, bad: Example | undefined, shown: RawSettings): string {
  const command = code(choice === 'unsafe' ? 'lintel fix --unsafe' : 'lintel fix');
  const of = text === bad?.text ? 'the bad example' : 'another file';
  const diff = fence('diff', renderDiff(FILE, text, after, { color: false }));
  return [...settingsNote(settings, bad?.settings, shown), `${command} makes this of ${of}:`, diff].join('\n\n');
}

/** Under which settings an example is as it is said to be, where those are others than the reader supposes. */
function settingsNote(settings: RawSettings, supposed: RawSettings | undefined, shown: RawSettings): readonly string[] {
  if (sameSettings(settings, supposed ?? {})) return [];
  if (Object.keys(settings).length === 0) return ['Without settings:'];
  if (sameSettings(settings, shown)) return ['With the settings above:'];
  const lock = settings.images === undefined ? '' : ', and the `images.lock` beside the fixtures';
  return [`With these settings (\`lintel.yaml\`)${lock}:`, fence('yaml', settingsText(settings))];
}

function sameSettings(a: RawSettings, b: RawSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export const GENERATED = '<!-- Generated from the rules and their fixtures: change those, then run `node test/docs/write.ts`. -->';

const FIX: Readonly<Record<string, string>> = {
  'a new object': 'a new object, written by `lintel fix --unsafe` alone',
  'with a value': 'with the value that the settings give as `fixWith`',
  unsafe: 'unsafe (`lintel fix --unsafe`; safe where `inject:` names the rule, or with `fixWith`)',
  safe: 'safe (`lintel fix`)',
};
const DOORS = { both: 'in files and on admission', files: 'in files only', admission: 'on admission only' } as const;
/** In characters; a longer default would make a table unreadable. */
const LONG = 60;
