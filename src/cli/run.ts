import type { ReportProblem, Skipped } from '../report/report.ts';
import { Share, type Gathered, type Learned, type Work } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import { openSession, type SessionSpec } from './session.ts';

/** What a run over files came to. */
export interface Outcome {
  readonly findings: readonly PlacedFinding[];
  readonly problems: readonly ReportProblem[];
  readonly skipped: readonly Skipped[];
  readonly files: number;
  readonly documents: number;
  readonly resources: number;
}

/** Both passes over all files: in this thread, or in several where there is enough to read. */
export async function run(gathered: Gathered, spec: SessionSpec, jobs: number, progress: Progress, io: Io): Promise<Outcome> {
  const { work } = gathered;
  const threads = Math.min(jobs, work.length, Math.ceil(bytesOf(work) / BYTES_PER_THREAD));
  const passes =
    threads > 1 ? (await import('./pool.ts')).runInThreads(work, spec, threads, progress, io) : runHere(work, spec, progress, io);
  const { learned, findings } = await passes;
  return {
    findings,
    problems: [...gathered.problems, ...learned.problems],
    skipped: [...gathered.skipped, ...learned.skipped],
    files: work.filter((item) => !item.context).length,
    documents: learned.documents,
    resources: learned.resources,
  };
}

async function runHere(
  work: readonly Work[],
  spec: SessionSpec,
  progress: Progress,
  io: Io,
): Promise<{ learned: Learned; findings: readonly PlacedFinding[] }> {
  const share = new Share(openSession(spec), io.cwd);
  const learned = await share.learn(work, (done) => progress.show('Reading', done, work.length));
  const findings = share.judge(learned.extracts, (done) => progress.show('Judging', done, work.length));
  progress.clear();
  return { learned, findings };
}

function bytesOf(work: readonly Work[]): number {
  return work.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Below this, starting a thread costs more than it saves. */
const BYTES_PER_THREAD = 2 * 1024 * 1024;
