import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Route } from '../../src/webhook/respond.ts';
import { pod, reviewOf, worldWith } from '../webhook/made-up.ts';
import { BAD, body, courtWith, GOOD, response, says, type TestCourt } from './court.ts';

/** One request over which a rule runs away, and which is judged again by the next judge. */
async function stuckOver(told: TestCourt, rule: string, route: Route = 'all', text = GOOD): Promise<JsonObject> {
  const answered = told.court.answer(text, route, 2700);
  const judge = told.judges.at(-1)!;
  judge.stuckIn = rule;
  told.clock.pass(1350);
  expect(judge.stopped).toBe(true);
  const next = told.judges.at(-1)!;
  expect(next).not.toBe(judge);
  next.ready();
  next.reply();
  return response(answered);
}

describe('a judge that replies', () => {
  test('answers as the door itself would, and what it tells is logged and counted', async () => {
    const { court, judges, lines, metrics } = await courtWith(worldWith());
    const answered = court.answer(BAD, 'all', 2700);
    judges[0]?.reply();
    expect(await response(answered)).toMatchObject({ uid: 'uid-1', allowed: false, status: { code: 403 } });
    expect(lines).toMatchObject([{ message: 'denied', fields: { rules: ['no-latest'] } }]);
    const text = await metrics.text();
    expect(text).toContain('lintel_findings_total{rule="no-latest",outcome="denied"} 1');
    expect(text).toContain('lintel_admission_requests_total{entry="all",verdict="denied"} 1');
  });

  test('what is no review is refused as ever', async () => {
    const { court, judges } = await courtWith(worldWith());
    const answered = court.answer('[]', 'all', 2700);
    judges[0]?.reply();
    expect(await answered).toMatchObject({ code: 'not-a-review' });
  });

  test('requests wait for it in their order; with two judges, two are asked', async () => {
    const { court, judges } = await courtWith(worldWith(), { judges: 2 });
    const answers = ['a', 'b', 'c'].map((namespace) => court.answer(body(namespace, pod('a:1')), 'all', 2700));
    expect(judges.map(({ tasks }) => tasks.length)).toEqual([1, 1]);
    judges[1]?.reply();
    expect(judges.map(({ tasks }) => tasks.length)).toEqual([1, 2]);
    judges[0]?.reply();
    judges[1]?.reply();
    expect(await Promise.all(answers.map(response))).toMatchObject([{ allowed: true }, { allowed: true }, { allowed: true }]);
  });

  test('a reply that waits while the door is held up is no missed deadline', async () => {
    const { court, judges, clock } = await courtWith(worldWith());
    const answered = court.answer(GOOD, 'all', 2700);
    clock.pass(1350);
    expect(judges[0]?.stopped).toBe(false);
    judges[0]?.reply();
    clock.pass(10_000);
    expect(judges).toHaveLength(1);
    expect(await response(answered)).toMatchObject({ allowed: true });
  });
});

describe('a rule that never ends', () => {
  const rows = [
    {
      what: 'a denying rule denies',
      rule: 'no-latest',
      route: 'all',
      expected: { allowed: false, status: { code: 403, message: says('no-latest') } },
    },
    {
      what: 'also at its own entry',
      rule: 'no-latest',
      route: 'deny',
      expected: { allowed: false, status: { message: says('no-latest') } },
    },
    { what: 'and is no advice', rule: 'no-latest', route: 'advise', expected: { allowed: true } },
    { what: 'a warning rule warns', rule: 'want-owner', route: 'all', expected: { allowed: true, warnings: [says('want-owner')] } },
    { what: 'also at its own entry', rule: 'want-owner', route: 'advise', expected: { allowed: true, warnings: [says('want-owner')] } },
    {
      what: 'an auditing rule is noted',
      rule: 'set-priority',
      route: 'all',
      expected: { auditAnnotations: { audited: says('set-priority') } },
    },
    {
      what: 'an injecting rule warns',
      rule: 'set-priority',
      route: 'mutate',
      expected: { allowed: true, warnings: [says('set-priority')] },
    },
  ] as const;
  test.for(rows)('$what ($rule at $route)', async ({ rule, route, expected }) => {
    const told = await courtWith(worldWith({ injected: ['set-priority'] }));
    expect(await stuckOver(told, rule, route)).toMatchObject(expected);
    expect(told.lines[0]).toMatchObject({
      message: 'stopped a rule',
      fields: { rule, namespace: 'shop', uid: 'uid-1', reason: 'timeout' },
    });
    expect(await told.metrics.text()).toContain(`lintel_rule_stops_total{rule="${rule}",reason="timeout"} 1`);
  });

  test('a rule that only warns lets nobody past the others', async () => {
    const told = await courtWith(worldWith());
    const answer = await stuckOver(told, 'want-owner', 'all', BAD);
    expect(answer).toMatchObject({ allowed: false, status: { message: says('no-latest') }, warnings: [says('want-owner')] });
  });

  test('an exemption from the rule holds', async () => {
    const exemptions = [{ rule: 'no-latest', scope: {}, reason: 'known' }];
    expect(await stuckOver(await courtWith(worldWith({ exemptions })), 'no-latest')).toMatchObject({ allowed: true });
  });

  test('where it is off for the object, it is not answered for', async () => {
    const overrides = [{ scope: { subject: () => true }, rules: new Map([['no-latest', { severity: 'off' as const }]]) }];
    expect(await stuckOver(await courtWith(worldWith({ overrides })), 'no-latest')).toMatchObject({ allowed: true });
  });

  test('where an override softens it, that holds', async () => {
    const overrides = [{ scope: { subject: () => true }, rules: new Map([['no-latest', { severity: 'warning' as const }]]) }];
    const answer = await stuckOver(await courtWith(worldWith({ overrides })), 'no-latest');
    expect(answer).toMatchObject({ allowed: true, warnings: [says('no-latest')] });
  });

  test('two of them over one request are both named', async () => {
    const told = await courtWith(worldWith());
    const answered = told.court.answer(GOOD, 'all', 2700);
    for (const { rule, after } of [
      { rule: 'no-latest', after: 1350 },
      { rule: 'pod-team', after: 675 },
    ]) {
      told.judges.at(-1)!.stuckIn = rule;
      told.clock.pass(after);
      told.judges.at(-1)!.ready();
    }
    told.judges.at(-1)?.reply();
    const answer = await response(answered);
    expect(answer).toMatchObject({ allowed: false, status: { message: says('no-latest') } });
    expect(answer).toMatchObject({ status: { message: says('pod-team') } });
    expect(told.lines.map(({ message }) => message)).toEqual(['stopped a rule', 'stopped a rule', 'denied']);
  });

  test.for([
    { route: 'deny', expected: { allowed: false, status: { code: 403, message: says('Rule no-latest did not finish in time') } } },
    { route: 'all', expected: { allowed: false, status: { code: 403, message: says('Rule no-latest did not finish in time') } } },
    { route: 'advise', expected: { allowed: true, warnings: [says('Rule no-latest did not finish in time')] } },
    { route: 'mutate', expected: { allowed: true, warnings: [says('Rule no-latest did not finish in time')] } },
  ] as const)('no judge comes in time to judge again: $route', async ({ route, expected }) => {
    const { court, judges, clock, metrics } = await courtWith(worldWith());
    const answered = court.answer(GOOD, route, 2700);
    judges[0]!.stuckIn = 'no-latest';
    clock.pass(2700);
    expect(await response(answered)).toMatchObject({ ...expected, auditAnnotations: { unjudged: 'true' } });
    expect(await metrics.text()).toContain(`lintel_unjudged_requests_total{entry="${route}",why="stopped"} 1`);
  });

  test('the others wait for the next judge, each with its own time', async () => {
    const { court, judges, clock } = await courtWith(worldWith());
    void court.answer(GOOD, 'all', 2700);
    judges[0]!.stuckIn = 'no-latest';
    const soon = court.answer(BAD, 'all', 800);
    const later = court.answer(BAD, 'all', 5000);
    clock.pass(1350);
    expect(await response(soon)).toMatchObject({ allowed: false, status: { code: 429 } });
    for (const _ of ['the first one again', 'and then the other']) {
      judges[1]!.ready();
      judges[1]!.reply();
    }
    expect(await response(later)).toMatchObject({ allowed: false, status: { message: says('no-latest') } });
  });

  test('a judge that is held up by no rule is replaced, and no rule is blamed', async () => {
    const told = await courtWith(worldWith());
    const answered = told.court.answer(GOOD, 'deny', 2700);
    told.clock.pass(2700);
    expect(told.judges).toHaveLength(2);
    expect(await response(answered)).toMatchObject({ allowed: false, status: { message: says('no rule held it up') } });
    expect(told.lines).toMatchObject([{ message: 'a judge was lost' }]);
  });
});

async function judged(told: TestCourt, text: string): Promise<JsonObject> {
  const answered = told.court.answer(text, 'all', 2700);
  told.judges.at(-1)!.reply();
  return response(answered);
}

describe('quarantine', () => {
  test('holds for its namespace alone, and for a minute', async () => {
    const told = await courtWith(worldWith());
    await stuckOver(told, 'no-latest');
    expect(await judged(told, GOOD)).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('did not finish in time') },
    });
    expect(await judged(told, body('bank', pod('a:1')))).toMatchObject({ allowed: true });
    expect(await judged(told, body('bank', pod('a:latest')))).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('has tag latest') },
    });
    told.clock.pass(59_999);
    expect(await judged(told, GOOD)).toMatchObject({ allowed: false });
    told.clock.pass(1);
    expect(await judged(told, GOOD)).toMatchObject({ allowed: true });
  });

  test('an object without a namespace does not silence those that have one', async () => {
    const told = await courtWith(worldWith());
    await stuckOver(told, 'no-latest', 'all', JSON.stringify(reviewOf(pod('a:1'), { namespace: '' })));
    expect(await judged(told, GOOD)).toMatchObject({ allowed: true });
  });
});
