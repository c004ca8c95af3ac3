import { equalJson, isList, isObject, member, type Json } from '../engine/json.ts';
import type { RawCondition } from '../settings/raw.ts';
import { describeMatcher, matches, matching } from '../signatures/matcher.ts';

/** What a predicate has to be like: undefined where it is, else what is wrong with it. */
export type Condition = (predicate: Json, now: number) => string | undefined;

/** All conditions as one. Throws a TypeError for a pattern that RE2 does not read. */
export function conditionsOf(conditions: readonly RawCondition[]): Condition {
  const tests = conditions.map(conditionOf);
  return (predicate, now) => {
    for (const test of tests) {
      const fault = test(predicate, now);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** `90s`, `15m`, `12h` or `7d`, as the settings have been checked for. */
export function milliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNITS.get(duration.slice(-1)) ?? Number.NaN);
}

function conditionOf(raw: RawCondition): Condition {
  const path = raw.at
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const test = testOf(raw);
  const holds = (place: Place, now: number): boolean => (place.is === 'value' ? test.accepts(place.value, now) : place.is === test.bears);
  return (predicate, now) => {
    const places = placesAt(predicate, path, false);
    const wrong = places.find((place) => !holds(place, now));
    if (wrong?.is === 'value') return `its predicate has ${shown(wrong.value)} at ${raw.at}, wanted is ${test.wanted}`;
    const isEmpty = places.length === 0 && test.bears === undefined;
    return wrong !== undefined || isEmpty ? `its predicate has nothing at ${raw.at}, wanted is ${test.wanted}` : undefined;
  };
}

/** What stands at a place; `absent`: nothing, in an item of a list; `elsewhere`: the predicate is of another shape. */
type Place = { readonly is: 'value'; readonly value: Json } | { readonly is: 'absent' | 'elsewhere' };

interface Test {
  readonly accepts: (value: Json, now: number) => boolean;
  readonly wanted: string;
  /** What is only ruled out holds of a list without items, and of one whose items lack it; anything else has to be there. */
  readonly bears?: 'absent';
}

function testOf({ equals, matches: source, in: allowed, notIn, atMost, maxAge }: RawCondition): Test {
  if (source !== undefined) return patternTest(source);
  if (allowed !== undefined)
    return { accepts: (value) => allowed.some((one) => equalJson(one, value)), wanted: `one of ${shown(allowed)}` };
  if (notIn !== undefined)
    return { accepts: (value) => !notIn.some((one) => equalJson(one, value)), wanted: `none of ${shown(notIn)}`, bears: 'absent' };
  if (atMost !== undefined) return { accepts: (value) => typeof value === 'number' && value <= atMost, wanted: `at most ${atMost}` };
  if (maxAge !== undefined)
    return { accepts: (value, now) => isRecent(value, now, milliseconds(maxAge)), wanted: `a time of the last ${maxAge}` };
  return { accepts: (value) => equalJson(equals, value), wanted: shown(equals ?? null) };
}

function patternTest(source: string): Test {
  const matcher = matching(source);
  return {
    accepts: (value) => typeof value === 'string' && matches(matcher, value),
    wanted: `a text that matches ${describeMatcher(matcher)}`,
  };
}

/** What lies in the future is no age that anybody meant. */
function isRecent(value: Json, now: number, most: number): boolean {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time <= now + CLOCK_SKEW && now - time <= most;
}

/** `*` stands for every item of a list. */
function placesAt(value: Json | undefined, [key, ...rest]: readonly string[], inList: boolean): readonly Place[] {
  if (key === undefined) return value === undefined ? missing(inList) : [{ is: 'value', value }];
  if (value === undefined || value === null) return missing(inList);
  if (key === '*' && isList(value)) return value.flatMap((item) => placesAt(item, rest, true));
  const next = memberAt(value, key);
  return next === undefined ? [ELSEWHERE] : placesAt(next.value, rest, inList);
}

function missing(inList: boolean): readonly Place[] {
  return inList ? [{ is: 'absent' }] : [ELSEWHERE];
}

/** Undefined where a value of its shape has no such member. */
function memberAt(value: Json, key: string): { readonly value: Json | undefined } | undefined {
  if (isList(value)) return /^\d+$/u.test(key) ? { value: member(value, Number(key)) } : undefined;
  return isObject(value) && key !== '*' ? { value: member(value, key) } : undefined;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const ELSEWHERE: Place = { is: 'elsewhere' };
const CLOCK_SKEW = 300_000;
const LONGEST_SHOWN = 120;
