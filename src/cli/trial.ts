import { Worker } from 'node:worker_threads';
import type { SettingsFault } from '../settings/fault.ts';
import type { RuleFiles } from '../sources/user-rules.ts';
import { isYaml } from '../sources/user-rules-find.ts';
import { threadFile } from './thread.ts';

export interface ImportTask {
  readonly files: readonly string[];
  readonly kept: RuleFiles['kept'];
}

export type ImportWord =
  | { readonly is: 'loading'; readonly file: string }
  /** The file that was loaded last left something running, which keeps a process from ending. */
  | { readonly is: 'busy' }
  /** What it began failed behind its back. */
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'loaded' };

/** Loads rules in a thread apart, and tells of one that does not come to its end there; whatever else is wrong is told elsewhere. */
export async function tryLoading({ files, kept, show }: RuleFiles, allowedMs: number): Promise<readonly SettingsFault[]> {
  const modules = files.filter((file) => !isYaml(file));
  if (modules.length === 0) return [];
  const worker = new Worker(threadFile('import-thread'), { workerData: { files: modules, kept } satisfies ImportTask, stdout: true });
  try {
    const stuck = await outcomeOf(worker, allowedMs);
    if (stuck === undefined) return [];
    return [{ file: show(stuck.file), line: 1, column: 1, code: 'broken-rule', message: stuck.message, suggestion: ADVICE }];
  } finally {
    await worker.terminate();
  }
}

/** The time is for each file. Loaded, the thread has to end by itself, since so has the process. */
function outcomeOf(worker: Worker, allowedMs: number): Promise<{ readonly file: string; readonly message: string } | undefined> {
  return new Promise((resolve, reject) => {
    const state = { file: '', isLoaded: false };
    let timer: NodeJS.Timeout | undefined;
    const end = (message?: string): void => {
      clearTimeout(timer);
      resolve(message === undefined ? undefined : { file: state.file, message });
    };
    worker.on('message', (word: ImportWord) => {
      if (word.is === 'busy') return end('leaves something running (a timer, a server)');
      if (word.is === 'failed') return end(`threw behind its own back: ${word.message}`);
      if (word.is === 'loading') state.file = word.file;
      else state.isLoaded = true;
      clearTimeout(timer);
      timer = setTimeout(() => end(`was not loaded within ${allowedMs / 1000} s`), allowedMs);
    });
    worker.on('error', (error) => (state.file === '' ? reject(error) : end(`took its thread down: ${error.message}`)));
    worker.on('exit', () => end(state.isLoaded ? undefined : 'ended the thread that loaded it'));
  });
}

const ADVICE = 'a module declares rules and does nothing else: look for what it does outside of functions';
