import type { JsonObject } from '../engine/json.ts';
import type { RuleInstance, RuleSetting } from '../engine/policy.ts';
import type { AnyRule, Severity } from '../engine/rule.ts';
import { DEFAULT_PACKS, packRefs } from './catalogue.ts';
import type { Catalogue, PackRef } from './catalogue.ts';
import type { RawRule, RawSettings, RawSeverity } from './raw.ts';

/** Every rule that is on, or that an override may switch on. Packs come first, in order, then `rules`, then `enforcement`. */
export function instancesOf(raw: RawSettings, { rules, packs, own: users = NO_RULES }: Catalogue): readonly RuleInstance[] {
  const drafts = draftsOf(
    raw.extends ?? DEFAULT_PACKS,
    packRefs(packs),
    rules.filter(({ id }) => users.has(id)),
  );
  const injected = new Set(raw.inject);
  return rules.flatMap((rule) => {
    const settings = settleRule(rule, drafts, own(raw.rules, rule.id), isOverridden(raw, rule.id));
    const enforcement = own(raw.enforcement, rule.id);
    return settings.map((setting) => ({
      rule,
      setting: enforcement === undefined ? setting : { ...setting, enforcement },
      injected: injected.has(rule.id),
    }));
  });
}

export interface SplitEntry {
  readonly severity: RawSeverity;
  readonly parameters?: JsonObject | undefined;
}

export function splitEntry(entry: RawRule): SplitEntry {
  if (typeof entry === 'string' || typeof entry === 'boolean') return { severity: entry };
  return { severity: entry[0], parameters: entry[1] };
}

/** `true` leaves a rule that is on as it is. */
export function severityOf(rule: AnyRule, given: RawSeverity, before: Severity | 'off' | undefined): Severity | 'off' {
  if (given === false) return 'off';
  if (given !== true) return given;
  return before === undefined || before === 'off' ? rule.severity : before;
}

/** What the packs say, by rule id. */
interface Drafts {
  readonly shared: ReadonlyMap<string, RuleSetting>;
  /** One for each standard that has the rule. */
  readonly standards: ReadonlyMap<string, readonly RuleSetting[]>;
}

function draftsOf(names: readonly string[], refs: ReadonlyMap<string, PackRef>, users: readonly AnyRule[]): Drafts {
  const shared = new Map<string, RuleSetting>(users.map(({ id, severity }) => [id, { severity, parameters: {} }]));
  const standards = new Map<string, readonly RuleSetting[]>();
  for (const { pack, version } of names.flatMap((name) => refs.get(name) ?? [])) {
    for (const [id, { severity, parameters }] of pack.rules) {
      if (pack.standard === undefined || version === undefined) {
        shared.set(id, { severity, parameters: { ...shared.get(id)?.parameters, ...parameters } });
      } else {
        const setting: RuleSetting = { severity, parameters: { ...parameters, [pack.standard.parameter]: version } };
        standards.set(id, [...(standards.get(id) ?? []), setting]);
      }
    }
  }
  return { shared, standards };
}

function settleRule(rule: AnyRule, drafts: Drafts, entry: RawRule | undefined, overridden: boolean): readonly RuleSetting[] {
  const shared = drafts.shared.get(rule.id);
  const standards = drafts.standards.get(rule.id) ?? [];
  if (entry !== undefined) return restated(rule, shared, standards, splitEntry(entry));
  return [...given(shared ?? (overridden && standards.length === 0 ? OFF : undefined)), ...standards];
}

/** A severity that the user gives holds for all instances; parameters make or touch the one that no standard owns. */
function restated(
  rule: AnyRule,
  shared: RuleSetting | undefined,
  standards: readonly RuleSetting[],
  { severity, parameters }: SplitEntry,
): readonly RuleSetting[] {
  const base = shared ?? (parameters !== undefined || standards.length === 0 ? OFF : undefined);
  const owned = base && { ...base, parameters: { ...base.parameters, ...parameters } };
  return [...given(owned), ...standards].map((setting) => ({ ...setting, severity: severityOf(rule, severity, setting.severity) }));
}

function given<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function isOverridden({ overrides = [] }: RawSettings, id: string): boolean {
  return overrides.some(({ rules }) => Object.hasOwn(rules, id));
}

function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

const NO_RULES: ReadonlySet<string> = new Set();
const OFF: RuleSetting = { severity: 'off', parameters: {} };
