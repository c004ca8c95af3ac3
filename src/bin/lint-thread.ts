import { parentPort, workerData } from 'node:worker_threads';
import { Share } from '../cli/collect.ts';
import type { ThreadAnswer, ThreadFacts, ThreadTask } from '../cli/pool.ts';
import { catalogueOf } from '../cli/catalogue.ts';
import { openSession } from '../cli/session.ts';

/** One thread of a lint over many files: reads its share, waits for the facts of all, and judges. */
const { spec, cwd, work } = workerData as ThreadTask;
const share = new Share(openSession(spec, await catalogueOf(spec)), cwd);

parentPort?.once('message', ({ extracts }: ThreadFacts) => {
  answer({ is: 'judged', findings: share.judge(extracts, () => undefined) });
});
answer({ is: 'learned', learned: await share.learn(work, (done) => done % 16 === 0 && answer({ is: 'progress', done })) });

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}
