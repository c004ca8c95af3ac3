import { expect } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { answerer } from '../../src/judge/answer.ts';
import { courtOf } from '../../src/judge/court.ts';
import { Mark } from '../../src/judge/mark.ts';
import type { JudgeTask } from '../../src/judge/protocol.ts';
import type { Hire, JudgeEvents } from '../../src/judge/thread.ts';
import type { Judging } from '../../src/webhook/judging.ts';
import type { Answered } from '../../src/webhook/respond.ts';
import { createMetrics, type WebhookMetrics } from '../../src/webhook/metrics.ts';
import type { World } from '../../src/webhook/world.ts';
import { pod, responseOf, reviewOf } from '../webhook/made-up.ts';
import { FakeClock } from './fake-clock.ts';

export interface TestCourt {
  readonly court: Judging;
  readonly clock: FakeClock;
  readonly judges: FakeJudge[];
  readonly lines: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
  readonly metrics: WebhookMetrics;
}

/** A judge without a thread: it replies when it is told to, and is stuck where the test says. */
export class FakeJudge {
  readonly tasks: JudgeTask[] = [];
  stuckIn: string | undefined;
  stopped = false;
  readonly #events: JudgeEvents;
  readonly #answer: ReturnType<typeof answerer>;

  constructor(events: JudgeEvents, world: World) {
    this.#events = events;
    this.#answer = answerer(world, new Mark());
  }

  ready(): void {
    this.#events.ready();
  }

  reply(): void {
    this.stuckIn = undefined;
    const task = this.tasks.at(-1);
    if (task !== undefined) this.#events.replied(this.#answer(task));
  }

  die(reason = 'out of memory'): void {
    this.#events.gone(reason);
  }
}

/** A court of judges that are ready, under a clock that stands still. */
export async function courtWith(world: World, { judges: count = 1, queue = 64 } = {}): Promise<TestCourt> {
  const judges: FakeJudge[] = [];
  const clock = new FakeClock();
  const hire: Hire = (events) => {
    const judge = new FakeJudge(events, world);
    judges.push(judge);
    return {
      ask: (task) => judge.tasks.push(task),
      running: () => judge.stuckIn,
      stop: async () => {
        judge.stopped = true;
      },
    };
  };
  const lines: TestCourt['lines'] = [];
  const note = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    lines.push({ message, fields });
  };
  const metrics = createMetrics();
  const opening = courtOf({ judges: count, queue, hire, clock })({ log: { info: note, error: note }, metrics });
  for (const judge of judges) judge.ready();
  return { court: await opening, clock, judges, lines, metrics };
}

export function body(namespace: string, object: JsonObject): string {
  return JSON.stringify(reviewOf({ ...object, metadata: { ...(object['metadata'] as JsonObject), namespace } }, { namespace }));
}

export const GOOD = body('shop', pod('a:1'));
export const BAD = body('shop', pod('a:latest'));

export async function response(answered: Promise<Answered>): Promise<JsonObject> {
  const text = await answered;
  if (typeof text !== 'string') throw new Error(`a fault: ${text.message}`);
  return responseOf(text);
}

export function says(text: string): unknown {
  return expect.stringContaining(text);
}
