import { member, type Json } from '../../src/engine/json.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import type { ResourceList } from '../../src/kube/effective-resources.ts';
import { maxBreach, maxRequestBreach, minBreach, ratioBreach, type Breach, type Constrained } from '../../src/kube/limit-ranger.ts';
import type { LimitRangeItem } from './limit-range-items.ts';
import { isMalformed, type Limited } from './limited-things.ts';
import { written } from './written.ts';

export type LimitBreach = 'missing' | 'below' | 'above' | 'ratio' | 'malformed';

/** Where a container, pod or claim breaks an item of a LimitRange that speaks of its type. */
export function* limitBreaches(thing: Limited, item: LimitRangeItem, limitRange: string): Iterable<Offence<LimitBreach>> {
  if (thing.type !== item.type) return;
  for (const resource of new Set(BOUNDS.flatMap((bound) => Object.keys(item[bound])))) {
    const malformed = LISTS.find((list) => isMalformed(member(thing[list], resource)));
    if (malformed !== undefined) yield offence(thing, resource, limitRange, malformed, 'malformed', {});
    else for (const bound of BOUNDS) yield* inBound(thing, resource, bound, member(item[bound], resource), limitRange);
  }
}

function* inBound(
  thing: Limited,
  resource: string,
  bound: Bound,
  value: Json | undefined,
  limitRange: string,
): Iterable<Offence<LimitBreach>> {
  const enforced = parseAmount(value);
  const breach = enforced === undefined ? undefined : breachOf(bound, thing, resource, enforced);
  if (enforced === undefined || breach === undefined) return;
  const message = messageOf(bound, breach);
  const found = offence(thing, resource, limitRange, breach.of, message, { bound: WORDS[bound], enforced: written(value) });
  yield { ...found, ...measured(thing, breach.of, resource, message, enforced) };
}

function offence(
  thing: Limited,
  resource: string,
  limitRange: string,
  of: ResourceList,
  message: LimitBreach,
  more: Words,
): Offence<LimitBreach> {
  const stated = (list: ResourceList): string => written(member(thing[list], resource));
  const amounts = { amount: stated(of), request: stated('requests'), limit: stated('limits') };
  const data = { who: thing.who, resource, limitRange, of: NAMES[of], ...amounts, ...more };
  return { message, data, at: [...thing.path, of, resource], ...(thing.container && { container: thing.container }) };
}

function breachOf(bound: Bound, thing: Limited, resource: string, enforced: bigint): Breach | undefined {
  const amount = (list: ResourceList) => parseAmount(member(thing[list], resource));
  const constrained: Constrained = { enforced, request: amount('requests'), limit: amount('limits') };
  return (thing.type === 'PersistentVolumeClaim' ? CLAIM_CHECKS : CHECKS)[bound](constrained);
}

function messageOf(bound: Bound, { how }: Breach): LimitBreach {
  return bound === 'maxLimitRequestRatio' && how === 'above' ? 'ratio' : how;
}

/** How far it is out of bounds; of a ratio, the ratio itself. */
function measured(thing: Limited, of: ResourceList, resource: string, message: LimitBreach, enforced: bigint) {
  const amount = parseAmount(member(thing[of], resource));
  if (amount === undefined) return {};
  if (message === 'below') return { amount: enforced - amount };
  if (message === 'above') return { amount: amount - enforced };
  const request = parseAmount(member(thing.requests, resource)) ?? 0n;
  return message === 'ratio' && request > 0n ? { amount: (amount * ONE) / request } : {};
}

type Words = Readonly<Record<string, string>>;
type Bound = 'min' | 'max' | 'maxLimitRequestRatio';
const BOUNDS: readonly Bound[] = ['min', 'max', 'maxLimitRequestRatio'];
/** The limit first: it may be the request too. */
const LISTS = ['limits', 'requests'] as const;
const NAMES = { requests: 'request', limits: 'limit' } as const;
const WORDS: Readonly<Record<Bound, string>> = { min: 'minimum', max: 'maximum', maxLimitRequestRatio: 'ratio of limit to request' };
const CHECKS = { min: minBreach, max: maxBreach, maxLimitRequestRatio: ratioBreach };
/** Of a claim, the LimitRanger looks at no ratio. */
const CLAIM_CHECKS = { min: minBreach, max: maxRequestBreach, maxLimitRequestRatio: () => undefined };
const ONE = 1_000_000_000n;
