import type { Path } from '../engine/json.ts';
import { changeOf, concerns, layered, type ResolvedSetting } from '../engine/plan.ts';
import type { ContainerRef, Override, Place, RuleInstance, RuleSetting } from '../engine/policy.ts';
import type { Subject } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import { allContainers } from '../kube/workloads.ts';
import { DEFAULT_PACKS, packRefs, type Catalogue } from '../settings/catalogue.ts';
import type { RawSettings } from '../settings/raw.ts';

/** What gave a rule its setting. */
export type Origin =
  | { readonly is: 'default' }
  | { readonly is: 'pack'; readonly pack: string }
  | { readonly is: 'rules' | 'enforcement' | 'override'; readonly path: Path };

/** A rule, what holds for it, and why: the last origin wins. */
export interface Effective {
  readonly rule: AnyRule;
  readonly setting: ResolvedSetting;
  readonly injected: boolean;
  /** Of a standard: overrides touch its severity alone. */
  readonly standard?: true;
  readonly origins: readonly Origin[];
  /** Where only one container of an object is meant. */
  readonly container?: string;
}

/** What holds before any override, in the order of the rules; those that are off too. */
export function effectiveSettings(raw: RawSettings, instances: readonly RuleInstance[], catalogue: Catalogue): readonly Effective[] {
  return catalogue.rules.flatMap((rule) => {
    const own = instances.filter((instance) => instance.rule === rule);
    if (own.length === 0) return [effective({ rule, setting: OFF, injected: false }, [])];
    const packs = packsOf(rule, own.length, raw, catalogue);
    return own.map((instance, index) => effective(instance, [...(packs[index] ?? []), ...written(rule, raw)]));
  });
}

/** Where overrides make an object's settings, or those of one of its containers, others than what holds before them. */
export function changesFor(subject: Subject, before: readonly Effective[], overrides: readonly Override[]): readonly Effective[] {
  const { group, kind, namespace } = subject;
  const place: Place = { group, kind, namespace, workload: subject.workload !== undefined };
  const inScope = [...overrides.entries()].filter(([, { scope }]) => scope.place?.(place) !== false && scope.subject?.(subject) !== false);
  return concerning(subject, before).flatMap((base) => {
    const whole = overridden(base, inScope, undefined);
    const narrowed = allContainers(subject).flatMap(({ name, container }) => {
      const own = overridden(base, inScope, container);
      return own.origins.length === whole.origins.length ? [] : [{ ...own, container: name }];
    });
    return [...(whole === base ? [] : [whole]), ...narrowed];
  });
}

/** The rules that are asked about an object at all. */
export function concerning(subject: Subject, settings: readonly Effective[]): readonly Effective[] {
  const { group, kind, namespace, workload } = subject;
  return settings.filter(({ rule }) => concerns(rule.match.kinds, { group, kind, namespace, workload: workload !== undefined }));
}

function overridden(base: Effective, overrides: readonly (readonly [number, Override])[], container: ContainerRef | undefined): Effective {
  let result = base;
  for (const [index, { scope, rules }] of overrides) {
    const change = changeOf(base, rules);
    if (change === undefined || (scope.container !== undefined && (container === undefined || !scope.container(container)))) continue;
    const origin: Origin = { is: 'override', path: ['overrides', index, 'rules', base.rule.id] };
    result = { ...result, setting: layered(base.rule, result.setting, change), origins: [...result.origins, origin] };
  }
  return result;
}

/** One list for each instance of a rule: the one that packs share comes first, if there is one, then one for each standard. */
function packsOf(rule: AnyRule, count: number, raw: RawSettings, { packs }: Catalogue): readonly (readonly Origin[])[] {
  const refs = packRefs(packs);
  const naming = (raw.extends ?? DEFAULT_PACKS).filter((name) => refs.get(name)?.pack.rules.has(rule.id) === true);
  const isStandard = (name: string): boolean => refs.get(name)?.pack.standard !== undefined;
  const standards = naming.filter(isStandard).map((pack): readonly Origin[] => [{ is: 'pack', pack }]);
  const last = naming.findLast((name) => !isStandard(name));
  const shared: readonly Origin[] = last === undefined ? [] : [{ is: 'pack', pack: last }];
  return count > standards.length ? [shared, ...standards] : standards;
}

function written({ id }: AnyRule, raw: RawSettings): readonly Origin[] {
  return (['rules', 'enforcement'] as const)
    .filter((section) => Object.hasOwn(raw[section] ?? {}, id))
    .map((section) => ({ is: section, path: [section, id] }));
}

function effective({ setting: given, ...instance }: RuleInstance, origins: readonly Origin[]): Effective {
  const unsettled: ResolvedSetting = { severity: given.severity, enforcement: 'audit', params: {}, given };
  return { ...instance, setting: layered(instance.rule, unsettled, {}), origins: origins.length === 0 ? [{ is: 'default' }] : origins };
}

const OFF: RuleSetting = { severity: 'off', parameters: {} };
