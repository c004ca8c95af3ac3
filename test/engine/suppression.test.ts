import { describe, expect, test } from 'vitest';
import { annotatedExemption, annotatedSuppressions, ANNOTATION } from '../../src/engine/annotation.ts';
import { endOfDay } from '../../src/engine/day.ts';
import type { Json } from '../../src/engine/json.ts';
import { parseSuppression } from '../../src/engine/suppression.ts';
import { found, subjectOf, yielding } from './rules.ts';

const END = Date.UTC(2026, 2, 2);

describe('the end of a day', () => {
  test.each<[string, number | undefined]>([
    ['2026-03-01', END],
    ['2026-12-31', Date.UTC(2027, 0, 1)],
    ['2028-02-29', Date.UTC(2028, 2, 1)],
    ['2026-02-29', undefined],
    ['2026-02-30', undefined],
    ['2026-13-01', undefined],
    ['2026-00-01', undefined],
    ['2026-01-00', undefined],
    ['0001-01-01', undefined],
    ['2026-3-01', undefined],
    ['2026-03-1', undefined],
    ['26-03-01', undefined],
    ['x2026-03-01', undefined],
    ['2026-03-01T00:00', undefined],
    ['abcd-03-01', undefined],
    ['2026-ab-01', undefined],
    ['2026-03-ab', undefined],
    ['', undefined],
  ])('%s', (text, end) => {
    expect(endOfDay(text)).toBe(end);
  });
});

describe('a suppression', () => {
  test.each<[text: string, rule: string, reason: string, until?: number]>([
    ['rule -- a reason', 'rule', 'a reason'],
    ['rule--a reason', 'rule', 'a reason'],
    ['  rule  --  a reason  ', 'rule', 'a reason'],
    ['no-latest-tag -- 1', 'no-latest-tag', '1'],
    ['team/rule_2.x -- Grund: ä', 'team/rule_2.x', 'Grund: ä'],
    ['7up -- ж', '7up', 'ж'],
    ['rule -- one -- two', 'rule', 'one -- two'],
    ['rule -- a reason until 2026-03-01', 'rule', 'a reason', END],
    ['rule -- a reason   until 2026-03-01', 'rule', 'a reason', END],
    ['rule -- a reason\tuntil  2026-03-01 ', 'rule', 'a reason', END],
    ['rule -- wait until the next release', 'rule', 'wait until the next release'],
    ['rule -- until 2026-03-01 or so', 'rule', 'until 2026-03-01 or so'],
    ['rule -- auntil 2026-03-01', 'rule', 'auntil 2026-03-01'],
    ['rule -- until2026-03-01', 'rule', 'until2026-03-01'],
  ])('%s', (text, rule, reason, until) => {
    expect(parseSuppression(text)).toEqual({ rule, reason, until });
  });

  test.each([
    ['', 'no-rule'],
    [' -- a reason', 'no-rule'],
    ['a rule -- a reason', 'no-rule'],
    ['-- -- a reason', 'no-rule'],
    ['Rule -- a reason', 'no-rule'],
    ['.rule -- a reason', 'no-rule'],
    ['rule! -- a reason', 'no-rule'],
    ['rule', 'no-reason'],
    ['rule --', 'no-reason'],
    ['rule -- ...', 'no-reason'],
    ['rule -- until 2026-03-01', 'no-reason'],
    ['rule -- ! until 2026-03-01', 'no-reason'],
    ['rule -- a reason until 2026-02-30', 'no-date'],
    ['rule -- a reason until 2026', 'no-date'],
    ['rule -- a reason until 2026-03-01!', 'no-date'],
  ])('%s: %s', (text, fault) => {
    expect(parseSuppression(text)).toEqual({ fault });
  });
});

describe('the annotation', () => {
  test('has the name that the docs give', () => expect(ANNOTATION).toBe('lintel.dev/ignore'));

  test.each<[Json, readonly unknown[]]>([
    [{ [ANNOTATION]: 'r -- one\n\n  \ns -- two\n?' }, [one('r', 'one'), one('s', 'two'), { fault: 'no-rule' }]],
    [{ [ANNOTATION]: '' }, []],
    [{ [ANNOTATION]: 7 }, []],
    [{ other: 'r -- one' }, []],
    [null, []],
    [[], []],
  ])('%j', (annotations, expected) => {
    expect(annotatedSuppressions(subjectOf({ metadata: { annotations } }).resource)).toEqual(expected);
  });

  const allowed = { annotation: true, never: new Set<string>() };
  const text = '?\nother -- no\nr -- old until 2026-03-01\nr -- newer';

  test.each([
    ['in force', allowed, text, END - 1, { by: 'annotation', reason: 'old', until: END }],
    ['ended', allowed, text, END, { by: 'annotation', reason: 'newer', until: undefined }],
    ['ended, and no other', allowed, 'r -- old until 2026-03-01', END, undefined],
    ['of another rule', allowed, 'other -- no', 0, undefined],
    ['not allowed', { ...allowed, annotation: false }, text, 0, undefined],
    ['of a rule that nobody suppresses', { annotation: true, never: new Set(['r']) }, text, 0, undefined],
    ['with no policy about it', undefined, text, 0, undefined],
    ['absent', allowed, undefined, 0, undefined],
  ])('%s', (_, policy, annotation, now, expected) => {
    const { resource } = subjectOf({ metadata: { annotations: { ...(annotation !== undefined && { [ANNOTATION]: annotation }) } } });
    expect(annotatedExemption(policy, 'r', resource, now)).toEqual(expected);
  });

  test('counts as an exemption where the settings let it, after theirs', () => {
    const subject = subjectOf({ metadata: { annotations: { [ANNOTATION]: 'r -- mine' } } });
    const rules = [yielding('r', [{ message: 'bad', at: [] }])];
    const exempt = (policy: object) => found(rules, { policy }, subject)[0]?.exempt?.reason;
    expect(exempt({ suppressions: allowed })).toBe('mine');
    expect(exempt({})).toBeUndefined();
    expect(exempt({ suppressions: allowed, exemptions: [{ rule: 'r', scope: {}, reason: 'theirs' }] })).toBe('theirs');
  });
});

function one(rule: string, reason: string) {
  return { rule, reason, until: undefined };
}
