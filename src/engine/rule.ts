import type { Fact, FactsView } from './fact.ts';
import type { ImagesView } from './images.ts';
import type { Json, JsonObject, Path } from './json.ts';
import type { AnyParameters, Parameters } from './parameters.ts';
import type { GroupKind, Operation, Resource, ResourceRef, Subject } from './resource.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What a finding does at a door. Severity maps error, warning, info to deny, warn, audit unless the settings say otherwise. */
export type Enforcement = 'deny' | 'warn' | 'audit';

/** Safe: the meaning is known and the workload behaves as before. Everything else is unsafe, and so is a guess. */
export type Safety = 'safe' | 'unsafe';

/** One change at one path. `set` adds or replaces, and makes missing parents; on a list, index = length appends. */
export type Edit = { readonly op: 'set'; readonly path: Path; readonly value: Json } | { readonly op: 'remove'; readonly path: Path };

/** A remedy as data: the webhook makes a JSON Patch of it, `lintel fix` a text edit. */
export interface Fix {
  /** Imperative, as a person reads it: `Set imagePullPolicy to Always`. */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
  /** New resources that the remedy needs; appended to the file by `lintel fix --unsafe` alone, so such a fix is never safe. */
  readonly create?: readonly Resource[];
}

export interface Related {
  readonly resource: ResourceRef;
  readonly path: Path;
  /** Tells documents of one identity apart, as `Identified.document` does. */
  readonly document?: string;
}

/** What a rule yields. */
export interface Offence<M extends string = string> {
  readonly message: M;
  /** Fills the `{{placeholders}}` of the message, and is what the ratchet compares. Holds no secret. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** The offending field itself, also where it is missing. */
  readonly at: Path;
  /** The container that the offence is about: what `overrides.match.containers` and `images` narrow. */
  readonly container?: { readonly name?: Json; readonly image?: Json };
  readonly fix?: Fix;
  /** Its place does not take what the settings give as `fixWith`: a rule may find faults of several shapes. */
  readonly ownFixOnly?: true;
  readonly related?: readonly Related[];
  /** It does no more than this, and is called no worse, whatever the rule does: the rule can not tell, or the settings let the case pass. */
  readonly atMost?: Exclude<Enforcement, 'deny'>;
  /** A measured amount, greater is worse: an update that lowers it is no new finding. */
  readonly amount?: number | bigint;
  /** What is measured, where one place may hold amounts of several things: only those of one thing are compared. */
  readonly amountOf?: string;
}

export interface RuleContext<P> {
  readonly params: P;
  readonly facts: FactsView;
  /** Absent: nothing is wanted of any. */
  readonly images?: ImagesView;
  /** Milliseconds since the epoch: time is data. */
  readonly now: number;
}

/** Which subjects a rule is asked about. `workloads` stands for all workload kinds, declared ones too. */
export interface Match {
  readonly kinds: readonly (GroupKind | 'workloads')[] | 'all';
  /** Default: CREATE and UPDATE. */
  readonly operations?: readonly Operation[];
  /**
   * Whether a rule of all kinds is also asked about a Scale (autoscaling/v1) as it is, where the workload that it scales is not
   * known: it must look at the request and not at the object.
   */
  readonly scale?: boolean;
}

/** What a rule can find anything in, under some parameters: the registration asks about nothing else. */
export interface Reach {
  /** Of those that it matches. */
  readonly operations?: readonly Operation[];
  /** Globs of the namespaces whose objects it judges, and whose Namespaces; then no other cluster-scoped object. Absent: any. */
  readonly namespaces?: readonly string[];
  /** Some of its offences are worth no more than a warning (`Offence.atMost`). */
  readonly warns?: boolean;
}

/** How a rule's findings can be mended; what `inject:` may name follows from it. */
export interface Remedy {
  /** The catalogue's S or U. */
  readonly safety: Safety;
  /**
   * `fixed`: the fix is known without settings. `fixWith`: there is a fix only where the settings give the value.
   * A `fixWith` in the settings, or `inject:` for a `fixed` one, makes an unsafe fix safe: the platform team has chosen it.
   * `create`: the fix is a new object, never injected and never safe, since an admission mutates its subject alone; what a
   * `fixWith` means is the rule's own business.
   */
  readonly value: 'fixed' | 'fixWith' | 'create';
}

/** One policy: metadata, which subjects it concerns, and a pure check. */
export interface Rule<M extends string = string, P = Record<string, never>> {
  readonly id: string;
  readonly category: Category;
  /** Its severity in pack `recommended`, and wherever it is switched on without one. */
  readonly severity: Severity;
  readonly since: string;
  readonly summary: string;
  readonly why: string;
  readonly whenNot: string;
  /** By message id; `{{name}}` is filled from the offence's data. Says what is wrong with the value found. */
  readonly messages: Readonly<Record<M, string>>;
  readonly parameters?: Parameters<P>;
  /** `files` is judged offline alone, since the API server settles it before any review; `admission` needs the user. */
  readonly doors?: 'both' | 'files' | 'admission';
  readonly match: Match;
  /** Absent: whatever it matches. Pure and total, as `check` is. */
  reach?(params: P): Reach;
  readonly remedy?: Remedy;
  /** Some of its offences may be worth less than the rule (`Offence.atMost`), so whoever hears advice has to be asked as well. */
  readonly softens?: true;
  /** Which facts `check` may ask for. */
  readonly facts?: readonly Fact[];
  /** Pure, total over any JSON, never throws: the same input yields the same list. */
  check(subject: Subject, context: RuleContext<P>): Iterable<Offence<M>>;
}

export type Category =
  | 'resources'
  | 'health'
  | 'images'
  | 'secrets'
  | 'quotas'
  | 'network'
  | 'security'
  | 'rbac'
  | 'availability'
  | 'metadata'
  | 'services'
  | 'apis';

/** A rule whose message ids and parameters are of no interest: what registries and plans hold. */
export type AnyRule = Omit<Rule<string, JsonObject>, 'parameters' | 'check' | 'reach'> & {
  readonly parameters?: AnyParameters;
  reach?(params: unknown): Reach;
  check(subject: Subject, context: RuleContext<unknown>): Iterable<Offence>;
};
