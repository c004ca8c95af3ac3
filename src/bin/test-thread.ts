import { parentPort, workerData } from 'node:worker_threads';
import { catalogueOf } from '../cli/catalogue.ts';
import { checkRule } from '../cli/harness.ts';
import type { ThreadAnswer } from '../cli/thread.ts';
import type { Suite, TestTask } from '../cli/test-run.ts';
import { watchedCatalogue } from '../cli/watched.ts';
import { Mark } from '../judge/mark.ts';

/** One thread that runs fixtures, a rule's at a time. */
const { policies, watch } = workerData as TestTask;
const { catalogue, numbered } = watchedCatalogue(await catalogueOf(policies), new Mark(watch?.memory));
answer({ is: 'opened', numbered });
parentPort?.on('message', (suite: Suite) => void test(suite));

async function test({ id, fixtures, folder }: Suite): Promise<void> {
  const rule = catalogue.rules.find((one) => one.id === id);
  answer({ is: 'tested', differences: rule === undefined ? [] : await checkRule(rule, fixtures, folder, catalogue) });
}

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}
