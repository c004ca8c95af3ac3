import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import { member, valueAt, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { claimantsOf, type ClaimantEntry, type Outlook } from './claimants.ts';
import { costOf, inParts, priceList, writtenMoney, type BudgetParams, type PriceList } from './costs.ts';
import { parseDecimal } from './decimals.ts';
import { demandPlace } from './demand-places.ts';
import { namespaceAnnotations } from './namespace-annotations.ts';
import { ownClaimants } from './quota-subject.ts';
import { relatedAt } from './related.ts';
import { writtenSum } from './written-sum.ts';

export function* unreadableBudget({ name, resource }: Subject, annotation: string): Iterable<Offence<'unreadable'>> {
  const at = ['metadata', 'annotations', annotation];
  const value = valueAt(resource, at);
  if (value === undefined || value === null || (typeof value === 'string' && parseDecimal(value) !== undefined)) return;
  yield { message: 'unreadable', data: { namespace: name }, at };
}

/** At the budget, where the subject is the Namespace, else where the subject asks for what costs. */
export function* overBudget(subject: Subject, params: BudgetParams, facts: FactsView): Iterable<Offence<'over'>> {
  const namespace = subject.kind === 'Namespace' ? subject.name : (subject.namespace ?? '');
  const [budget] = facts.get(namespaceAnnotations, namespace).flatMap((entry) => budgetIn(entry, params.annotation));
  if (budget === undefined) return;
  const list = priceList(params);
  const claimants = claimantsOf(facts, namespace, OUTLOOK);
  if (!hasPart(subject, claimants, list)) return;
  const cost = claimants.reduce((sum, entry) => sum + costOf(entry, list).cost, 0n);
  const amount = cost - inParts(budget.decimal, list);
  const money = { cost: writtenMoney(cost, list), over: writtenMoney(amount, list), budget: budget.written };
  const data = { namespace, hours: params.hours, ...money, sum: costSum(claimants, list) };
  if (amount > 0n) yield { message: 'over', data, ...placesOf(subject, budget.entry, params.annotation), amount };
}

function hasPart(subject: Subject, claimants: readonly ClaimantEntry[], list: PriceList): boolean {
  if (subject.kind === 'Namespace') return true;
  return ownClaimants(subject, claimants, OUTLOOK).some((entry) => costOf(entry, list).cost > 0n);
}

function placesOf(subject: Subject, budget: FactEntry, annotation: string): Pick<Offence, 'at' | 'related'> {
  const path: Path = ['metadata', 'annotations', annotation];
  if (subject.kind === 'Namespace') return { at: path };
  const resource = subject.kind === 'Service' ? 'services.loadbalancers' : 'requests.storage';
  return { at: demandPlace(subject, subject.workload === undefined ? resource : 'pods'), related: [relatedAt(budget.source, path)] };
}

function budgetIn(entry: FactEntry<Readonly<Record<string, string>>>, annotation: string) {
  const written = member(entry.value, annotation);
  const decimal = typeof written === 'string' ? parseDecimal(written) : undefined;
  return decimal === undefined || typeof written !== 'string' ? [] : [{ entry, decimal, written: written.trim() }];
}

/** Who costs what. */
function costSum(claimants: readonly ClaimantEntry[], list: PriceList): string {
  const costs = claimants.map((entry) => ({ source: entry.source, ...costOf(entry, list) }));
  return writtenSum(
    costs.filter(({ cost, per }) => cost > 0n || per !== undefined),
    {
      amountOf: ({ cost }) => cost,
      write: ({ source: { kind, name }, cost, per }) =>
        `${kind} "${name === '' ? '(no name)' : name}" ${writtenMoney(cost, list)}${per === undefined ? '' : ` and what it takes ${per}, not counted`}`,
      writeAmount: (amount) => writtenMoney(amount, list),
    },
  );
}

const OUTLOOK: Outlook = { useMaxReplicas: true, useSurge: false };
