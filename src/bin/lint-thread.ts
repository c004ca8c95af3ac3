import { parentPort, workerData } from 'node:worker_threads';
import { catalogueOf } from '../cli/catalogue.ts';
import { Share } from '../cli/collect.ts';
import { openSession, type Session } from '../cli/session.ts';
import type { ThreadAnswer, ThreadFacts, ThreadTask } from '../cli/thread.ts';
import { watchedSession } from '../cli/watched.ts';
import { Mark } from '../judge/mark.ts';

/** One thread of a lint over many files: reads its share, waits for the facts of all, and judges. */
const { spec, cwd, work, watch } = workerData as ThreadTask;
const mark = new Mark(watch?.memory);
const share = new Share(watched(openSession(spec, await catalogueOf(spec))), cwd);
const learned = share.learn(work, (done) => done % 16 === 0 && answer({ is: 'progress', done }));
answer({ is: 'learned', learned });
// Only now: whoever takes over another thread's share is told before it has learned.
parentPort?.once('message', ({ extracts }: ThreadFacts) => {
  const findings = share.judge(extracts, () => mark.leave());
  mark.leave();
  answer({ is: 'judged', findings });
});

function watched(session: Session): Session {
  if (watch === undefined) return session;
  const { session: marked, numbered } = watchedSession(session, mark, watch.suspended);
  answer({ is: 'opened', numbered });
  return marked;
}

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}
