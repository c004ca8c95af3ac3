import { Worker, type ResourceLimits } from 'node:worker_threads';
import { Mark } from './mark.ts';
import type { FromJudge, JudgeReply, JudgeStart, JudgeTask } from './protocol.ts';

/** A judge, as the door sees it: one request at a time. */
export interface Judge {
  readonly ask: (task: JudgeTask) => void;
  /** The rule that it is in now, also where it answers no more. */
  readonly running: () => string | undefined;
  /** Ends it, whatever it does. */
  readonly stop: () => Promise<void>;
}

/** What a judge tells; nothing more once it is stopped. */
export interface JudgeEvents {
  readonly ready: () => void;
  readonly replied: (reply: JudgeReply) => void;
  /** It ended by itself: out of memory, say. */
  readonly gone: (reason: string) => void;
}

export type Hire = (events: JudgeEvents) => Judge;

/** Judges as worker threads of an entry file, each with a world of its own opened from plain data. */
export function threadsOf(entry: URL, world: unknown, resourceLimits: ResourceLimits = LIMITS): Hire {
  return (events) => {
    const mark = new Mark();
    const start: JudgeStart = { world, memory: mark.memory };
    const worker = new Worker(entry, { workerData: start, resourceLimits });
    let rules: readonly string[] = [];
    let over = false;
    const gone = (reason: string): void => {
      if (!over) events.gone(reason);
      over = true;
    };
    worker.on('message', (message: FromJudge) => {
      if (over) return;
      if (message.is === 'reply') return events.replied(message);
      ({ rules } = message);
      events.ready();
    });
    worker.on('error', (error) => gone(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => gone(`the thread ended with code ${code}`));
    return {
      ask: (task) => worker.postMessage(task),
      running: () => rules[mark.read().rule ?? -1],
      async stop() {
        over = true;
        await worker.terminate();
      },
    };
  };
}

/** Without a limit, a rule that fills the memory would end the whole process. */
const LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 512 };
