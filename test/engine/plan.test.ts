import { describe, expect, test } from 'vitest';
import { compilePlan, concerns, layered, type Door } from '../../src/engine/plan.ts';
import type { Override, Place, Policy, RuleInstance, RuleSetting, Scope } from '../../src/engine/policy.ts';
import type { Operation, Subject } from '../../src/engine/resource.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { found, instanceOf, overrideOf, ruleOf, subjectOf, yielding } from './rules.ts';

const POD = { group: '', kind: 'Pod' };
const WORKLOAD = { podTemplate: [], longRunning: true };
const HERE = subjectOf();
const on = (...rules: readonly (AnyRule | RuleInstance)[]) => planOf(rules.map((rule) => ('rule' in rule ? rule : instanceOf(rule))));

describe('which rules are asked about a subject', () => {
  test.each<[what: string, match: AnyRule['match'], subject: Partial<Subject>, asked: boolean]>([
    ['all kinds', { kinds: 'all' }, { group: 'x', kind: 'Y' }, true],
    ['its kind', { kinds: [POD] }, {}, true],
    ['another kind', { kinds: [POD] }, { kind: 'Service' }, false],
    ['its kind in another group', { kinds: [POD] }, { group: 'apps' }, false],
    ['one of several kinds', { kinds: [{ group: 'apps', kind: 'Deployment' }, POD] }, {}, true],
    ['no kind', { kinds: [] }, {}, false],
    ['workloads', { kinds: ['workloads'] }, { kind: 'Rollout', workload: WORKLOAD }, true],
    ['workloads, of what is none', { kinds: ['workloads'] }, {}, false],
    ['workloads and a kind', { kinds: ['workloads', POD] }, {}, true],
  ])('%s: %j of %j', (_, match, subject, asked) => {
    let calls = 0;
    const rule = ruleOf('r', () => ((calls += 1), []), { match });
    found([rule], {}, subjectOf({}, subject));
    expect(calls).toBe(asked ? 1 : 0);
  });

  test.each<[readonly Operation[] | undefined, readonly Operation[]]>([
    [undefined, ['CREATE', 'UPDATE']],
    [['DELETE'], ['DELETE']],
    [
      ['CREATE', 'CONNECT'],
      ['CREATE', 'CONNECT'],
    ],
    [[], []],
  ])('operations %j', (operations, expected) => {
    const plan = on(ruleOf('r', () => [], { match: { kinds: 'all', ...(operations && { operations }) } }));
    const all: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];
    expect(all.filter((operation) => plan.candidates({ ...HERE, operation }).length > 0)).toEqual(expected);
  });

  test.each<[AnyRule['doors'], readonly Door[]]>([
    [undefined, ['files', 'admission']],
    ['both', ['files', 'admission']],
    ['files', ['files']],
    ['admission', ['admission']],
  ])('doors: %s', (doors, expected) => {
    const rule = yielding('r', [], doors === undefined ? {} : { doors });
    const standing = (['files', 'admission'] as const).filter((door) => planOf([instanceOf(rule)], [], door).candidates(HERE).length > 0);
    expect(standing).toEqual(expected);
    expect((['files', 'admission'] as const).filter((door) => planOf([instanceOf(rule)], [], door).rules.length > 0)).toEqual(expected);
  });

  test('all, in the order of the policy', () => {
    const plan = on(yielding('b', []), yielding('a', [], { match: { kinds: [] } }), yielding('c', []));
    expect(plan.candidates(HERE).map(({ rule }) => rule.id)).toEqual(['b', 'c']);
    expect(plan.rules.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  test('a plan tells its policy and its door', () => {
    const policy: Policy = { rules: [], overrides: [], exemptions: [] };
    expect(compilePlan(policy, 'admission')).toMatchObject({ policy, door: 'admission', rules: [] });
    expect(compilePlan(policy, 'admission').policy).toBe(policy);
  });

  test('whether it is injected', () => {
    const plan = on(instanceOf(yielding('a', []), {}, true), yielding('b', []));
    expect(plan.candidates(HERE).map(({ injected }) => injected)).toEqual([true, false]);
  });
});

test.each<[AnyRule['match']['kinds'], boolean, boolean]>([
  ['all', true, true],
  [[], false, false],
  [['workloads'], true, false],
  [[{ group: '', kind: 'Pod' }], true, true],
  [[{ group: '', kind: 'pod' }], false, false],
])('concerns: %j', (kinds, workload, plain) => {
  const place: Place = { ...POD, workload: true };
  expect([concerns(kinds, place), concerns(kinds, { ...place, workload: false })]).toEqual([workload, plain]);
});

describe('a setting', () => {
  test.each<[Partial<RuleSetting>, string, string]>([
    [{ severity: 'error' }, 'error', 'deny'],
    [{ severity: 'warning' }, 'warning', 'warn'],
    [{ severity: 'info' }, 'info', 'audit'],
    [{ severity: 'error', enforcement: 'audit' }, 'error', 'audit'],
    [{ severity: 'info', enforcement: 'deny' }, 'info', 'deny'],
  ])('%j', (setting, severity, enforcement) => {
    const [active] = on(instanceOf(yielding('r', []), setting)).candidates(HERE);
    expect(active?.setting).toMatchObject({ severity, enforcement });
  });

  test('has defaults filled in, and keeps what was given', () => {
    const parameters = { a: { schema: {}, default: 1 }, b: { schema: {}, default: 2 } };
    const setting: RuleSetting = { severity: 'error', parameters: { b: 3 } };
    const [active] = on(instanceOf(yielding('r', [], { parameters }), setting)).candidates(HERE);
    expect(active?.setting.params).toEqual({ a: 1, b: 3 });
    expect(active?.setting.given).toEqual(setting);
  });

  test('that is off, with nothing to switch it on, is no candidate and no rule of the plan', () => {
    const off = instanceOf(yielding('r', []), { severity: 'off' });
    const unrelated = overrideOf({ other: { severity: 'error' }, r: { enforcement: 'warn' } });
    const another = overrideOf({ other: { severity: 'error' } });
    for (const plan of [planOf([off]), planOf([off], [unrelated, another])]) {
      expect(plan.rules).toEqual([]);
      expect(plan.candidates(HERE)).toEqual([]);
    }
  });

  test('a change lies over what was given, parameter by parameter', () => {
    const rule = yielding('r', [], { parameters: { a: { schema: {}, default: 1 }, b: { schema: {}, default: 2 } } });
    const [active] = on(instanceOf(rule, { severity: 'info', parameters: { a: 5 } })).candidates(HERE);
    if (active === undefined) return expect.unreachable();
    expect(layered(rule, active.setting, { parameters: { b: 7 } })).toMatchObject({ severity: 'info', params: { a: 5, b: 7 } });
    const off = layered(rule, active.setting, { severity: 'off' });
    expect(off).toMatchObject({ severity: 'off', enforcement: 'audit', params: { a: 5, b: 2 } });
    return expect(layered(rule, off, { severity: 'error' })).toMatchObject({
      severity: 'error',
      enforcement: 'deny',
      params: { a: 5, b: 2 },
    });
  });
});

describe('overrides', () => {
  const shop: Scope = { place: ({ namespace }) => namespace === 'shop' };
  const bank: Scope = { place: ({ namespace }) => namespace === 'bank' };
  const web: Scope = { subject: ({ name }) => name === 'web' };
  const box: Scope = { container: ({ name }) => name === 'box' };

  /** The severity that the place settles, and how many layers are left. */
  test.each<[what: string, given: RuleSetting['severity'], overrides: readonly Override[], told: string]>([
    ['none', 'error', [], 'error 0'],
    ['everywhere', 'error', [over('info')], 'info 0'],
    ['this place', 'error', [over('info', shop)], 'info 0'],
    ['another place', 'error', [over('info', bank)], 'error 0'],
    ['later wins', 'error', [over('info', shop), over('warning')], 'warning 0'],
    ['of another rule', 'error', [overrideOf({ other: { severity: 'info' } })], 'error 0'],
    ['of another rule, left to the subject', 'error', [overrideOf({ other: { severity: 'info' } }, web)], 'error 0'],
    ['left to the subject', 'error', [over('info', web)], 'error 1'],
    ['left to the container', 'error', [over('info', box)], 'error 1'],
    ['place before subject', 'error', [over('info'), over('warning', web)], 'info 1'],
    ['place after subject waits for it', 'error', [over('info', web), over('warning')], 'error 2'],
    ['place after container waits for it', 'error', [over('info', box), over('warning', shop)], 'error 2'],
    ['another place is never left to the subject', 'error', [over('info', { ...bank, ...web })], 'error 0'],
    ['this place and a subject', 'error', [over('info', { ...shop, ...web })], 'error 1'],
    ['switched on here', 'off', [over('error', shop)], 'error 0'],
    ['switched on elsewhere', 'off', [over('error', bank)], 'not asked'],
    ['switched on, then off', 'off', [over('error'), over('off', shop)], 'not asked'],
    ['switched off here', 'error', [over('off', shop)], 'not asked'],
    ['switched off here, perhaps on for the subject', 'error', [over('off'), over('info', web)], 'off 1'],
    ['switched off, and for the subject too', 'error', [over('off'), over('off', web)], 'not asked'],
    ['switched off, and enforced otherwise', 'error', [over('off'), overrideOf({ r: { enforcement: 'warn' } }, web)], 'not asked'],
  ])('%s', (_, severity, overrides, told) => {
    const [active] = planOf([instanceOf(yielding('r', []), { severity })], overrides).candidates(HERE);
    expect(active === undefined ? 'not asked' : `${active.setting.severity} ${active.layers.length}`).toBe(told);
  });

  test('keep what they do not name', () => {
    const rule = yielding('r', [], { parameters: { a: { schema: {}, default: 1 } } });
    const plan = planOf([instanceOf(rule, { parameters: { a: 2 } })], [overrideOf({ r: { enforcement: 'audit' } })]);
    expect(plan.candidates(HERE)[0]?.setting).toMatchObject({ severity: 'error', enforcement: 'audit', params: { a: 2 } });
  });

  test('a place has group, kind, namespace, and whether it is a workload', () => {
    const places: Place[] = [];
    const seen = over('info', { place: (place) => (places.push(place), true) });
    const plan = planOf([instanceOf(yielding('r', []))], [seen]);
    plan.candidates(subjectOf({}, { group: 'apps', kind: 'Deployment', namespace: 'shop', workload: WORKLOAD }));
    plan.candidates(clusterScoped());
    expect(places).toEqual([
      { group: 'apps', kind: 'Deployment', namespace: 'shop', workload: true },
      { group: '', kind: 'Node', namespace: undefined, workload: false },
    ]);
  });
});

describe('what a place settled', () => {
  test('is kept for it, and for it alone', () => {
    const { plan, asked } = counting();
    const places: readonly Partial<Subject>[] = [
      {},
      { group: 'apps' },
      { kind: 'Service' },
      { operation: 'UPDATE' },
      { namespace: 'bank' },
      { workload: WORKLOAD },
      { name: 'another' },
    ];
    for (const place of places) plan.candidates(subjectOf({}, place));
    expect(asked()).toBe(6);
    for (const place of places) plan.candidates(subjectOf({}, place));
    plan.candidates(clusterScoped());
    plan.candidates(clusterScoped());
    expect(asked()).toBe(7);
  });

  test('is dropped where places never end', () => {
    const { plan, asked } = counting();
    const visit = (index: number) => plan.candidates(subjectOf({}, { namespace: `n${index}` }));
    for (let index = 0; index < 4096; index++) visit(index);
    visit(0);
    visit(4095);
    expect(asked()).toBe(4096);
    visit(4096);
    expect(asked()).toBe(4097);
    visit(4096);
    expect(asked()).toBe(4097);
    visit(0);
    expect(asked()).toBe(4098);
  });
});

function planOf(rules: readonly RuleInstance[], overrides: readonly Override[] = [], door: Door = 'files') {
  return compilePlan({ rules, overrides, exemptions: [] }, door);
}

function over(severity: RuleSetting['severity'], scope: Scope = {}): Override {
  return overrideOf({ r: { severity } }, scope);
}

function clusterScoped(): Subject {
  const { namespace: _, ...rest } = subjectOf({}, { kind: 'Node' });
  return rest;
}

function counting() {
  let count = 0;
  const plan = planOf([instanceOf(yielding('r', []))], [over('info', { place: () => ((count += 1), true) })]);
  return { plan, asked: () => count };
}

function override(parameters: RuleSetting['parameters']): Override {
  return { scope: {}, rules: new Map([['r', { parameters }]]) };
}

test('of two overrides with parameters the later one leaves what it does not name', () => {
  const rule = yielding('r', [], { parameters: { a: { schema: {}, default: 1 }, b: { schema: {}, default: 2 } } });
  const plan = planOf([instanceOf(rule, { severity: 'info', parameters: {} })], [override({ a: 5 }), override({ b: 7 })]);
  expect(plan.candidates(HERE)[0]?.setting.params).toEqual({ a: 5, b: 7 });
});
