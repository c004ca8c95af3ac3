import { describe, expect, test } from 'vitest';
import type { JsonObject, Path } from '../../src/engine/json.ts';
import {
  allContainers,
  imageVolumes,
  podAnnotations,
  podLabels,
  podSpec,
  resourcedContainers,
  runningContainers,
} from '../../src/kube/workloads.ts';
import { deploymentOf, podOf, subjectOf } from './subject.ts';

const TEMPLATE: Path = ['spec', 'template'];

test.each<[string, string, JsonObject, Path | undefined, boolean | undefined]>([
  ['v1', 'Pod', {}, [], true],
  ['v1', 'Pod', { restartPolicy: null }, [], true],
  ['v1', 'Pod', { restartPolicy: 'Always' }, [], true],
  ['v1', 'Pod', { restartPolicy: 'OnFailure' }, [], false],
  ['v1', 'Pod', { restartPolicy: 'Never' }, [], false],
  ['apps/v1', 'Deployment', {}, TEMPLATE, true],
  ['apps/v1beta2', 'Deployment', {}, TEMPLATE, true],
  ['extensions/v1beta1', 'Deployment', {}, TEMPLATE, true],
  ['extensions/v1beta1', 'DaemonSet', {}, TEMPLATE, true],
  ['apps/v1', 'StatefulSet', {}, TEMPLATE, true],
  ['apps/v1', 'DaemonSet', {}, TEMPLATE, true],
  ['apps/v1', 'ReplicaSet', {}, TEMPLATE, true],
  ['v1', 'ReplicationController', {}, TEMPLATE, true],
  ['batch/v1', 'Job', {}, TEMPLATE, false],
  ['batch/v1beta1', 'CronJob', {}, ['spec', 'jobTemplate', 'spec', 'template'], false],
  ['argoproj.io/v1alpha1', 'Rollout', {}, TEMPLATE, true],
  ['argoproj.io/v1alpha1', 'Rollout', { template: { spec: { restartPolicy: 'Always' } } }, TEMPLATE, true],
  ['argoproj.io/v1alpha1', 'Rollout', { template: { spec: { restartPolicy: 'Never' } } }, TEMPLATE, false],
  ['example.org/v1', 'Rollout', {}, undefined, undefined],
  ['example.org/v1', 'Deployment', {}, undefined, undefined],
  ['v1', 'ConfigMap', {}, undefined, undefined],
])('%s %s with %j', (apiVersion, kind, spec, podTemplate, longRunning) => {
  const { workload } = subjectOf(apiVersion, kind, { spec });
  expect(workload?.podTemplate).toEqual(podTemplate);
  expect(workload?.longRunning).toBe(longRunning);
});

describe('containers', () => {
  const spec = {
    containers: [{ name: 'web' }, null, 7],
    initContainers: [{ name: 'setup' }, { name: 'proxy', restartPolicy: 'Always' }],
    ephemeralContainers: [{ name: 'debug' }],
  };

  test('all of them have a name, a role and a place', () => {
    expect(allContainers(deploymentOf(spec)).map(({ name, role, path }) => [name, role, path.join('.')])).toEqual([
      ['web', 'regular', 'spec.template.spec.containers.0'],
      ['(no name)', 'regular', 'spec.template.spec.containers.1'],
      ['setup', 'init', 'spec.template.spec.initContainers.0'],
      ['proxy', 'sidecar', 'spec.template.spec.initContainers.1'],
      ['debug', 'ephemeral', 'spec.template.spec.ephemeralContainers.0'],
    ]);
  });

  test('an ephemeral one has no resources', () => {
    expect(resourcedContainers(podOf(spec)).map(({ name }) => name)).toEqual(['web', '(no name)', 'setup', 'proxy']);
  });

  test('running ones are the regular ones of long-running pods', () => {
    expect(runningContainers(podOf(spec)).map(({ name }) => name)).toEqual(['web', '(no name)']);
    expect(runningContainers(podOf({ ...spec, restartPolicy: 'Never' }))).toEqual([]);
    expect(runningContainers(subjectOf('batch/v1', 'Job', { spec: { template: { spec } } }))).toEqual([]);
    expect(runningContainers(subjectOf('v1', 'ConfigMap', { spec }))).toEqual([]);
  });
});

test('image volumes are found with the place of their reference', () => {
  const volumes = [{ name: 'a', image: { reference: 'x' } }, { name: 'b', emptyDir: {} }, { name: 'c', image: {} }, null];
  expect(imageVolumes(podOf({ volumes }))).toEqual([
    { reference: 'x', path: ['spec', 'volumes', 0, 'image', 'reference'] },
    { reference: undefined, path: ['spec', 'volumes', 2, 'image', 'reference'] },
  ]);
});

test('the metadata of pods is that of the template', () => {
  const pod = subjectOf('v1', 'Pod', { metadata: { labels: { app: 'a' }, annotations: { n: 'o' } } });
  expect(podLabels(pod)).toEqual({ app: 'a' });
  expect(podAnnotations(pod)).toEqual({ n: 'o' });
  const job = subjectOf('batch/v1', 'Job', {
    metadata: { labels: { app: 'a' } },
    spec: { template: { metadata: { labels: { app: 'b' } } } },
  });
  expect(podLabels(job)).toEqual({ app: 'b' });
  expect(podLabels(subjectOf('v1', 'Service', { metadata: { labels: { app: 'a' } } }))).toEqual({});
});

test('a pod spec that is no mapping is none', () => {
  expect(podSpec(subjectOf('v1', 'Pod', { spec: 7 }))).toBeUndefined();
  expect(podSpec(deploymentOf({ a: 1 }))).toEqual({ spec: { a: 1 }, path: ['spec', 'template', 'spec'] });
});
