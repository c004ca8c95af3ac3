import { describe, expect, test } from 'vitest';
import type { Override, RuleSetting, Scope } from '../../src/engine/policy.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { found, overrideOf, perContainer, ruleOf, subjectOf } from './rules.ts';

const named = (...names: readonly string[]): Scope => ({ container: ({ name }) => names.some((one) => one === name) });
const running = (image: string): Scope => ({ container: (container) => container.image === image });
const limit = (value: number, scope: Scope): Override => overrideOf({ r: { parameters: { limit: value } } }, scope);
const severity = (value: RuleSetting['severity'], scope: Scope): Override => overrideOf({ r: { severity: value } }, scope);
const web: Scope = { subject: ({ name }) => name === 'web' };
const other: Scope = { subject: ({ name }) => name === 'other' };

/** Containers `a` (image x), `b` (image y) and `c` (image x), and one offence about the pod as a whole. */
const SUBJECT = subjectOf({
  containers: [
    { name: 'a', image: 'x' },
    { name: 'b', image: 'y' },
    { name: 'c', image: 'x' },
  ],
});

describe('each container is judged under its own setting', () => {
  test.each<[what: string, overrides: readonly Override[], told: readonly string[]]>([
    ['no override', [], ['a 1', 'b 1', 'c 1', 'pod 1']],
    ['everywhere', [limit(2, {})], ['a 2', 'b 2', 'c 2', 'pod 2']],
    ['this subject', [limit(2, web)], ['a 2', 'b 2', 'c 2', 'pod 2']],
    ['another subject', [limit(2, other)], ['a 1', 'b 1', 'c 1', 'pod 1']],
    ['one container', [limit(2, named('b'))], ['a 1', 'b 2', 'c 1', 'pod 1']],
    ['two containers', [limit(2, named('b', 'c'))], ['a 1', 'b 2', 'c 2', 'pod 1']],
    ['each its own', [limit(2, named('a')), limit(3, named('b')), limit(4, named('c'))], ['a 2', 'b 3', 'c 4', 'pod 1']],
    ['later wins', [limit(2, named('a', 'b')), limit(3, named('b'))], ['a 2', 'b 3', 'c 1', 'pod 1']],
    ['crosswise', [limit(2, running('x')), limit(3, named('a', 'b'))], ['a 3', 'b 3', 'c 2', 'pod 1']],
    ['a container of another subject', [limit(2, { ...other, ...named('b') })], ['a 1', 'b 1', 'c 1', 'pod 1']],
    ['a container of this subject', [limit(2, { ...web, ...named('b') })], ['a 1', 'b 2', 'c 1', 'pod 1']],
    ['all, after a container', [limit(2, named('b')), limit(3, {})], ['a 3', 'b 3', 'c 3', 'pod 3']],
    ['a container, after all', [limit(3, {}), limit(2, named('b'))], ['a 3', 'b 2', 'c 3', 'pod 3']],
    ['this subject, and one container', [limit(3, web), limit(2, named('b'))], ['a 3', 'b 2', 'c 3', 'pod 3']],
    ['off for one', [severity('off', named('b'))], ['a 1', 'c 1', 'pod 1']],
    ['off but for one', [severity('off', {}), severity('error', named('b'))], ['b 1']],
    ['off for this subject', [severity('off', web)], []],
    ['a container that it does not have', [limit(2, named('z'))], ['a 1', 'b 1', 'c 1', 'pod 1']],
  ])('%s', (_, overrides, told) => {
    const findings = found([perContainer('r')], { policy: { overrides } }, SUBJECT);
    expect(findings.map(({ message }) => message).toSorted()).toEqual(told);
  });

  test('severities map to enforcements as they do elsewhere', () => {
    const overrides = [severity('info', named('b')), severity('warning', named('c'))];
    const findings = found([perContainer('r')], { policy: { overrides } }, SUBJECT);
    expect(findings.map(({ container, enforcement }) => `${container} ${enforcement}`).toSorted()).toEqual([
      'a deny',
      'b audit',
      'c warn',
      'undefined deny',
    ]);
  });
});

test('a rule runs once for each setting that the containers really have', () => {
  let runs = 0;
  const rule: AnyRule = ruleOf('r', () => ((runs += 1), []));
  const asked = (overrides: readonly Override[]) => {
    runs = 0;
    found([rule], { policy: { overrides } }, SUBJECT);
    return runs;
  };
  expect(asked([])).toBe(1);
  expect(asked([severity('info', web)])).toBe(1);
  expect(asked([severity('info', { ...other, ...named('b') })])).toBe(1);
  expect(asked([severity('info', named('b'))])).toBe(2);
  expect(asked([severity('info', named('b')), severity('info', named('c'))])).toBe(3);
  expect(asked([severity('info', named('b', 'c')), severity('info', named('c', 'b'))])).toBe(2);
  expect(asked([severity('info', named('z'))])).toBe(1);
});

describe('no offence is lost', () => {
  const crosswise = [limit(2, running('x')), limit(3, named('a'))];

  test.each([
    [{ name: 'a' }, 'a'],
    [{ image: 'x' }, undefined],
    [{ name: 'stranger', image: 'z' }, 'stranger'],
    [{}, undefined],
  ])('about %j', (container, name) => {
    const rule = ruleOf('r', () => [{ message: 'bad', at: [], container }]);
    const subject = subjectOf({ containers: [{ name: 'a', image: 'x' }] });
    expect(found([rule], { policy: { overrides: crosswise } }, subject).map((finding) => finding.container)).toEqual([name]);
  });
});
