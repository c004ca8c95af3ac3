import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { stored } from '../../src/kube/defaults.ts';
import { countFaults, podCount, withSurge, type PodCount } from '../../src/kube/pod-counts.ts';
import { subjectOf } from './subject.ts';

const NODES = { per: 'on each node' };

function counted(apiVersion: string, kind: string, spec: Json, status: JsonObject = {}): PodCount {
  const subject = subjectOf(apiVersion, kind, { metadata: { name: 'x' }, spec, status });
  return podCount({ ...subject, resource: stored(subject) });
}

function ofCronJob(spec: JsonObject, job: JsonObject = {}): PodCount {
  return counted('batch/v1', 'CronJob', { ...spec, jobTemplate: { spec: job } });
}

describe('podCount', () => {
  test.each<[string, PodCount, PodCount]>([
    ['a Pod', counted('v1', 'Pod', {}), { replicas: 1 }],
    ['a Pod that has failed', counted('v1', 'Pod', {}, { phase: 'Failed' }), { replicas: 0, kept: 1 }],
    ['a Deployment', counted('apps/v1', 'Deployment', {}), { replicas: 1, surge: '25%' }],
    ['an old Deployment', counted('extensions/v1beta1', 'Deployment', { replicas: 3 }), { replicas: 3, surge: '25%' }],
    ['one that is recreated', counted('apps/v1', 'Deployment', { strategy: { type: 'Recreate' } }), { replicas: 1 }],
    ['a StatefulSet', counted('apps/v1', 'StatefulSet', { replicas: 3 }), { replicas: 3 }],
    ['a count that is none', counted('apps/v1', 'StatefulSet', { replicas: 1.5 }), { per: 'for each replica' }],
    ['a count beyond int32', counted('apps/v1', 'StatefulSet', { replicas: 2 ** 31 }), { per: 'for each replica' }],
    ['a declared kind that has replicas', counted('example.com/v1', 'Rollout', { replicas: 4 }), { replicas: 4 }],
    ['a declared kind without', counted('example.com/v1', 'Rollout', {}), { per: 'for each replica' }],
    ['a DaemonSet', counted('apps/v1', 'DaemonSet', {}), { ...NODES, surge: 0 }],
    ['a DaemonSet of a cluster', counted('apps/v1', 'DaemonSet', {}, { desiredNumberScheduled: 7 }), { replicas: 7, surge: 0 }],
    ['a Job', counted('batch/v1', 'Job', {}), { replicas: 1, kept: 1 }],
    ['more to complete than at once', counted('batch/v1', 'Job', { completions: 9, parallelism: 2 }), { replicas: 2, kept: 9 }],
    ['fewer to complete', counted('batch/v1', 'Job', { completions: 2, parallelism: 9 }), { replicas: 2, kept: 2 }],
    ['completions alone', counted('batch/v1', 'Job', { completions: 5 }), { replicas: 1, kept: 5 }],
    ['a work queue', counted('batch/v1', 'Job', { parallelism: 5 }), { replicas: 5, kept: 5 }],
    ['suspended', counted('batch/v1', 'Job', { parallelism: 5, suspend: true }), { replicas: 0, kept: 0 }],
    ['done', counted('batch/v1', 'Job', {}, { conditions: [{ type: 'Complete', status: 'True' }] }), { replicas: 0, kept: 1 }],
    ['not done', counted('batch/v1', 'Job', {}, { conditions: [{ type: 'Failed', status: 'False' }] }), { replicas: 1, kept: 1 }],
    ['a CronJob', ofCronJob({}), { replicas: 1, kept: 5, per: 'for each run that overlaps' }],
    ['one that forbids', ofCronJob({ concurrencyPolicy: 'Forbid' }, { parallelism: 2 }), { replicas: 2, kept: 10 }],
    ['one that replaces', ofCronJob({ concurrencyPolicy: 'Replace', failedJobsHistoryLimit: 0 }), { replicas: 1, kept: 4 }],
    ['a suspended CronJob', ofCronJob({ concurrencyPolicy: 'Forbid', suspend: true }), { replicas: 0, kept: 4 }],
    ['no object', counted('batch/v1', 'CronJob', 7), { replicas: 0, kept: 0 }],
  ])('of %s', (_what, found, wanted) => {
    expect(found).toEqual(wanted);
  });
});

describe('withSurge', () => {
  test.each<[bigint, number | string | undefined, bigint]>([
    [4n, undefined, 4n],
    [4n, 0, 4n],
    [4n, 3, 7n],
    [0n, 3, 0n],
    [0n, '100%', 0n],
    [4n, '25%', 5n],
    [5n, '25%', 7n],
    [1n, '1%', 2n],
    [1n, '0%', 1n],
    [3n, '100%', 6n],
    [3n, '200%', 9n],
    [2_147_483_647n, '100%', 4_294_967_294n],
  ])('%s and %s is %s', (replicas, surge, total) => {
    expect(withSurge(replicas, surge)).toBe(total);
  });

  test('rounds a percentage up, as GetScaledValueFromIntOrPercent does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 300 }), (replicas, percent) => {
        expect(withSurge(BigInt(replicas), `${percent}%`)).toBe(BigInt(replicas + Math.ceil((percent * replicas) / 100)));
      }),
    );
  });
});

test.each<[string, string, JsonObject, readonly string[]]>([
  ['apps/v1', 'Deployment', { replicas: '3', strategy: { rollingUpdate: { maxSurge: -1 } } }, ['replicas', 'maxSurge']],
  ['apps/v1', 'Deployment', { replicas: null, strategy: { rollingUpdate: { maxSurge: '25' } } }, ['maxSurge']],
  ['apps/v1', 'Deployment', { replicas: 0, strategy: { rollingUpdate: { maxSurge: '100%' } } }, []],
  ['apps/v1', 'Deployment', { strategy: { rollingUpdate: { maxSurge: '-5%' } } }, ['maxSurge']],
  ['apps/v1', 'DaemonSet', { replicas: 'x', updateStrategy: { rollingUpdate: { maxSurge: '1.5%' } } }, ['maxSurge']],
  ['apps/v1', 'StatefulSet', { replicas: -1 }, ['replicas']],
  ['batch/v1', 'Job', { parallelism: -1, completions: [], replicas: 'x' }, ['parallelism', 'completions']],
  ['batch/v1', 'CronJob', { jobTemplate: { spec: { parallelism: 1.5 } } }, ['parallelism']],
  ['v1', 'Pod', { replicas: 'x' }, []],
])('countFaults of %s %s %j are %j', (apiVersion, kind, spec, fields) => {
  expect(countFaults(subjectOf(apiVersion, kind, { spec })).map(({ path }) => path.at(-1))).toEqual(fields);
});
