import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { formatResource } from '../../src/kube/resource-units.ts';
import type { Charge } from './charges.ts';
import { demandPlace } from './demand-places.ts';
import { excessSum, type Excess } from './quota-excess.ts';
import { isAbout } from './quota-subject.ts';
import { relatedAt } from './related.ts';
import { compareAmounts } from './written-sum.ts';

/** A finding for each bound that is gone over: at the bound, where the subject is the quota, else where the subject asks for the resource. */
export function* overQuota(subject: Subject, excesses: readonly Excess[]): Iterable<Offence<'over'>> {
  const isOwn = (entry: Pick<Charge, 'source'>): boolean => isAbout(subject, entry);
  const bounds = excesses.filter(({ quota }) => isOwn(quota));
  for (const excess of bounds) yield { ...offence(excess, isOwn), at: ['spec', 'hard', excess.name] };
  if (bounds.length > 0) return;
  // Of several quotas that bound one resource, the one that is exceeded most speaks for all.
  for (const same of Map.groupBy(excesses, ({ resource }) => resource).values()) {
    const [excess] = same.toSorted((a, b) => compareAmounts(b.total - b.hard, a.total - a.hard));
    if (excess !== undefined) yield { ...offence(excess, isOwn), at: demandPlace(subject, excess.resource) };
  }
}

function offence(excess: Excess, isOwn: (entry: Pick<Charge, 'source'>) => boolean): Omit<Offence<'over'>, 'at'> {
  const { quota, name, resource, charges } = excess;
  const amount = excess.total - excess.hard;
  const write = (value: bigint): string => formatResource(resource, value);
  const amounts = { hard: write(excess.hard), total: write(excess.total), over: write(amount) };
  const data = { quota: quota.source.name, resource: name, ...amounts, sum: excessSum(excess, isOwn) };
  const related = [
    ...(isOwn(quota) ? [] : [relatedAt(quota.source, ['spec', 'hard', name])]),
    ...charges
      .filter((charge) => !isOwn(charge))
      .slice(0, MOST_RELATED)
      .map((charge) => relatedAt(charge.source, [])),
  ];
  return { message: 'over', data, related, amount, amountOf: resource };
}

const MOST_RELATED = 20;
