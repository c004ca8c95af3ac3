import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Extract } from '../facts/extract.ts';
import type { Learned, Work } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import type { SessionSpec } from './session.ts';

/** What a thread is started with. */
export interface ThreadTask {
  readonly spec: SessionSpec;
  readonly cwd: string;
  readonly work: readonly Work[];
}

/** What a thread is told, once all have learned. */
export interface ThreadFacts {
  readonly extracts: readonly Extract[];
}

export type ThreadAnswer =
  | { readonly is: 'progress'; readonly done: number }
  | { readonly is: 'learned'; readonly learned: Learned }
  | { readonly is: 'judged'; readonly findings: readonly PlacedFinding[] };

/** Each thread reads its share, the facts of all go to all, each judges its share: the result is that of one thread. */
export async function runInThreads(
  work: readonly Work[],
  spec: SessionSpec,
  count: number,
  progress: Progress,
  io: Io,
): Promise<{ learned: Learned; findings: readonly PlacedFinding[] }> {
  const threads = sharesOf(work, count).map((share) => new Thread({ spec, cwd: io.cwd, work: share }));
  try {
    const show = (): void =>
      progress.show(
        'Reading',
        threads.reduce((sum, thread) => sum + thread.done, 0),
        work.length,
      );
    const learned = joined(await Promise.all(threads.map((thread) => thread.learn(show))));
    const findings = await Promise.all(threads.map((thread) => thread.judge({ extracts: learned.extracts })));
    return { learned, findings: findings.flat() };
  } finally {
    progress.clear();
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

/** Runs of neighbouring files of about equal size, so that facts come in the order of the files. */
function sharesOf(work: readonly Work[], count: number): readonly (readonly Work[])[] {
  const total = work.reduce((sum, { bytes }) => sum + bytes, 0);
  const shares: Work[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const item of work) {
    shares[Math.min(count - 1, Math.floor((before / total) * count))]?.push(item);
    before += item.bytes;
  }
  return shares;
}

function joined(parts: readonly Learned[]): Learned {
  return {
    extracts: parts.flatMap(({ extracts }) => extracts),
    problems: parts.flatMap(({ problems }) => problems),
    skipped: parts.flatMap(({ skipped }) => skipped),
    documents: parts.reduce((sum, { documents }) => sum + documents, 0),
    resources: parts.reduce((sum, { resources }) => sum + resources, 0),
  };
}

class Thread {
  done = 0;
  readonly #worker: Worker;

  constructor(task: ThreadTask) {
    this.#worker = new Worker(threadFile(), { workerData: task });
  }

  async learn(progressed: () => void): Promise<Learned> {
    const answer = await this.#answer('learned', (done) => {
      this.done = done;
      progressed();
    });
    return answer.learned;
  }

  async judge(facts: ThreadFacts): Promise<readonly PlacedFinding[]> {
    this.#worker.postMessage(facts);
    return (await this.#answer('judged', () => undefined)).findings;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer<K extends ThreadAnswer['is']>(wanted: K, progressed: (done: number) => void): Promise<Answer<K>> {
    return new Promise((resolve, reject) => {
      const listen = (answer: ThreadAnswer): void => {
        if (answer.is === 'progress') {
          progressed(answer.done);
        } else if (answer.is === wanted) {
          this.#worker.off('message', listen);
          resolve(answer as Answer<K>);
        }
      };
      this.#worker.on('message', listen);
      this.#worker.once('error', reject);
      this.#worker.once('exit', (code) => reject(new Error(`A thread ended early, with code ${code}.`)));
    });
  }
}

type Answer<K> = ThreadAnswer & { readonly is: K };

/** Beside this file in the sources, beside the command in the package. */
function threadFile(): URL {
  const packaged = new URL('./lint-thread.js', import.meta.url);
  return existsSync(packaged) ? packaged : new URL('../bin/lint-thread.ts', import.meta.url);
}
