import { annotatedExemption } from './annotation.ts';
import { exemptionOf } from './exempt.ts';
import type { FactsView } from './fact.ts';
import { RULE_FAILED, type Exempted, type Finding, type Model } from './finding.ts';
import { identityOf, namedPath } from './identity.ts';
import { asString, valueAt } from './json.ts';
import { merged } from './merge.ts';
import { fillMessage } from './message.ts';
import { isOffence } from './offence.ts';
import type { ActiveRule, Plan, ResolvedSetting } from './plan.ts';
import { remedyFor } from './remedy.ts';
import { refOf, type Subject } from './resource.ts';
import type { AnyRule, Fix, Offence } from './rule.ts';
import { variantsOf, type Variant } from './variants.ts';

/** All that a verdict depends on, beside the subject. */
export interface Evaluation {
  readonly plan: Plan;
  readonly model: Model;
  /** The facts that a subject sees: those of its environment, itself as if admitted. */
  readonly facts: (subject: Subject) => FactsView;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Told which rule is about to run, so that whoever watches can name one that never ends. */
  readonly entering?: (rule: AnyRule) => void;
  /** Rules that are not asked about a subject now: one that was stopped, say. Whoever says so answers for it. */
  readonly isSuspended?: (rule: AnyRule, subject: Subject) => boolean;
}

/** Every finding about a subject, judged as the API server would store it. The same input yields the same list. */
export function evaluate(subject: Subject, evaluation: Evaluation): readonly Finding[] {
  const active = evaluation.plan.candidates(subject);
  if (active.length === 0) return NONE;
  const judged: Subject = { ...subject, resource: evaluation.model.stored(subject) };
  const facts = evaluation.facts(judged);
  const findings: Finding[] = [];
  for (const rule of active) {
    if (evaluation.isSuspended?.(rule.rule, subject) === true) continue;
    evaluation.entering?.(rule.rule);
    judge(judged, rule, facts, evaluation, findings);
  }
  const mendable = judged.resource === subject.resource ? findings : findings.map((finding) => asWritten(finding, subject));
  return evaluation.plan.repeated.size > 0 ? merged(mendable, evaluation.plan.repeated) : mendable;
}

/** What a default has filled in is not there to be removed. */
function asWritten(finding: Finding, { resource }: Subject): Finding {
  const { fix } = finding;
  if (fix === undefined) return finding;
  const edits = fix.edits.filter(({ op, path }) => op === 'set' || valueAt(resource, path) !== undefined);
  if (edits.length === fix.edits.length) return finding;
  return { ...finding, fix: edits.length === 0 ? undefined : { ...fix, edits } };
}

function judge(subject: Subject, active: ActiveRule, facts: FactsView, evaluation: Evaluation, findings: Finding[]): void {
  for (const variant of variantsOf(active, subject, evaluation.model)) {
    if (variant.setting.severity === 'off') continue;
    for (const finding of runRule(subject, active, variant, facts, evaluation)) findings.push(finding);
  }
}

/** A rule that throws or yields nonsense is a finding of its own: it neither takes the others down nor passes. */
function runRule(subject: Subject, active: ActiveRule, { setting, accepts }: Variant, facts: FactsView, evaluation: Evaluation): Finding[] {
  const { rule } = active;
  const findings: Finding[] = [];
  try {
    for (const offence of rule.check(subject, { params: setting.params, facts, now: evaluation.now })) {
      if (!isOffence(rule, offence)) findings.push(failure(subject, rule, setting, NONSENSE));
      else if (accepts(offence.container)) findings.push(toFinding(subject, active, setting, offence, evaluation));
    }
  } catch (error) {
    findings.push(failure(subject, rule, setting, reasonOf(error)));
  }
  return findings;
}

function toFinding(subject: Subject, active: ActiveRule, setting: ResolvedSetting, offence: Offence, evaluation: Evaluation): Finding {
  const { rule } = active;
  const { model, plan } = evaluation;
  const { message, at, data = NO_DATA, amount, amountOf, related = NONE } = offence;
  const fix = remedyFor(rule, offence, setting.params, active.injected);
  return {
    ...about(subject, rule, offence.unjudged === true ? withoutVerdict(setting) : setting),
    messageId: message,
    message: fillMessage(rule.messages[message], data),
    path: at,
    container: asString(offence.container?.name),
    related,
    fix,
    data,
    amount,
    amountOf,
    identity: identityOf(subject, rule.id, message, namedPath(subject.resource, at, model.mergeKey)),
    exempt: exempted(subject, rule, offence, evaluation),
    ...softened(setting, offence),
    ...(isLeftToInjection(active, fix, plan) ? INJECTED : undefined),
  };
}

/** Nobody is refused for what nobody could tell. */
function withoutVerdict(setting: ResolvedSetting): ResolvedSetting {
  const { severity, enforcement } = setting;
  return {
    ...setting,
    severity: severity === 'error' ? 'warning' : severity,
    enforcement: enforcement === 'deny' ? 'warn' : enforcement,
  };
}

function softened({ enforcement }: ResolvedSetting, { atMost }: Offence): Pick<Finding, 'enforcement'> | undefined {
  return atMost === undefined || enforcement === 'audit' ? undefined : { enforcement: atMost };
}

function exempted(subject: Subject, { id }: AnyRule, { container }: Offence, { plan, now }: Evaluation): Exempted | undefined {
  const { exemptions, suppressions } = plan.policy;
  return exemptionOf(exemptions, id, subject, container, now) ?? annotatedExemption(suppressions, id, subject.resource, now);
}

/** Offline, what the admission door will mend on its own is told for the record. */
function isLeftToInjection(active: ActiveRule, fix: Fix | undefined, plan: Plan): boolean {
  return plan.door === 'files' && active.injected && fix?.safety === 'safe';
}

function failure(subject: Subject, rule: AnyRule, setting: ResolvedSetting, reason: string): Finding {
  return {
    ...about(subject, rule, setting),
    messageId: RULE_FAILED,
    message: fillMessage(FAILED, { rule: rule.id, reason }),
    path: [],
    related: NONE,
    data: { reason },
    identity: identityOf(subject, rule.id, RULE_FAILED, ''),
  };
}

function about(subject: Subject, rule: AnyRule, setting: ResolvedSetting) {
  const { severity, enforcement } = setting;
  return {
    rule: rule.id,
    severity: severity === 'off' ? rule.severity : severity,
    enforcement,
    resource: refOf(subject),
    environment: subject.environment,
  };
}

/** Anything can be thrown, also what has no text. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'string' ? thrown : 'it threw something that is no error';
}

const NONE: readonly never[] = [];
const NO_DATA: Finding['data'] = {};
const INJECTED = { injected: true, enforcement: 'audit' } as const;
const FAILED = 'Rule {{rule}} failed and could not judge this object: {{reason}}. Mend the rule, or switch it off until then.';
const NONSENSE = 'it yielded something that is no offence (a declared message id and a path are needed, and the rest as type Offence says)';
