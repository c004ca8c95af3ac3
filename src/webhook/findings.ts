import { evaluate, type Evaluation } from '../engine/evaluate.ts';
import { exemptionOf } from '../engine/exempt.ts';
import type { Exempted, Finding } from '../engine/finding.ts';
import type { ContainerRef } from '../engine/policy.ts';
import { ratchet, soften } from '../engine/ratchet.ts';
import type { Identified, Subject } from '../engine/resource.ts';
import { asOwnerWouldMake, isMadeByController, ownersOf } from './owner.ts';
import { suspendedFindings } from './suspended.ts';
import { evaluationOf, type World } from './world.ts';

/** Every finding about a request's subject: what the request does not make worse is old, and denies nothing. */
export function findingsFor(subject: Subject, old: Subject | undefined, world: World): readonly Finding[] {
  const silent = suspendedFindings(subject, world);
  const found = judged(subject, old, world);
  return silent.length === 0 ? found : [...found, ...silent];
}

function judged(subject: Subject, old: Subject | undefined, world: World): readonly Finding[] {
  const evaluation = evaluationOf(world);
  const found = evaluate(subject, evaluation);
  if (found.length === 0) return found;
  const fresh = old === undefined ? found : ratchet(found, evaluate(old, evaluation));
  return isMadeByController(subject) ? followOwner(fresh, subject, evaluation, world) : fresh;
}

/** Tells under which exemption of its root owner a finding about a controller's object falls. */
export function ownersExemption(subject: Subject, root: Identified, evaluation: Evaluation): (finding: Finding) => Exempted | undefined {
  const owner: Subject = { ...subject, ...root };
  const { plan, model, now } = evaluation;
  return (finding) => {
    const named = ({ name }: ContainerRef): boolean => finding.container !== undefined && name === finding.container;
    const container = model.containers(subject).find(named);
    return exemptionOf(plan.policy.exemptions, finding.rule, owner, container, now);
  };
}

/** What a controller makes answers for what its owner's template does not say; of an unknown owner that can't be told. */
function followOwner(found: readonly Finding[], child: Subject, evaluation: Evaluation, world: World): readonly Finding[] {
  const owners = ownersOf(child, world);
  const [owner] = owners;
  const root = owners.at(-1);
  const made = owner === undefined ? undefined : asOwnerWouldMake(child, owner);
  if (made === undefined || root === undefined) return found.map(soften);
  const exemption = ownersExemption(child, root, evaluation);
  return ratchet(found, evaluate(made, evaluation)).map((finding) => ({ ...finding, exempt: finding.exempt ?? exemption(finding) }));
}
