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
  return (predicate, now) => {
    const values = valuesAt(predicate, path);
    if (values.length === 0) return `its predicate has nothing at ${raw.at}`;
    const wrong = values.find((value) => !test.accepts(value, now));
    return wrong === undefined ? undefined : `its predicate has ${shown(wrong)} at ${raw.at}, wanted is ${test.wanted}`;
  };
}

interface Test {
  readonly accepts: (value: Json, now: number) => boolean;
  readonly wanted: string;
}

function testOf({ equals, matches: source, in: allowed, notIn, atMost, maxAge }: RawCondition): Test {
  if (source !== undefined) return patternTest(source);
  if (allowed !== undefined)
    return { accepts: (value) => allowed.some((one) => equalJson(one, value)), wanted: `one of ${shown(allowed)}` };
  if (notIn !== undefined) return { accepts: (value) => !notIn.some((one) => equalJson(one, value)), wanted: `none of ${shown(notIn)}` };
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
function valuesAt(value: Json | undefined, [key, ...rest]: readonly string[]): readonly Json[] {
  if (key === undefined) return value === undefined ? [] : [value];
  if (key === '*') return isList(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if (isList(value) && /^\d+$/u.test(key)) return valuesAt(member(value, Number(key)), rest);
  return isObject(value) ? valuesAt(member(value, key), rest) : [];
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
const CLOCK_SKEW = 300_000;
const LONGEST_SHOWN = 120;
