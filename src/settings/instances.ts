import type { JsonObject } from '../engine/json.ts';
import type { RuleInstance, RuleSetting } from '../engine/policy.ts';
import type { AnyRule, Severity } from '../engine/rule.ts';
import { DEFAULT_PACKS, packRefs } from './catalogue.ts';
import type { Catalogue, PackRef } from './catalogue.ts';
import type { RawRule, RawSettings, RawSeverity } from './raw.ts';

/** Every rule that is on, or that an override may switch on. Packs come first, in order, then `rules`, then `enforcement`. */
export function instancesOf(raw: RawSettings, { rules, packs, own: users = NO_RULES }: Catalogue): readonly RuleInstance[] {
  const drafts = draftsOf(
    raw,
    packRefs(packs),
    rules.filter(({ id }) => users.has(id)),
  );
  const injected = new Set(raw.inject);
  return rules.flatMap((rule) => {
    const settings = settleRule(rule, drafts, raw);
    const enforcement = own(raw.enforcement, rule.id);
    return settings.map(({ setting, standard }) => ({
      rule,
      setting: enforcement === undefined ? setting : { ...setting, enforcement },
      injected: injected.has(rule.id),
      ...(standard && { standard }),
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

function draftsOf(raw: RawSettings, refs: ReadonlyMap<string, PackRef>, users: readonly AnyRule[]): Drafts {
  const shared = new Map<string, RuleSetting>(users.map(({ id, severity }) => [id, { severity, parameters: {} }]));
  const standards = new Map<string, readonly RuleSetting[]>();
  for (const ref of (raw.extends ?? DEFAULT_PACKS).flatMap((name) => refs.get(name) ?? [])) {
    const stated = standardParameters(ref, raw);
    for (const [id, { severity, parameters }] of ref.pack.rules) {
      if (stated === undefined) shared.set(id, { severity, parameters: { ...shared.get(id)?.parameters, ...parameters } });
      else standards.set(id, [...(standards.get(id) ?? []), { severity, parameters: { ...parameters, ...stated } }]);
    }
  }
  return { shared, standards };
}

/** What tells the rules of a standard its version. The latest is that of the cluster, where the settings say which. */
function standardParameters({ pack: { standard }, version }: PackRef, { kubernetesVersion }: RawSettings): JsonObject | undefined {
  if (standard === undefined || version === undefined) return undefined;
  const meant = version === LATEST && kubernetesVersion !== undefined ? `v${kubernetesVersion.replace(/^v/u, '')}` : version;
  return { [standard.parameter]: meant };
}

/** A setting, and whether it is a standard's: then nothing but its severity is the user's to say. */
interface Settled {
  readonly setting: RuleSetting;
  readonly standard?: true;
}

/** A severity that the user gives holds for all instances; parameters make or touch the one that no standard owns. */
function settleRule(rule: AnyRule, drafts: Drafts, raw: RawSettings): readonly Settled[] {
  const standards: readonly Settled[] = (drafts.standards.get(rule.id) ?? []).map((setting) => ({ setting, standard: true }));
  const entry = own(raw.rules, rule.id);
  const base = drafts.shared.get(rule.id) ?? (isNamed(raw, rule.id, standards.length > 0) ? OFF : undefined);
  if (entry === undefined) return base === undefined ? standards : [{ setting: base }, ...standards];
  const { severity, parameters } = splitEntry(entry);
  const shared = base === undefined ? [] : [{ setting: { ...base, parameters: { ...base.parameters, ...parameters } } }];
  return [...shared, ...standards].map((settled) => restated(rule, settled, severity));
}

function restated(rule: AnyRule, { setting, ...rest }: Settled, severity: RawSeverity): Settled {
  return { ...rest, setting: { ...setting, severity: severityOf(rule, severity, setting.severity) } };
}

/** Whether the user's words make an instance, or may switch one on; beside a standard it takes parameters for that. */
function isNamed({ rules, overrides = [] }: RawSettings, id: string, besideStandard: boolean): boolean {
  return [rules, ...overrides.map((override) => override.rules)].some((entries) => {
    const entry = own(entries, id);
    return entry !== undefined && (!besideStandard || splitEntry(entry).parameters !== undefined);
  });
}

function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

const LATEST = 'latest';
const NO_RULES: ReadonlySet<string> = new Set();
const OFF: RuleSetting = { severity: 'off', parameters: {} };
