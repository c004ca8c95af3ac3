import { asList, asObject, member, valueAt, type Json, type Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { isAbsent } from './sharing.ts';

/** How many pods a workload has, as written. Plain data, so that facts can keep it. */
export type PodCount = {
  /** At once, without surge; absent where nothing written says so: a DaemonSet has as many as there are nodes. */
  readonly replicas?: number;
  /** How many more a rolling update may make: a number, or a percentage of the replicas. */
  readonly surge?: number | string;
  /** Objects of kind Pod that stay when they have ended, those that run among them. */
  readonly kept?: number;
  /** As a message says it after an amount, where that is not all: `on each node`. */
  readonly per?: string;
};

/** Reads the count from a workload that is given as stored. */
export function podCount(subject: Identified): PodCount {
  return (BY_KIND.get(`${subject.group}/${subject.kind}`) ?? replicated)(subject.resource);
}

/**
 * The most pods of a rolling update (maxSurge as ResolveFenceposts of pkg/controller/deployment/util rounds it: up). Nobody surges from
 * zero, since the new ReplicaSet never has more than the replicas.
 */
export function withSurge(replicas: bigint, surge: number | string | undefined): bigint {
  if (surge === undefined || replicas === 0n) return replicas;
  if (typeof surge === 'number') return replicas + BigInt(surge);
  return replicas + (BigInt(surge.slice(0, -1)) * replicas + 99n) / 100n;
}

/** The fields that say how many pods there are, first the one that would be changed. */
export function countPaths({ group, kind }: Identified): readonly Path[] {
  return PATHS.get(`${group}/${kind}`) ?? [['spec', 'replicas']];
}

/** Counts that the API server would refuse: negative, fractional, no number; a surge may be a percentage. */
export function countFaults(subject: Identified): readonly { readonly path: Path; readonly value: Json | undefined }[] {
  return [...countPaths(subject), ...(SURGES.get(`${subject.group}/${subject.kind}`) ?? [])].flatMap((path) => {
    const value = valueAt(subject.resource, path);
    const isCount = wholeNumber(value) !== undefined || (path.at(-1) === 'maxSurge' && surgeOf(value) !== undefined);
    return isAbsent(value) || isCount ? [] : [{ path, value }];
  });
}

/** A number of pods that the API server would take; undefined for anything else. */
export function wholeNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST ? value : undefined;
}

function pod(resource: Json): PodCount {
  const phase = valueAt(resource, ['status', 'phase']);
  return phase === 'Succeeded' || phase === 'Failed' ? { replicas: 0, kept: 1 } : { replicas: 1 };
}

function replicated(resource: Json): PodCount {
  const replicas = wholeNumber(valueAt(resource, ['spec', 'replicas']));
  return replicas === undefined ? { per: 'for each replica' } : { replicas };
}

function deployment(resource: Json): PodCount {
  return { ...replicated(resource), ...surging(valueAt(resource, ['spec', 'strategy'])) };
}

/** In a cluster its status tells on how many nodes it is wanted. */
function daemonSet(resource: Json): PodCount {
  const wanted = wholeNumber(valueAt(resource, ['status', 'desiredNumberScheduled']));
  const count = wanted === undefined ? { per: 'on each node' } : { replicas: wanted };
  return { ...count, ...surging(valueAt(resource, ['spec', 'updateStrategy'])) };
}

function surging(strategy: Json | undefined): Pick<PodCount, 'surge'> {
  const surge = member(strategy, 'type') === 'RollingUpdate' ? surgeOf(valueAt(strategy, ['rollingUpdate', 'maxSurge'])) : undefined;
  return surge === undefined ? {} : { surge };
}

function surgeOf(value: Json | undefined): number | string | undefined {
  return typeof value === 'string' && /^\d{1,9}%$/u.test(value) ? value : wholeNumber(value);
}

function job(resource: Json): PodCount {
  const isDone = asList(valueAt(resource, ['status', 'conditions'])).some(
    (condition) => ENDS.has(member(condition, 'type') ?? '') && member(condition, 'status') === 'True',
  );
  const { replicas, kept = 0 } = ofJob(valueAt(resource, ['spec']));
  return isDone || replicas === undefined ? { replicas: 0, kept } : { replicas, kept };
}

/** One run, which is all where runs may not overlap; the Pods of the runs that are remembered stay. */
function cronJob(resource: Json): PodCount {
  const spec = asObject(valueAt(resource, ['spec']));
  const { replicas = 0, kept = 0 } = ofJob(valueAt(spec, ['jobTemplate', 'spec']));
  const runs = ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map((limit) => wholeNumber(member(spec, limit)) ?? 0);
  const isSuspended = member(spec, 'suspend') === true;
  const all = { replicas: isSuspended ? 0 : replicas, kept: runs.reduce((sum, limit) => sum + limit, isSuspended ? 0 : 1) * kept };
  return member(spec, 'concurrencyPolicy') === 'Allow' ? { ...all, per: 'for each run that overlaps' } : all;
}

/** No more at once than are still to complete; a suspended one starts none until it is changed. */
function ofJob(spec: Json | undefined): PodCount {
  const parallelism = wholeNumber(member(spec, 'parallelism')) ?? 0;
  const completions = wholeNumber(member(spec, 'completions')) ?? parallelism;
  if (member(spec, 'suspend') === true) return { replicas: 0, kept: 0 };
  return { replicas: Math.min(parallelism, completions), kept: completions };
}

/** Counts are of type int32. */
const MOST = 2_147_483_647;
const ENDS: ReadonlySet<Json> = new Set(['Complete', 'Failed']);
const BY_KIND: ReadonlyMap<string, (resource: Json) => PodCount> = new Map([
  ['/Pod', pod],
  ['apps/Deployment', deployment],
  ['extensions/Deployment', deployment],
  ['apps/DaemonSet', daemonSet],
  ['extensions/DaemonSet', daemonSet],
  ['batch/Job', job],
  ['batch/CronJob', cronJob],
]);
const JOB: Path = ['spec', 'jobTemplate', 'spec'];
const PATHS: ReadonlyMap<string, readonly Path[]> = new Map<string, readonly Path[]>([
  ['/Pod', []],
  ['apps/DaemonSet', []],
  ['extensions/DaemonSet', []],
  [
    'batch/Job',
    [
      ['spec', 'parallelism'],
      ['spec', 'completions'],
    ],
  ],
  [
    'batch/CronJob',
    [
      [...JOB, 'parallelism'],
      [...JOB, 'completions'],
    ],
  ],
]);
const SURGES: ReadonlyMap<string, readonly Path[]> = new Map([
  ['apps/Deployment', [['spec', 'strategy', 'rollingUpdate', 'maxSurge']]],
  ['extensions/Deployment', [['spec', 'strategy', 'rollingUpdate', 'maxSurge']]],
  ['apps/DaemonSet', [['spec', 'updateStrategy', 'rollingUpdate', 'maxSurge']]],
  ['extensions/DaemonSet', [['spec', 'updateStrategy', 'rollingUpdate', 'maxSurge']]],
]);
