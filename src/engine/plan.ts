import type { JsonObject } from './json.ts';
import { withDefaults } from './parameters.ts';
import type { Override, Place, Policy, RuleInstance, RuleSetting, Scope } from './policy.ts';
import type { GroupKind, Operation, Subject } from './resource.ts';
import type { AnyRule, Enforcement, Severity } from './rule.ts';

export type Door = 'files' | 'admission';

/** The rules of a policy, indexed by group, kind, operation and namespace: a rule that does not concern a subject costs it nothing. */
export interface Plan {
  readonly policy: Policy;
  readonly door: Door;
  /** Every rule that is on for some subject, whatever its kind. */
  readonly rules: readonly AnyRule[];
  /** The rules that stand here more than once, so that one offence may be found twice. */
  readonly repeated: ReadonlySet<string>;
  /** The rules to ask about a subject. */
  candidates(subject: Subject): readonly ActiveRule[];
}

/** A rule with the setting that holds for one place, and what remains to be decided for each subject or container. */
export interface ActiveRule {
  readonly rule: AnyRule;
  readonly injected: boolean;
  readonly setting: ResolvedSetting;
  /** Overrides that depend on more than kind and namespace; in order, later ones win. */
  readonly layers: readonly Layer[];
}

export interface ResolvedSetting {
  readonly severity: Severity | 'off';
  readonly enforcement: Enforcement;
  /** With defaults filled in. */
  readonly params: JsonObject;
  /** As given, to lay an override over. */
  readonly given: RuleSetting;
}

export interface Layer {
  readonly scope: Scope;
  readonly change: Partial<RuleSetting>;
}

export function compilePlan(policy: Policy, door: Door): Plan {
  const instances = policy.rules.filter((instance) => standsAt(instance.rule, door) && isEverOn(instance, policy.overrides));
  const cache = new Map<string, readonly ActiveRule[]>();
  return {
    policy,
    door,
    rules: instances.map((instance) => instance.rule),
    repeated: new Set(instances.flatMap(({ rule }, index) => (rule === instances[index - 1]?.rule ? [rule.id] : []))),
    candidates(subject) {
      const key = `${subject.group}/${subject.kind}/${subject.operation}/${subject.namespace ?? ''}/${subject.workload === undefined}/${subject.subresource ?? ''}`;
      const known = cache.get(key);
      if (known !== undefined) return known;
      if (cache.size >= CACHED_PLACES) cache.clear();
      const found = activate(instances, policy.overrides, subject);
      cache.set(key, found);
      return found;
    },
  };
}

/** Lays one more change over a setting. */
export function layered(rule: AnyRule, base: ResolvedSetting, change: Partial<RuleSetting>): ResolvedSetting {
  return resolve(rule, overlaid(base.given, change));
}

export function concerns(match: readonly (GroupKind | 'workloads')[] | 'all', place: Place): boolean {
  if (match === 'all') return true;
  return match.some((entry) => (entry === 'workloads' ? place.workload : entry.kind === place.kind && entry.group === place.group));
}

function activate(instances: readonly RuleInstance[], overrides: readonly Override[], subject: Subject): readonly ActiveRule[] {
  const place: Place = { group: subject.group, kind: subject.kind, namespace: subject.namespace, workload: subject.workload !== undefined };
  return instances.flatMap((instance) => {
    const { rule, injected } = instance;
    if (!concerns(rule.match.kinds, place) || !(rule.match.operations ?? DEFAULT_OPERATIONS).includes(subject.operation)) return [];
    if (isMereScale(subject) && rule.match.scale !== true) return [];
    const active = settle(instance, overrides, place);
    const on = active.setting.severity !== 'off' || active.layers.some((layer) => switchesOn(layer.change));
    return on ? [{ rule, injected, ...active }] : [];
  });
}

/** It has neither labels nor a spec that rules of all kinds could judge. */
function isMereScale({ subresource, kind }: Subject): boolean {
  return subresource === 'scale' && kind === 'Scale';
}

/** Applies the overrides that this place decides; from the first one that it does not decide on, all are left to the subject. */
function settle(instance: RuleInstance, overrides: readonly Override[], place: Place): Pick<ActiveRule, 'setting' | 'layers'> {
  const { rule } = instance;
  let { setting } = instance;
  const layers: Layer[] = [];
  for (const { scope, rules } of overrides) {
    const change = changeOf(instance, rules);
    if (change === undefined || scope.place?.(place) === false) continue;
    const decided = scope.subject === undefined && scope.container === undefined && layers.length === 0;
    if (decided) setting = overlaid(setting, change);
    else layers.push({ scope, change });
  }
  return { setting: resolve(rule, setting), layers };
}

/** A standard's parameters are its text: no override changes what it says. */
export function changeOf(
  { rule, standard }: Pick<RuleInstance, 'rule' | 'standard'>,
  rules: Override['rules'],
): Partial<RuleSetting> | undefined {
  const change = rules.get(rule.id);
  if (standard !== true || change?.parameters === undefined) return change;
  const { parameters: _own, ...rest } = change;
  return rest;
}

/** A parameter given replaces the one of its name, and leaves the others. */
function overlaid(base: RuleSetting, change: Partial<RuleSetting>): RuleSetting {
  return { ...base, ...change, parameters: { ...base.parameters, ...change.parameters } };
}

function resolve(rule: AnyRule, given: RuleSetting): ResolvedSetting {
  const enforcement = given.enforcement ?? (given.severity === 'off' ? 'audit' : ENFORCEMENT[given.severity]);
  return { severity: given.severity, enforcement, params: withDefaults(rule.parameters, given.parameters), given };
}

function standsAt(rule: AnyRule, door: Door): boolean {
  return rule.doors === undefined || rule.doors === 'both' || rule.doors === door;
}

function isEverOn({ rule, setting }: RuleInstance, overrides: readonly Override[]): boolean {
  return setting.severity !== 'off' || overrides.some(({ rules }) => switchesOn(rules.get(rule.id)));
}

function switchesOn(change: Partial<RuleSetting> | undefined): boolean {
  return change?.severity !== undefined && change.severity !== 'off';
}

const ENFORCEMENT: Readonly<Record<Severity, Enforcement>> = { error: 'deny', warning: 'warn', info: 'audit' };
const DEFAULT_OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE'];
/** Bounds memory where a cluster has many namespaces; a full cache is dropped whole, which costs one rebuild per place. */
const CACHED_PLACES = 4096;
