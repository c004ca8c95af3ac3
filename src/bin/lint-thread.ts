import { parentPort, workerData } from 'node:worker_threads';
import { catalogueOf } from '../cli/catalogue.ts';
import { Share } from '../cli/collect.ts';
import { mendFiles } from '../cli/mend.ts';
import { openImages, openSession, type Session } from '../cli/session.ts';
import type { ThreadAnswer, ThreadFacts, ThreadTask } from '../cli/thread.ts';
import { watchedSession } from '../cli/watched.ts';
import { Mark } from '../judge/mark.ts';

/** One thread over many files: reads its share, waits for the facts of all, and judges or mends. */
const { spec, cwd, work, watch, suspended = new Set(), leftAlone } = workerData as ThreadTask;
const mark = new Mark(watch?.memory);
const session = watched(openSession(spec, await catalogueOf(spec), await openImages(spec)));
const share = new Share(session, cwd);
const learned = share.learn(work, (done) => done % 16 === 0 && answer({ is: 'progress', done }));
answer({ is: 'learned', learned });
// Only now: whoever takes over another thread's share is told before it has learned.
parentPort?.once('message', ({ extracts, mend }: ThreadFacts) => {
  for (const extract of extracts) session.index.insert(extract);
  if (mend === undefined) answer({ is: 'judged', findings: share.judge(() => undefined) });
  else answer({ is: 'mended', fixes: mendFiles(share.scanned, session, mend, leftAlone) });
});

function watched(opened: Session): Session {
  if (watch === undefined) return opened;
  const { session: marked, numbered } = watchedSession(opened, mark, suspended);
  answer({ is: 'opened', numbered });
  return marked;
}

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}
