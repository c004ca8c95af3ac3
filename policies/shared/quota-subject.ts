import type { FactEntry } from '../../src/engine/fact.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { countNameOf } from '../../src/kube/quota-names.ts';
import { groupOf } from '../../src/kube/resources.ts';
import { autoscalerOf } from './autoscalers.ts';
import { additionOf, type Bound } from './charges.ts';
import type { ClaimantEntry, Outlook } from './claimants.ts';
import type { Quota } from './quotas.ts';

/** Whether an entry is about the subject itself. */
export function isAbout({ resource, kind, name, document }: Subject, { source }: Pick<FactEntry, 'source'>): boolean {
  const isSame = source.name === name && source.kind === kind && source.document === document;
  return isSame && groupOf(source.apiVersion) === groupOf(resource.apiVersion);
}

/** What the subject answers for: the demands that are its own, or those that it scales up. */
export function ownClaimants(subject: Subject, claimants: readonly ClaimantEntry[], { useMaxReplicas }: Outlook): readonly ClaimantEntry[] {
  const scaler = autoscalerOf(subject);
  if (scaler === undefined) return claimants.filter((entry) => isAbout(subject, entry));
  if (!useMaxReplicas) return [];
  const { target, max = 0, containers } = scaler;
  return claimants.filter(({ value }) => value.id === target && (containers !== undefined || max > (value.pods?.count.replicas ?? max)));
}

/** Which bounds the subject has a part in: all of a quota that it is, and of any other those that it adds to. */
export function partIn(subject: Subject, own: readonly ClaimantEntry[]): (quota: FactEntry<Quota>, bound: Bound) => boolean {
  const counted = countNameOf(subject.resource.apiVersion, subject.kind);
  return (quota, bound) => {
    if (isAbout(subject, quota)) return true;
    if (bound.kind === 'objects') return bound.resource === counted;
    return own.some((entry) => (additionOf(entry, bound)?.amount ?? 0n) > 0n);
  };
}
