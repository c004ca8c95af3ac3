import { describe, expect, test } from 'vitest';
import { worldWith } from '../webhook/made-up.ts';
import { courtWith, GOOD, response } from './court.ts';

describe('more than can be judged', () => {
  const rows = [
    {
      route: 'all',
      expected: { allowed: false, status: { code: 429, reason: 'TooManyRequests', message: expect.stringContaining('Too many') } },
    },
    { route: 'deny', expected: { allowed: false, status: { code: 429 } } },
    { route: 'advise', expected: { allowed: true, warnings: [expect.stringContaining('Too many')] } },
    { route: 'mutate', expected: { allowed: true, warnings: [expect.stringContaining('Too many')] } },
  ] as const;
  test.for(rows)('past the queue, $route is answered at once', async ({ route, expected }) => {
    const { court, metrics } = await courtWith(worldWith(), { queue: 2 });
    for (const _ of [1, 2, 3]) void court.answer(GOOD, 'all', 2700);
    expect(await response(court.answer(GOOD, route, 2700))).toMatchObject({ uid: 'uid-1', ...expected });
    expect(await metrics.text()).toContain(`lintel_unjudged_requests_total{entry="${route}",why="queue-full"} 1`);
  });

  test('what is no review is refused as such', async () => {
    const { court } = await courtWith(worldWith(), { queue: 0 });
    void court.answer(GOOD, 'all', 2700);
    expect(await court.answer('', 'all', 2700)).toMatchObject({ code: 'empty-body' });
  });

  test('a queue that moves takes in again', async () => {
    const { court, judges } = await courtWith(worldWith(), { queue: 1 });
    const first = [court.answer(GOOD, 'all', 2700), court.answer(GOOD, 'all', 2700)];
    judges[0]?.reply();
    const next = court.answer(GOOD, 'all', 2700);
    judges[0]?.reply();
    judges[0]?.reply();
    expect(await Promise.all([...first, next].map(response))).toMatchObject([{ allowed: true }, { allowed: true }, { allowed: true }]);
  });
});

describe('a judge that ends by itself', () => {
  test('in a rule: that rule answers for it, and the next judge takes over', async () => {
    const told = await courtWith(worldWith());
    const answered = told.court.answer(GOOD, 'all', 2700);
    told.judges[0]!.stuckIn = 'no-latest';
    told.judges[0]!.die();
    told.judges[1]!.ready();
    told.judges[1]!.reply();
    expect(await response(answered)).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('took its thread down') },
    });
    expect(await told.metrics.text()).toContain('lintel_rule_stops_total{rule="no-latest",reason="crash"} 1');
  });

  test('between requests: nobody notices', async () => {
    const { court, judges } = await courtWith(worldWith());
    judges[0]!.die();
    judges[1]!.ready();
    const answered = court.answer(GOOD, 'all', 2700);
    judges[1]!.reply();
    expect(await response(answered)).toMatchObject({ allowed: true });
  });

  test('before it was ready: others are tried less and less often, and the door is not ready', async () => {
    const { court, judges, clock } = await courtWith(worldWith());
    judges[0]!.die();
    expect(court.unready()).toBeUndefined();
    judges[1]!.die();
    expect(court.unready()).toBe('no judge can start');
    clock.pass(100);
    judges[2]!.die();
    clock.pass(199);
    expect(judges).toHaveLength(3);
    clock.pass(1);
    judges[3]!.ready();
    expect(court.unready()).toBeUndefined();
  });
});

test('closing stops every judge, and leaves no request without an answer', async () => {
  const { court, judges } = await courtWith(worldWith(), { judges: 2 });
  const answers = [1, 2, 3].map(() => court.answer(GOOD, 'deny', 2700));
  await court.close();
  expect(judges.map(({ stopped }) => stopped)).toEqual([true, true]);
  for (const answer of await Promise.all(answers.map(response))) expect(answer).toMatchObject({ allowed: false, status: { code: 429 } });
});
