import type { ReportProblem } from '../report/report.ts';
import type { Learned, Work } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import type { FileFix, FixChoice } from './fix-file.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import type { SessionSpec } from './session.ts';
import { fileOfStop, stoppedProblem } from './stopped.ts';
import { Thread, type Answer, type ThreadAnswer, type ThreadFacts, type ThreadStopped, type ThreadTask } from './thread.ts';

/** How a run is spread, and what its rules may take. */
export interface Effort {
  readonly threads: number;
  /** Milliseconds that a rule may spend on one object; absent: nobody looks. */
  readonly ruleTimeoutMs?: number | undefined;
}

export interface Passes extends Spread {
  readonly findings: readonly PlacedFinding[];
}

interface Spread {
  readonly learned: Learned;
  /** Rules that had to be stopped. */
  readonly stops: readonly ReportProblem[];
}

/** A run over some files: what of it goes to every thread. */
export interface Spreading {
  readonly work: readonly Work[];
  readonly spec: SessionSpec;
  readonly effort: Effort;
  readonly progress: Progress;
  readonly io: Io;
}

/** The result is that of one thread. */
export async function judgeInThreads(spreading: Spreading): Promise<Passes> {
  return await inThreads(spreading, 'findings are missing', async (hands, extracts) => {
    const findings = await Promise.all(hands.map((hand) => hand.judge({ extracts })));
    return { findings: findings.flat() };
  });
}

/** In one thread that is watched; a file that a rule was stopped at is left alone, and the others are mended without that rule. */
export async function mendInThread(spreading: Spreading, choice: FixChoice): Promise<Spread & { readonly fixes: readonly FileFix[] }> {
  return await inThreads(spreading, 'fixes are missing, and this file is left as it is', async (hands, extracts) => {
    const fixes = await Promise.all(hands.map((hand) => hand.mend({ extracts, mend: choice })));
    return { fixes: fixes.flat() };
  });
}

/** Each thread reads its share, the facts of all go to all, and each goes on with its share. */
async function inThreads<T>(
  { work, spec, effort, progress, io }: Spreading,
  lacking: string,
  goOn: (hands: readonly Hand[], extracts: Learned['extracts']) => Promise<T>,
): Promise<Spread & T> {
  const hands = sharesOf(work, effort.threads).map((share) => new Hand(share, spec, effort, lacking, io));
  try {
    const show = (): void =>
      progress.show(
        'Reading',
        hands.reduce((sum, hand) => sum + hand.done, 0),
        work.length,
      );
    const learned = joined(await Promise.all(hands.map((hand) => hand.learn(show))));
    const result = await goOn(hands, learned.extracts);
    return { ...result, learned, stops: hands.flatMap(({ stops }) => stops) };
  } finally {
    progress.clear();
    await Promise.all(hands.map((hand) => hand.stop()));
  }
}

/** Runs of neighbouring files of about equal size, so that facts come in the order of the files. */
function sharesOf(work: readonly Work[], count: number): readonly (readonly Work[])[] {
  const total = work.reduce((sum, { bytes }) => sum + bytes, 0);
  const shares: Work[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const item of work) {
    shares[Math.min(count - 1, Math.floor((before / Math.max(total, 1)) * count))]?.push(item);
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

/** One share of the files. A thread that a rule holds up is ended, and another one takes the whole share, without that rule. */
class Hand {
  done = 0;
  readonly stops: ReportProblem[] = [];
  readonly #start: () => Thread;
  readonly #suspended = new Set<string>();
  readonly #leftAlone = new Set<string>();
  readonly #seconds: number;
  readonly #lacking: string;
  #thread: Thread;
  #facts: ThreadFacts | undefined;

  constructor(work: readonly Work[], spec: SessionSpec, { threads, ruleTimeoutMs }: Effort, lacking: string, { cwd }: Io) {
    this.#seconds = (ruleTimeoutMs ?? 0) / 1000;
    this.#lacking = lacking;
    const megabytes = Math.max(LEAST_MEMORY, Math.floor(MEMORY / threads));
    this.#start = () => {
      const task: ThreadTask = { spec, cwd, work, suspended: this.#suspended, leftAlone: this.#leftAlone };
      return new Thread('lint-thread', task, ruleTimeoutMs === undefined ? undefined : { allowedMs: ruleTimeoutMs, megabytes });
    };
    this.#thread = this.#start();
  }

  async learn(progressed: () => void): Promise<Learned> {
    const answer = await this.#answer('learned', (done) => {
      this.done = done;
      progressed();
    });
    return answer.learned;
  }

  async judge(facts: ThreadFacts): Promise<readonly PlacedFinding[]> {
    return (await this.#goOn(facts, 'judged')).findings;
  }

  async mend(facts: ThreadFacts): Promise<readonly FileFix[]> {
    return (await this.#goOn(facts, 'mended')).fixes;
  }

  async stop(): Promise<void> {
    await this.#thread.stop();
  }

  async #goOn<K extends ThreadAnswer['is']>(facts: ThreadFacts, wanted: K): Promise<Answer<K>> {
    this.#facts = facts;
    this.#thread.tell(facts);
    return await this.#answer(wanted, () => undefined);
  }

  async #answer<K extends ThreadAnswer['is']>(wanted: K, progressed: (done: number) => void): Promise<Answer<K>> {
    for (;;) {
      const said = await this.#thread.answer(wanted, progressed);
      if (!isStopped(said)) return said;
      await this.#startAgain(said);
    }
  }

  async #startAgain(stopped: ThreadStopped): Promise<void> {
    await this.#thread.stop();
    const { size } = this.#suspended;
    for (const rule of stopped.rules) this.#suspended.add(rule);
    if (this.#suspended.size === size) throw new Error(`A thread ended early (${stopped.reason}), in a rule that was not asked.`);
    const file = fileOfStop(stopped);
    if (file !== undefined) this.#leftAlone.add(file);
    this.stops.push(stoppedProblem(stopped, this.#seconds, this.#lacking));
    this.#thread = this.#start();
    // Before it has learned its share anew: until then, the message waits.
    if (this.#facts !== undefined) this.#thread.tell(this.#facts);
  }
}

function isStopped(said: ThreadAnswer | ThreadStopped): said is ThreadStopped {
  return said.is === 'stopped';
}

/** Megabytes for all watched threads together, and for each at least. */
const MEMORY = 2048;
const LEAST_MEMORY = 512;
