import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ImportTask, ImportWord } from '../cli/trial.ts';
import { importRules } from '../sources/user-rule-import.ts';

/** One thread that loads rules before anybody depends on them: a module may never be done with itself, or end the process. */
const { files, kept } = workerData as ImportTask;
process.on('uncaughtException', ({ message }) => say({ is: 'failed', message }));
for (const file of files) {
  say({ is: 'loading', file });
  const before = process.getActiveResourcesInfo().length;
  importRules(file, kept);
  // Only then is a promise that was rejected known to be nobody's.
  await setImmediate();
  if (process.getActiveResourcesInfo().length > before) say({ is: 'busy' });
}
say({ is: 'loaded' });

function say(word: ImportWord): void {
  parentPort?.postMessage(word);
}
