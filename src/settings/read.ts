import { asList, asObject, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { Catalogue } from './catalogue.ts';
import { compile } from './compile.ts';
import type { Settings } from './compile.ts';
import { written } from './complain.ts';
import type { SettingsFault } from './fault.ts';
import { shown } from './fault.ts';
import { readLocated } from './located.ts';
import type { Located } from './located.ts';
import type { RawSettings } from './raw.ts';
import { settingsSchema } from './schema.ts';
import { contradictionsOf } from './semantics.ts';
import { misfitsOf } from './validate.ts';

/** Settings, or every reason why there are none. Warnings refuse nothing. */
export interface SettingsReading {
  /** Absent where there is any fault: half of the settings would be a policy that nobody wrote. */
  readonly settings?: Settings;
  readonly faults: readonly SettingsFault[];
  readonly warnings: readonly SettingsFault[];
}

/** Reads the text of a `lintel.yaml`. All faults come at once, in the order of the text. `now` is in milliseconds since the epoch. */
export function readSettings(text: string, file: string, catalogue: Catalogue, now?: number): SettingsReading {
  const located = readLocated(text, file);
  const schema = settingsSchema(catalogue.rules, catalogue.packs, namedRules(located.value));
  const raw = withoutEmpty(located.value, asObject(schema['properties']));
  const misfits = [...misfitsOf(raw, schema), ...contradictionsOf(raw, catalogue)];
  const faults = inOrder([
    ...located.faults,
    ...misfits.slice(0, MOST_FAULTS).map(({ path, part, complaint }) => located.at(path, part, complaint)),
  ]);
  if (misfits.length > MOST_FAULTS)
    faults.push(located.at([], 'value', { code: 'too-many-faults', message: `there are ${misfits.length - MOST_FAULTS} more faults` }));
  if (faults.length > 0) return { faults, warnings: [] };
  const settings = compile(raw as RawSettings, catalogue);
  return { settings, faults, warnings: inOrder([...riskyExemptions(settings, located), ...expiredExemptions(settings, located, now)]) };
}

/** Every word that could be the key of a rule's entry. */
function namedRules(raw: Json): ReadonlySet<string> {
  const entries = asList(member(raw, 'overrides')).map((override) => member(override, 'rules'));
  return new Set([member(raw, 'rules'), member(raw, 'enforcement'), ...entries].flatMap((section) => Object.keys(asObject(section))));
}

/** A key whose entries are all commented out is as good as none; so is an empty file. */
function withoutEmpty(value: Json, sections: JsonObject): Json {
  if (value === null) return {};
  if (!isObject(value)) return value;
  const kept: Record<string, Json | undefined> = Object.create(null);
  for (const [key, section] of Object.entries(value)) if (section !== null || !Object.hasOwn(sections, key)) kept[key] = section;
  return kept;
}

/** Names, labels and containers are the submitter's own words: whoever may write the object can take such an exemption. */
function riskyExemptions({ raw, policy }: Settings, located: Located): readonly SettingsFault[] {
  return (raw.exemptions ?? []).flatMap(({ rule, match }, index) => {
    if (match.namespaces !== undefined || !denies(rule, policy)) return [];
    const path = ['exemptions', index, 'match'];
    const message = `${written(path)} has no namespaces, and rule ${shown(rule)} denies: anyone can claim this exemption by the name or the labels of an object`;
    return [located.at(path, 'key', { code: 'exemption-without-namespaces', message, suggestion: 'add namespaces' })];
  });
}

/** What they exempted is found again, and whoever reads of it should know why. */
function expiredExemptions({ raw, policy }: Settings, located: Located, now = Number.NEGATIVE_INFINITY): readonly SettingsFault[] {
  return (raw.exemptions ?? []).flatMap(({ rule, owner, expires = '' }, index) => {
    if ((policy.exemptions[index]?.expires ?? Number.POSITIVE_INFINITY) > now) return [];
    const path = ['exemptions', index, 'expires'];
    const message = `${written(['exemptions', index])}, from ${shown(rule)}, ended with ${expires} and counts no more`;
    const suggestion = `mend what it was for and remove it, or ask ${shown(owner)} to renew it`;
    return [located.at(path, 'value', { code: 'exemption-expired', message, suggestion })];
  });
}

function denies(id: string, { rules, overrides }: Settings['policy']): boolean {
  const own = rules.filter(({ rule }) => rule.id === id).map(({ setting }) => setting);
  const changes = overrides.flatMap(({ rules: changed }) => changed.get(id) ?? []);
  const enforcement = own[0]?.enforcement;
  const on = [...own, ...changes].filter(({ severity }) => severity !== 'off');
  return on.some(({ severity }) => (enforcement === undefined ? severity === 'error' : enforcement === 'deny'));
}

function inOrder(faults: SettingsFault[]): SettingsFault[] {
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}

const MOST_FAULTS = 500;
