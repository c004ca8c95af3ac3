import { annotatedExemption } from '../engine/annotation.ts';
import { exemptionOf } from '../engine/exempt.ts';
import type { Finding } from '../engine/finding.ts';
import { identityOf } from '../engine/identity.ts';
import type { ActiveRule } from '../engine/plan.ts';
import { refOf, type Subject } from '../engine/resource.ts';
import type { Enforcement } from '../engine/rule.ts';
import { variantsOf } from '../engine/variants.ts';
import type { World } from './world.ts';

/** Why a rule was stopped: it did not finish in time, or it took its thread down. */
export type StopReason = 'timeout' | 'crash';

/** The message id of what stands in for a rule that is not asked. */
const RULE_STOPPED = 'rule-stopped';

/** A finding for each rule that would be asked about a subject but for having been stopped: its enforcement answers for it. */
export function suspendedFindings(subject: Subject, world: World): readonly Finding[] {
  const { suspended, plan } = world;
  if (suspended === undefined) return NONE;
  return plan.candidates(subject).flatMap((active) => {
    const reason = suspended(active.rule, subject);
    const found = reason === undefined ? undefined : standIn(active, reason, subject, world);
    return found === undefined ? [] : [found];
  });
}

export function stoppedMessage(rule: string, reason: StopReason): string {
  return `Rule ${rule} ${STOPPED[reason]}, so it could not judge this object. Mend the rule, or switch it off until then.`;
}

function standIn(active: ActiveRule, reason: StopReason, subject: Subject, world: World): Finding | undefined {
  const { rule } = active;
  const settings = variantsOf(active, subject, world.model).flatMap(({ setting }) => (setting.severity === 'off' ? [] : [setting]));
  const [strictest] = settings.toSorted((a, b) => STRICTNESS[b.enforcement] - STRICTNESS[a.enforcement]);
  if (strictest === undefined) return undefined;
  return {
    rule: rule.id,
    messageId: RULE_STOPPED,
    message: stoppedMessage(rule.id, reason),
    severity: strictest.severity === 'off' ? rule.severity : strictest.severity,
    enforcement: strictest.enforcement,
    resource: refOf(subject),
    path: [],
    related: NONE,
    data: { reason },
    identity: identityOf(subject, rule.id, RULE_STOPPED, ''),
    exempt: exempted(subject, rule.id, world),
  };
}

function exempted(subject: Subject, rule: string, world: World): Finding['exempt'] {
  const { exemptions, suppressions } = world.plan.policy;
  const now = world.now();
  return exemptionOf(exemptions, rule, subject, undefined, now) ?? annotatedExemption(suppressions, rule, subject.resource, now);
}

const NONE: readonly never[] = [];
const STOPPED: Readonly<Record<StopReason, string>> = {
  timeout: 'did not finish in time',
  crash: 'took its thread down (it ran out of memory, or ended it)',
};
const STRICTNESS: Readonly<Record<Enforcement, number>> = { deny: 2, warn: 1, audit: 0 };
