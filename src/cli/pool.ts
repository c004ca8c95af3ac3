import type { ReportProblem } from '../report/report.ts';
import type { Learned, Work } from './collect.ts';
import { fileOfDocument, type PlacedFinding } from './examine.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import type { SessionSpec } from './session.ts';
import { Thread, type Answer, type ThreadAnswer, type ThreadFacts, type ThreadStopped } from './thread.ts';

/** How a run is spread, and what its rules may take. */
export interface Effort {
  readonly threads: number;
  /** Milliseconds that a rule may spend on one object; absent: nobody looks. */
  readonly ruleTimeoutMs?: number | undefined;
}

export interface Passes {
  readonly learned: Learned;
  readonly findings: readonly PlacedFinding[];
  /** Rules that had to be stopped. */
  readonly stops: readonly ReportProblem[];
}

/** Each thread reads its share, the facts of all go to all, each judges its share: the result is that of one thread. */
export async function runInThreads(work: readonly Work[], spec: SessionSpec, effort: Effort, progress: Progress, io: Io): Promise<Passes> {
  const hands = sharesOf(work, effort.threads).map((share) => new Hand(share, spec, effort, io));
  try {
    const show = (): void =>
      progress.show(
        'Reading',
        hands.reduce((sum, hand) => sum + hand.done, 0),
        work.length,
      );
    const learned = joined(await Promise.all(hands.map((hand) => hand.learn(show))));
    const findings = await Promise.all(hands.map((hand) => hand.judge({ extracts: learned.extracts })));
    return { learned, findings: findings.flat(), stops: hands.flatMap(({ stops }) => stops) };
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
  readonly #seconds: number;
  #thread: Thread;
  #facts: ThreadFacts | undefined;

  constructor(work: readonly Work[], spec: SessionSpec, { threads, ruleTimeoutMs }: Effort, { cwd }: Io) {
    this.#seconds = (ruleTimeoutMs ?? 0) / 1000;
    const megabytes = Math.max(LEAST_MEMORY, Math.floor(MEMORY / threads));
    this.#start = () => {
      const watch = ruleTimeoutMs === undefined ? undefined : { suspended: this.#suspended, allowedMs: ruleTimeoutMs, megabytes };
      return new Thread({ spec, cwd, work }, watch);
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
    this.#facts = facts;
    this.#thread.tell(facts);
    return (await this.#answer('judged', () => undefined)).findings;
  }

  async stop(): Promise<void> {
    await this.#thread.stop();
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
    this.stops.push(problemOf(stopped, this.#seconds));
    this.#thread = this.#start();
    // Before it has learned its share anew: until then, the message waits.
    if (this.#facts !== undefined) this.#thread.tell(this.#facts);
  }
}

function isStopped(said: ThreadAnswer | ThreadStopped): said is ThreadStopped {
  return said.is === 'stopped';
}

/** Never a silent gap: what a rule left unjudged is a fault of the run. */
function problemOf({ reason, rules, about }: ThreadStopped, seconds: number): ReportProblem {
  const [document = '', object = ''] = about.split('\n');
  const named = `${rules.length === 1 ? 'Rule' : 'Rules'} ${rules.join(', ')}`;
  const did =
    reason === 'timeout'
      ? `did not finish with ${object} within ${seconds} s`
      : `took a thread down with ${object} (out of memory, or ended by the rule itself)`;
  const message = `${named} ${did}, and the run went on without: findings are missing. Mend the rule, or switch it off until then${reason === 'timeout' ? ' (--rule-timeout gives it more time)' : ''}.`;
  return { file: document === '' ? '.' : fileOfDocument(document), line: 1, column: 1, code: CODES[reason], message, level: 'error' };
}

const CODES = { timeout: 'rule-timeout', crash: 'rule-crashed' } as const;
/** Megabytes for all watched threads together, and for each at least. */
const MEMORY = 2048;
const LEAST_MEMORY = 512;
