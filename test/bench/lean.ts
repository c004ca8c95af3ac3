import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job, Loaded } from './lean-load.ts';
import { CannotRun, type Bench } from './measure.ts';
import { askNode, cpuOf } from './process.ts';
import { milliseconds } from './ratio.ts';

/** Loads one address from a process of its own; `pid` is whose CPU is counted. An answer that was not expected ends the benchmark. */
export async function loadLean(job: Job, pid: number | undefined, { scratch }: Bench): Promise<LeanLoad> {
  const file = path.join(scratch, 'job.json');
  await writeFile(file, JSON.stringify(job));
  const before = pid === undefined ? Number.NaN : await cpuOf(pid);
  const loaded = await askNode<Loaded>([GENERATOR, file], scratch);
  const { failures, failure = '' } = loaded;
  if (failures > 0) throw new CannotRun(`${failures} answers of ${job.url} were not as expected; the first: ${failure.slice(0, TOLD)}`);
  return { ...loaded, cpuMs: pid === undefined ? Number.NaN : ((await cpuOf(pid)) - before) / loaded.answered };
}

export interface LeanLoad extends Loaded {
  /** Of the process, for each request. */
  readonly cpuMs: number;
}

/** What is told of a load. */
export interface Metric {
  readonly label: string;
  readonly amount: (load: LeanLoad) => number;
  readonly tell: (amount: number) => string;
}

export const RATE: Metric = { label: 'per second', amount: ({ perSecond }) => perSecond, tell: (rate) => rate.toFixed(0) };
export const P50: Metric = { label: 'p50', amount: ({ p50Ms }) => p50Ms, tell: milliseconds };
export const P95: Metric = { label: 'p95', amount: ({ p95Ms }) => p95Ms, tell: milliseconds };
export const P99: Metric = { label: 'p99', amount: ({ p99Ms }) => p99Ms, tell: milliseconds };
export const CPU: Metric = { label: 'webhook CPU each', amount: ({ cpuMs }) => cpuMs, tell: (ms) => `${ms.toFixed(3)} ms` };
const GENERATOR = path.join(import.meta.dirname, 'lean-load.ts');
const TOLD = 500;
