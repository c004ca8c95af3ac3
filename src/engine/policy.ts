import type { Json, JsonObject } from './json.ts';
import type { Subject } from './resource.ts';
import type { AnyRule, Enforcement, Severity } from './rule.ts';

/** What the settings compile to: which rules apply where, how hard, and with which parameters. */
export interface Policy {
  /** One rule may stand here more than once, with parameters of its own (an instance that a pack brings). */
  readonly rules: readonly RuleInstance[];
  /** Later ones win. */
  readonly overrides: readonly Override[];
  readonly exemptions: readonly Exemption[];
  readonly suppressions?: SuppressionPolicy;
}

/** What submitters may let pass by themselves. */
export interface SuppressionPolicy {
  /** Whether the annotation `lintel.dev/ignore` counts; by default not, else anyone could let himself in. */
  readonly annotation: boolean;
  /** Rules that nobody suppresses. */
  readonly never: ReadonlySet<string>;
}

export interface RuleInstance {
  readonly rule: AnyRule;
  readonly setting: RuleSetting;
  /** Named by `inject:`: the webhook writes this rule's fixes into what is admitted. */
  readonly injected: boolean;
  /** Of a standard: no override touches its parameters, though `off` and severities hold for it too. */
  readonly standard?: true;
}

export interface RuleSetting {
  readonly severity: Severity | 'off';
  /** Where it differs from the severity's. */
  readonly enforcement?: Enforcement;
  /** As given, without defaults. */
  readonly parameters: JsonObject;
}

export interface Override {
  readonly scope: Scope;
  /** By rule id; what is absent stays as it was. */
  readonly rules: ReadonlyMap<string, Partial<RuleSetting>>;
}

/** A reviewed exception. */
export interface Exemption {
  readonly rule: string;
  readonly scope: Scope;
  readonly reason: string;
  readonly owner?: string;
  /** Milliseconds since the epoch, the first moment at which it no longer counts. */
  readonly expires?: number;
}

/** Which subjects something applies to; an absent part is no limit. Split by cost: `place` is asked once per kind and namespace. */
export interface Scope {
  readonly place?: (place: Place) => boolean;
  readonly subject?: (subject: Subject) => boolean;
  readonly container?: (container: ContainerRef) => boolean;
}

export interface Place {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly workload: boolean;
}

/** A container as narrowing sees it. */
export interface ContainerRef {
  readonly name?: Json | undefined;
  readonly image?: Json | undefined;
}
