import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import { member } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { amountsOf } from '../../src/kube/amounts.ts';
import type { ResourceList } from '../../src/kube/effective-resources.ts';
import { canonicalQuotaName } from '../../src/kube/quota-names.ts';
import { podMatchesScopes } from '../../src/kube/quota-scopes.ts';
import { containerAllotments, podAllotment } from './allotments.ts';
import type { ClaimantEntry } from './claimants.ts';
import type { Quota } from './quotas.ts';

/**
 * The containers that name no amount of what a quota bounds: the admission plugin refuses such Pods, for cpu and memory alone
 * (Constraints of pkg/quota/v1/evaluator/core/pods.go). A pod with amounts of its own is left alone.
 */
export function* unspecifiedAmounts(
  subject: Subject,
  facts: FactsView,
  entries: readonly FactEntry<Quota>[],
  own: readonly ClaimantEntry[],
): Iterable<Offence<'unspecified'>> {
  const demanded = podAllotment(subject) === undefined ? demandedBy(entries, own) : NOBODY;
  if (demanded.size === 0) return;
  for (const { who, path, container, ...lists } of containerAllotments(subject, facts))
    for (const [resource, quota] of demanded) {
      const [list, name] = DEMANDED.get(resource) ?? NOTHING;
      if (member(lists[list], name) !== undefined) continue;
      yield { message: 'unspecified', data: { who, resource, quota }, at: [...path, list, name], ...(container && { container }) };
    }
}

/** Which amounts are asked for, and by which quota. */
function demandedBy(entries: readonly FactEntry<Quota>[], own: readonly ClaimantEntry[]): ReadonlyMap<string, string> {
  const pods = own.flatMap(({ value, claimant }) => (value.pods === undefined ? [] : [{ ...value.pods, bestEffort: claimant.bestEffort }]));
  const counting = entries.filter(({ value }) => pods.some((pod) => podMatchesScopes(value.scopes, pod)));
  return new Map(
    counting.flatMap(({ value, source }) =>
      [...amountsOf(value.hard).keys()]
        .map(canonicalQuotaName)
        .filter((name) => DEMANDED.has(name))
        .map((name) => [name, source.name]),
    ),
  );
}

const NOBODY: ReadonlyMap<string, string> = new Map();
const NOTHING = ['requests', ''] as const;
const DEMANDED: ReadonlyMap<string, readonly [list: ResourceList, resource: string]> = new Map([
  ['requests.cpu', ['requests', 'cpu']],
  ['requests.memory', ['requests', 'memory']],
  ['limits.cpu', ['limits', 'cpu']],
  ['limits.memory', ['limits', 'memory']],
]);
