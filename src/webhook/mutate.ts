import type { Finding } from '../engine/finding.ts';
import { equalJson, valueAt, type Path } from '../engine/json.ts';
import { patchBetween } from '../engine/patch.ts';
import { compilePlan, type Plan } from '../engine/plan.ts';
import { repair, type Repair } from '../engine/repair.ts';
import type { Subject } from '../engine/resource.ts';
import { once } from '../kube/once.ts';
import { ownersExemption } from './findings.ts';
import { isMadeByController, ownersOf } from './owner.ts';
import type { AdmissionRequest } from './review.ts';
import { subjectOf, type Judgeable } from './subject.ts';
import { suspendedFindings } from './suspended.ts';
import { ALLOWED, type Verdict } from './verdict.ts';
import { annotationsFor, oneLine, warningsFor } from './wording.ts';
import { evaluationOf, type World } from './world.ts';

/** Writes the fixes of the rules that `inject:` names into what is admitted, where this request may be changed at all. */
export function mutate(request: AdmissionRequest, whole: World, known?: Judgeable): Verdict {
  const world = { ...whole, plan: injectingPlan(whole.plan) };
  if (world.plan.rules.length === 0 || request.subresource !== undefined) return ALLOWED;
  const judged = known ?? subjectOf(request, world);
  if (judged.is !== 'subject') return ALLOWED;
  const { subject, old } = judged;
  const within = whereToInject(subject, old);
  if (within === undefined) return ALLOWED;
  const exempt = exemptionBefore(subject, world);
  const mended = repair(subject, evaluationOf(world), (finding) => isMended(finding, within) && !exempt(finding));
  const stopped = suspendedFindings(subject, world).filter((finding) => finding.exempt === undefined);
  return withWarnings(answerTo(subject, mended), warningsFor(stopped, world));
}

/** Nobody else's fixes are written, so nobody else is asked. */
const injectingPlan = once((plan: Plan): Plan => {
  const injected = injectedRules({ plan });
  return compilePlan({ ...plan.policy, rules: plan.policy.rules.filter(({ rule }) => injected.has(rule.id)) }, plan.door);
});

/** The rules that `inject:` names. */
export function injectedRules({ plan }: Pick<World, 'plan'>): ReadonlySet<string> {
  return new Set(plan.policy.rules.filter(({ injected }) => injected).map(({ rule }) => rule.id));
}

/** Pods are settled once they are made, and so are the templates of Jobs. */
export function isSettledOnCreate(group: string, kind: string): boolean {
  return (group === '' && kind === 'Pod') || (group === 'batch' && kind === 'Job');
}

/**
 * The part of a subject that may be written to; undefined: none. A label edit must not roll an old Deployment, and a patched
 * ReplicaSet would make its Deployment create another one, for ever.
 */
function whereToInject(subject: Subject, old: Subject | undefined): Path | undefined {
  if (isMadeByController(subject) && subject.workload !== undefined && subject.kind !== 'Pod') return undefined;
  if (subject.operation === 'CREATE') return [];
  return old !== undefined && changesTemplate(subject, old) ? subject.workload?.podTemplate : undefined;
}

function changesTemplate({ operation, group, kind, workload, resource }: Subject, old: Subject): boolean {
  if (operation !== 'UPDATE' || workload === undefined || isSettledOnCreate(group, kind)) return false;
  return !equalJson(valueAt(resource, workload.podTemplate), valueAt(old.resource, workload.podTemplate));
}

function isMended({ fix }: Finding, within: Path): boolean {
  return fix?.safety === 'safe' && fix.edits.every(({ path }) => within.every((key, index) => path[index] === key));
}

/** The exemption of an owner covers what a controller makes of it. */
function exemptionBefore(subject: Subject, world: World): (finding: Finding) => boolean {
  const root = isMadeByController(subject) ? ownersOf(subject, world).at(-1) : undefined;
  if (root === undefined) return () => false;
  const exemption = ownersExemption(subject, root, evaluationOf(world));
  return (finding) => exemption(finding) !== undefined;
}

function answerTo(subject: Subject, { resource, steps, unsettled }: Repair): Verdict {
  if (unsettled.length > 0) return { answer: { ...ALLOWED.answer, warnings: [undoing(unsettled)] }, findings: [] };
  const findings = steps.map((step) => step.finding);
  const patch = patchBetween(subject.resource, resource);
  if (patch.length === 0) return ALLOWED;
  const injected = Object.values(annotationsFor(findings.map((finding) => ({ ...finding, exempt: undefined, enforcement: 'audit' }))));
  return { answer: { ...ALLOWED.answer, patch, auditAnnotations: { injected: injected.join(',') } }, findings };
}

function withWarnings({ answer, findings }: Verdict, warnings: readonly string[]): Verdict {
  return { answer: { ...answer, warnings: [...answer.warnings, ...warnings] }, findings };
}

function undoing(rules: readonly string[]): string {
  return oneLine(`lintel: nothing was injected, since these rules undo each other: ${rules.join(', ')}. Take one of them out of inject.`);
}
