import type { Path } from '../engine/json.ts';
import type { Exemption, Override, Policy, RuleInstance, RuleSetting } from '../engine/policy.ts';
import type { AnyRule } from '../engine/rule.ts';
import type { DeclaredWorkload as KubeWorkload } from '../kube/workloads.ts';
import { groupOf } from '../kube/resources.ts';
import type { Catalogue } from './catalogue.ts';
import { endOfDay } from '../engine/day.ts';
import { instancesOf, severityOf, splitEntry } from './instances.ts';
import type { RawExemption, RawOverride, RawSettings, RawWorkload } from './raw.ts';
import { scopeOf } from './scope.ts';

export interface Settings {
  readonly policy: Policy;
  readonly workloads: readonly DeclaredWorkload[];
  /** As written, for what is no policy. */
  readonly raw: RawSettings;
}

export interface DeclaredWorkload extends KubeWorkload {
  readonly plural?: string;
}

/** What valid settings mean. Loads neither YAML nor a schema validator, so that a run without a settings file starts fast. */
export function compile(raw: RawSettings, catalogue: Catalogue): Settings {
  const rules = new Map(catalogue.rules.map((rule) => [rule.id, rule]));
  const instances = instancesOf(raw, catalogue);
  return {
    policy: {
      rules: instances,
      overrides: (raw.overrides ?? []).map((override) => overrideOf(override, rules, instances)),
      exemptions: (raw.exemptions ?? []).map(exemptionOf),
      suppressions: { annotation: raw.suppressions?.annotation === true, never: new Set(raw.suppressions?.never) },
    },
    workloads: (raw.workloads ?? []).map(workloadOf),
    raw,
  };
}

export function defaultSettings(catalogue: Catalogue): Settings {
  return compile({}, catalogue);
}

function overrideOf({ match, rules }: RawOverride, known: ReadonlyMap<string, AnyRule>, instances: readonly RuleInstance[]): Override {
  const changes = new Map<string, Partial<RuleSetting>>();
  for (const [id, entry] of Object.entries(rules)) {
    const rule = known.get(id);
    if (rule === undefined) continue;
    const base = instances.find((instance) => instance.rule === rule)?.setting;
    const { severity, parameters } = splitEntry(entry);
    changes.set(id, {
      severity: severityOf(rule, severity, base?.severity),
      ...(parameters !== undefined && { parameters }),
    });
  }
  return { scope: scopeOf(match), rules: changes };
}

function exemptionOf({ rule, match, reason, owner, expires }: RawExemption): Exemption {
  const end = expires === undefined ? undefined : endOfDay(expires);
  return { rule, scope: scopeOf(match), reason, owner, ...(end !== undefined && { expires: end }) };
}

function workloadOf({ apiVersion, kind, podTemplate, longRunning = true, plural }: RawWorkload): DeclaredWorkload {
  return { group: groupOf(apiVersion), kind, podTemplate: fromPointer(podTemplate), longRunning, ...(plural !== undefined && { plural }) };
}

function fromPointer(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
