import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Extract } from '../facts/extract.ts';
import { Mark, type Whereabouts } from '../judge/mark.ts';
import { Watch } from '../judge/watch.ts';
import type { Learned, Work } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import type { FileFix, FixChoice } from './fix-file.ts';
import type { Difference } from './harness.ts';
import type { SessionSpec } from './session.ts';

/** What a thread is started with. */
export interface ThreadTask {
  readonly spec: SessionSpec;
  readonly cwd: string;
  readonly work: readonly Work[];
  /** Rules that were stopped, and are not asked again. */
  readonly suspended?: ReadonlySet<string>;
  /** Files that a rule was stopped at, and that are not mended for it. */
  readonly leftAlone?: ReadonlySet<string>;
  /** Absent: Lintel's own rules need no watching. */
  readonly watch?: Watched;
}

/** Where a thread leaves word of what it is at. */
export interface Watched {
  readonly memory: SharedArrayBuffer;
}

/** What a thread is told, once all have learned. */
export interface ThreadFacts {
  readonly extracts: readonly Extract[];
  /** Given where files are to be mended, and not only judged. */
  readonly mend?: FixChoice;
}

export type ThreadAnswer =
  /** What the numbers in its mark stand for. */
  | { readonly is: 'opened'; readonly numbered: readonly (readonly string[])[] }
  | { readonly is: 'progress'; readonly done: number }
  | { readonly is: 'learned'; readonly learned: Learned }
  | { readonly is: 'judged'; readonly findings: readonly PlacedFinding[] }
  | { readonly is: 'mended'; readonly fixes: readonly FileFix[] }
  | { readonly is: 'tested'; readonly differences: readonly Difference[] };

/** A thread that had to be ended, and the rules that it was in. */
export interface ThreadStopped {
  readonly is: 'stopped';
  readonly reason: 'timeout' | 'crash';
  readonly rules: readonly string[];
  /** As the thread said it: the document, a line break, the object. */
  readonly about: string;
}

export type Answer<K> = ThreadAnswer & { readonly is: K };

/** One worker thread, and the watch over it. */
export class Thread {
  readonly #worker: Worker;
  readonly #mark: Mark | undefined;
  readonly #watching: NodeJS.Timeout | undefined;
  #numbered: readonly (readonly string[])[] = [];
  #stopped: (stopped: ThreadStopped) => void = () => undefined;

  /** Without `watch`, it may take what time and memory it wants. */
  constructor(entry: ThreadEntry, task: object, watch?: { readonly allowedMs: number; readonly megabytes: number }) {
    if (watch === undefined) {
      this.#worker = new Worker(threadFile(entry), { workerData: task });
      return;
    }
    const mark = new Mark();
    const workerData = { ...task, watch: { memory: mark.memory } satisfies Watched };
    this.#mark = mark;
    this.#worker = new Worker(threadFile(entry), { workerData, resourceLimits: { maxOldGenerationSizeMb: watch.megabytes } });
    this.#worker.on('message', (answer: ThreadAnswer) => {
      if (answer.is === 'opened') this.#numbered = answer.numbered;
    });
    const timekeeper = new Watch(mark, watch.allowedMs);
    this.#watching = setInterval(() => {
      const overdue = timekeeper.overdue(performance.now());
      if (overdue !== undefined) this.#stopped(this.#inRules(overdue, 'timeout'));
    }, LOOK);
  }

  tell(message: object): void {
    this.#worker.postMessage(message);
  }

  async stop(): Promise<void> {
    clearInterval(this.#watching);
    await this.#worker.terminate();
  }

  /** The next answer of a kind; what ends in no rule is a fault of Lintel, and thrown. */
  answer<K extends ThreadAnswer['is']>(wanted: K, progressed: (done: number) => void): Promise<Answer<K> | ThreadStopped> {
    return new Promise((resolve, reject) => {
      this.#stopped = resolve;
      const listen = (answer: ThreadAnswer): void => {
        if (answer.is === 'progress') {
          progressed(answer.done);
        } else if (answer.is === wanted) {
          this.#worker.off('message', listen);
          resolve(answer as Answer<K>);
        }
      };
      const died = (error: Error): void => {
        const at = this.#mark?.read();
        if (at?.rule === undefined) reject(error);
        else resolve(this.#inRules(at, 'crash'));
      };
      this.#worker.on('message', listen);
      this.#worker.once('error', died);
      this.#worker.once('exit', (code) => died(new Error(`A thread ended early, with code ${code}.`)));
    });
  }

  #inRules({ rule = -1, about }: Whereabouts, reason: ThreadStopped['reason']): ThreadStopped {
    return { is: 'stopped', reason, rules: this.#numbered[rule] ?? [], about };
  }
}

/** Beside this file in the sources, beside the command in the package. */
export function threadFile(entry: ThreadEntry | 'import-thread'): URL {
  const packaged = new URL(`./${entry}.js`, import.meta.url);
  return existsSync(packaged) ? packaged : new URL(`../bin/${entry}.ts`, import.meta.url);
}

type ThreadEntry = 'lint-thread' | 'test-thread';

/** Milliseconds between two looks at a thread. */
const LOOK = 50;
