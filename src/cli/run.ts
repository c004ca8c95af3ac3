import type { ReportProblem, Skipped } from '../report/report.ts';
import { Share, type Gathered, type Work } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import type { Io } from './io.ts';
import type { Passes } from './pool.ts';
import type { Progress } from './progress.ts';
import { catalogueOf } from './catalogue.ts';
import { hashKey, openImages, openSession, type SessionSpec } from './session.ts';

/** What a run over files came to. */
export interface Outcome {
  readonly findings: readonly PlacedFinding[];
  readonly problems: readonly ReportProblem[];
  readonly skipped: readonly Skipped[];
  readonly files: number;
  readonly documents: number;
  readonly resources: number;
}

/** What a run may take. */
export interface Effort {
  /** Threads at most. */
  readonly jobs: number;
  /** Milliseconds that a rule of the user's own may spend on one object. */
  readonly ruleTimeoutMs: number;
}

/** Both passes over all files: in this thread, or in several where there is enough to read, or rules of the user's own to watch. */
export async function run(gathered: Gathered, spec: SessionSpec, effort: Effort, progress: Progress, io: Io): Promise<Outcome> {
  const { work } = gathered;
  const { learned, findings, stops } = await passesOver(work, spec, effort, progress, io);
  return {
    findings,
    problems: [...gathered.problems, ...learned.problems, ...stops],
    skipped: [...gathered.skipped, ...learned.skipped],
    files: work.filter((item) => !item.context).length,
    documents: learned.documents,
    resources: learned.resources,
  };
}

async function passesOver(work: readonly Work[], spec: SessionSpec, effort: Effort, progress: Progress, io: Io): Promise<Passes> {
  const threads = Math.min(effort.jobs, work.length, Math.ceil(bytesOf(work) / BYTES_PER_THREAD));
  const watched = work.length > 0 && (spec.policyFiles ?? []).length > 0;
  if (threads <= 1 && !watched) return await runHere(work, spec, progress, io);
  const { judgeInThreads } = await import('./pool.ts');
  const ruleTimeoutMs = watched ? effort.ruleTimeoutMs : undefined;
  const alike = { ...spec, key: hashKey() };
  return await judgeInThreads({ work, spec: alike, effort: { threads: Math.max(threads, 1), ruleTimeoutMs }, progress, io });
}

async function runHere(work: readonly Work[], spec: SessionSpec, progress: Progress, io: Io): Promise<Passes> {
  const session = openSession(spec, await catalogueOf(spec), await openImages(spec));
  const share = new Share(session, io.cwd);
  const learned = share.learn(work, (done) => progress.show('Reading', done, work.length));
  for (const extract of learned.extracts) session.index.insert(extract);
  const findings = share.judge((done) => progress.show('Judging', done, work.length));
  progress.clear();
  return { learned, findings, stops: [] };
}

function bytesOf(work: readonly Work[]): number {
  return work.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Below this, starting a thread costs more than it saves. */
const BYTES_PER_THREAD = 2 * 1024 * 1024;
