import type { Json, Path } from './json.ts';
import type { ContainerRef } from './policy.ts';
import type { Identified, Resource, ResourceRef } from './resource.ts';
import type { Enforcement, Fix, Related, Severity } from './rule.ts';

/** A rule's verdict about one place of one subject. */
export interface Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly resource: ResourceRef;
  readonly path: Path;
  readonly container?: string | undefined;
  readonly environment?: string | undefined;
  readonly related: readonly Related[];
  readonly fix?: Fix | undefined;
  /** The admission door mends this on its own (`inject:`); reported for the record. */
  readonly injected?: true | undefined;
  readonly data: Readonly<Record<string, string | number>>;
  readonly amount?: number | bigint | undefined;
  readonly amountOf?: string | undefined;
  /** Rule, message id, environment, group, kind, namespace, name, and the path with list items named by their merge keys. */
  readonly identity: string;
  /** An exemption that covers it: such a finding is counted, and enforces nothing. */
  readonly exempt?: Exempted | undefined;
  /** An update found it in the old object too: it warns, and does not deny. */
  readonly old?: true | undefined;
}

/** Why a finding enforces nothing; `until` in milliseconds since the epoch. */
export interface Exempted {
  /** Default: an exemption of the settings. */
  readonly by?: 'exemption' | 'annotation' | undefined;
  readonly reason: string;
  readonly owner?: string | undefined;
  readonly until?: number | undefined;
}

/** The message id under which the engine itself reports a rule that threw or yielded nonsense. */
export const RULE_FAILED = 'rule-failed';

/** What the engine must be told about Kubernetes, since it imports nothing. */
export interface Model {
  /** The resource as the API server would store it, with the defaults that a rule can observe. Shares what it does not change. */
  readonly stored: (subject: Identified) => Resource;
  /** All containers of a workload's pods, for narrowing. */
  readonly containers: (subject: Identified) => readonly ContainerRef[];
  /** How a list item is named instead of by its index: a container's name, a port's number. Undefined: by index. */
  readonly mergeKey: (item: Json | undefined) => string | undefined;
}
