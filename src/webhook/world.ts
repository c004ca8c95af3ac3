import type { Evaluation } from '../engine/evaluate.ts';
import type { Finding, Model } from '../engine/finding.ts';
import type { ImagesView } from '../engine/images.ts';
import type { Plan } from '../engine/plan.ts';
import type { Resource, ResourceRef, Subject } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import type { FactIndex } from '../facts/fact-index.ts';
import type { DeclaredWorkload } from '../kube/workloads.ts';
import type { StopReason } from './suspended.ts';

/** All that a verdict depends on, beside the request. */
export interface World {
  /** Compiled for the door `admission`. */
  readonly plan: Plan;
  /** Ids of rules that users wrote. */
  readonly own?: ReadonlySet<string> | undefined;
  readonly model: Model;
  readonly facts: Pick<FactIndex, 'viewFor'>;
  /** What was found out about the images of this request. */
  readonly images?: ImagesView;
  /** Kinds with a pod template that the settings declare. */
  readonly declared: readonly DeclaredWorkload[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The object of this name as the cluster has it: owners of what controllers write, and what a `scale` changes. */
  readonly ownerOf?: (ref: ResourceRef) => Resource | undefined;
  readonly namespaceLabels?: (namespace: string) => Readonly<Record<string, string>> | undefined;
  readonly entering?: Evaluation['entering'];
  /** Why a rule is not asked about a subject now; its enforcement answers for it. */
  readonly suspended?: (rule: AnyRule, subject: Subject) => StopReason | undefined;
  /** Changes whenever the facts or the owners do; absent: nothing is remembered. */
  readonly revision?: () => number;
  /** Is told every finding of a validation, before an entry leaves out what is not its business. */
  readonly onVerdict?: (uid: string, findings: readonly Finding[]) => void;
}

/** What the engine is given for one request. */
export function evaluationOf({ plan, model, facts, images, now, entering, suspended }: World): Evaluation {
  return {
    plan,
    model,
    facts: (subject) => facts.viewFor(subject),
    now: now(),
    ...(images !== undefined && { images }),
    ...(entering !== undefined && { entering }),
    ...(suspended !== undefined && { isSuspended: (rule, subject) => suspended(rule, subject) !== undefined }),
  };
}
