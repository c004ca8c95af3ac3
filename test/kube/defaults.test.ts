import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/engine/json.ts';
import type { Json, JsonObject, Path } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { stored } from '../../src/kube/defaults.ts';
import { deploymentOf, podOf, subjectOf } from './subject.ts';

function of(apiVersion: string, kind: string, spec: JsonObject): Identified {
  return subjectOf(apiVersion, kind, { metadata: { name: 'x' }, spec });
}

function container(fields: JsonObject, spec: JsonObject = {}): Identified {
  return podOf({ ...spec, containers: [{ name: 'c', ...fields }] });
}

const CONTAINER: Path = ['spec', 'containers', 0];
const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

const ROWS: readonly (readonly [string, Identified, Path, Json | undefined])[] = [
  ['replicas of a Deployment', of('apps/v1', 'Deployment', {}), ['spec', 'replicas'], 1],
  ['replicas null', of('apps/v1', 'Deployment', { replicas: null }), ['spec', 'replicas'], 1],
  ['replicas zero stay', of('apps/v1', 'Deployment', { replicas: 0 }), ['spec', 'replicas'], 0],
  ['replicas of a StatefulSet', of('apps/v1', 'StatefulSet', {}), ['spec', 'replicas'], 1],
  ['replicas of a ReplicaSet', of('apps/v1', 'ReplicaSet', {}), ['spec', 'replicas'], 1],
  ['replicas of a ReplicationController', of('v1', 'ReplicationController', {}), ['spec', 'replicas'], 1],
  ['replicas of a DaemonSet', of('apps/v1', 'DaemonSet', {}), ['spec', 'replicas'], undefined],
  ['minReplicas', of('autoscaling/v2', 'HorizontalPodAutoscaler', {}), ['spec', 'minReplicas'], 1],
  [
    'strategy',
    of('apps/v1', 'Deployment', {}),
    ['spec', 'strategy'],
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
  ],
  [
    'half a strategy',
    of('apps/v1', 'Deployment', { strategy: { rollingUpdate: { maxSurge: 0 } } }),
    ['spec', 'strategy'],
    { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' } },
  ],
  ['Recreate', of('apps/v1', 'Deployment', { strategy: { type: 'Recreate' } }), ['spec', 'strategy'], { type: 'Recreate' }],
  [
    'updateStrategy of a DaemonSet',
    of('apps/v1', 'DaemonSet', {}),
    ['spec', 'updateStrategy'],
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
  ],
  [
    'updateStrategy of a StatefulSet',
    of('apps/v1', 'StatefulSet', {}),
    ['spec', 'updateStrategy'],
    { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  ],
  ['OnDelete', of('apps/v1', 'StatefulSet', { updateStrategy: { type: 'OnDelete' } }), ['spec', 'updateStrategy'], { type: 'OnDelete' }],
  ['backoffLimit', of('batch/v1', 'Job', {}), ['spec', 'backoffLimit'], 6],
  [
    'backoffLimit of a template',
    of('batch/v1', 'CronJob', { jobTemplate: { spec: {} } }),
    ['spec', 'jobTemplate', 'spec', 'backoffLimit'],
    6,
  ],
  ['concurrencyPolicy', of('batch/v1', 'CronJob', {}), ['spec', 'concurrencyPolicy'], 'Allow'],
  ['completions beside parallelism', of('batch/v1', 'Job', { parallelism: 3 }), ['spec', 'completions'], undefined],

  ['pull policy of no tag', container({ image: 'nginx' }), [...CONTAINER, 'imagePullPolicy'], 'Always'],
  ['pull policy of latest', container({ image: 'nginx:latest' }), [...CONTAINER, 'imagePullPolicy'], 'Always'],
  ['pull policy of a tag', container({ image: 'nginx:1' }), [...CONTAINER, 'imagePullPolicy'], 'IfNotPresent'],
  ['pull policy of a digest', container({ image: `n@sha256:${'a'.repeat(64)}` }), [...CONTAINER, 'imagePullPolicy'], 'IfNotPresent'],
  [
    'pull policy of latest and digest',
    container({ image: `n:latest@sha256:${'a'.repeat(64)}` }),
    [...CONTAINER, 'imagePullPolicy'],
    'Always',
  ],
  ['pull policy of nonsense', container({ image: 'A B' }), [...CONTAINER, 'imagePullPolicy'], 'IfNotPresent'],
  ['pull policy given', container({ image: 'nginx', imagePullPolicy: 'Never' }), [...CONTAINER, 'imagePullPolicy'], 'Never'],
  ['pull policy empty', container({ image: 'nginx', imagePullPolicy: '' }), [...CONTAINER, 'imagePullPolicy'], 'Always'],
  ['pull policy in a null container', podOf({ containers: [null] }), [...CONTAINER, 'imagePullPolicy'], 'IfNotPresent'],
  [
    'pull policy of an init container',
    podOf({ initContainers: [{ image: 'a' }] }),
    ['spec', 'initContainers', 0, 'imagePullPolicy'],
    'Always',
  ],
  [
    'pull policy of an ephemeral container',
    podOf({ ephemeralContainers: [{ image: 'a' }] }),
    ['spec', 'ephemeralContainers', 0],
    { image: 'a', imagePullPolicy: 'Always' },
  ],

  ['restartPolicy of a Pod', podOf({}), ['spec', 'restartPolicy'], 'Always'],
  ['restartPolicy of a template', deploymentOf({}), ['spec', 'template', 'spec', 'restartPolicy'], 'Always'],
  ['restartPolicy of a Job', of('batch/v1', 'Job', { template: { spec: {} } }), ['spec', 'template', 'spec', 'restartPolicy'], undefined],
  [
    'a declared workload',
    of('argoproj.io/v1', 'Rollout', { template: { spec: {} } }),
    ['spec', 'template', 'spec', 'restartPolicy'],
    'Always',
  ],
  ['grace period', podOf({}), ['spec', 'terminationGracePeriodSeconds'], 30],
  ['grace period zero stays', podOf({ terminationGracePeriodSeconds: 0 }), ['spec', 'terminationGracePeriodSeconds'], 0],

  ['request from limit', container({ resources: { limits: { cpu: '1' } } }), [...CONTAINER, 'resources', 'requests'], { cpu: '1' }],
  [
    'request beside limit',
    container({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '0' } } }),
    [...CONTAINER, 'resources', 'requests'],
    { cpu: '0', memory: '1Gi' },
  ],
  ['no limits', container({ resources: {} }), [...CONTAINER, 'resources'], {}],
  [
    'request from limit in a template',
    deploymentOf({ containers: [{ resources: { limits: { cpu: 1 } } }] }),
    ['spec', 'template', 'spec', 'containers', 0, 'resources', 'requests', 'cpu'],
    1,
  ],
  ['pod-level request from limit', podOf({ resources: { limits: { cpu: '2' } } }), ['spec', 'resources', 'requests'], { cpu: '2' }],
  [
    'pod-level request from containers',
    podOf({
      resources: { limits: { memory: '1Gi' } },
      containers: [{ resources: { requests: { memory: '128Mi' } } }, { resources: { requests: { memory: '64Mi' } } }],
      initContainers: [
        { restartPolicy: 'Always', resources: { requests: { memory: '64Mi' } } },
        { resources: { requests: { memory: '16Mi' } } },
      ],
    }),
    ['spec', 'resources', 'requests'],
    { memory: '256Mi' },
  ],
  [
    'pod-level request from an init container',
    podOf({
      resources: { limits: { memory: '1Gi' } },
      containers: [{ resources: { requests: { cpu: '100m' } } }],
      initContainers: [{ resources: { requests: { cpu: '1500m' } } }],
    }),
    ['spec', 'resources', 'requests', 'cpu'],
    '1500m',
  ],
  [
    'pod-level huge pages from the limit alone',
    podOf({ resources: { limits: { 'hugepages-2Mi': '4Mi' } }, containers: [{ resources: { requests: { 'hugepages-2Mi': '2Mi' } } }] }),
    ['spec', 'resources', 'requests'],
    { 'hugepages-2Mi': '4Mi' },
  ],
  ['no pod-level resources', podOf({ containers: [{ resources: { requests: { cpu: '1' } } }] }), ['spec', 'resources'], undefined],

  ['an empty probe', container({ livenessProbe: {} }), [...CONTAINER, 'livenessProbe'], PROBE],
  [
    'probe numbers of zero',
    container({ startupProbe: { timeoutSeconds: 0, periodSeconds: 5 } }),
    [...CONTAINER, 'startupProbe'],
    { ...PROBE, periodSeconds: 5 },
  ],
  [
    'httpGet of a probe',
    container({ readinessProbe: { httpGet: { port: 80 } } }),
    [...CONTAINER, 'readinessProbe'],
    { ...PROBE, httpGet: { port: 80, path: '/', scheme: 'HTTP' } },
  ],
  [
    'httpGet of a hook',
    container({ lifecycle: { preStop: { httpGet: { port: 80 } } } }),
    [...CONTAINER, 'lifecycle', 'preStop', 'httpGet'],
    { port: 80, path: '/', scheme: 'HTTP' },
  ],
  ['protocol of a port', container({ ports: [{ containerPort: 80 }] }), [...CONTAINER, 'ports', 0], { containerPort: 80, protocol: 'TCP' }],
  [
    'hostPort under hostNetwork',
    container({ ports: [{ containerPort: 80, protocol: 'UDP' }] }, { hostNetwork: true }),
    [...CONTAINER, 'ports', 0],
    { containerPort: 80, protocol: 'UDP', hostPort: 80 },
  ],
  ['a volume without source', podOf({ volumes: [{ name: 'v' }] }), ['spec', 'volumes', 0], { name: 'v', emptyDir: {} }],
  ['a volume with a null source', podOf({ volumes: [{ name: 'v', emptyDir: null }] }), ['spec', 'volumes', 0], { name: 'v', emptyDir: {} }],
  ['mode of files', podOf({ volumes: [{ name: 'v', secret: {} }] }), ['spec', 'volumes', 0, 'secret'], { defaultMode: 420 }],

  ['policyTypes', of('networking.k8s.io/v1', 'NetworkPolicy', {}), ['spec', 'policyTypes'], ['Ingress']],
  [
    'policyTypes with egress',
    of('networking.k8s.io/v1', 'NetworkPolicy', { egress: [{}] }),
    ['spec', 'policyTypes'],
    ['Ingress', 'Egress'],
  ],
  ['policyTypes with no egress', of('networking.k8s.io/v1', 'NetworkPolicy', { egress: [] }), ['spec', 'policyTypes'], ['Ingress']],
  ['policyTypes empty', of('networking.k8s.io/v1', 'NetworkPolicy', { policyTypes: [] }), ['spec', 'policyTypes'], ['Ingress']],
  ['policyTypes given', of('networking.k8s.io/v1', 'NetworkPolicy', { policyTypes: ['Egress'] }), ['spec', 'policyTypes'], ['Egress']],
  [
    'protocol in a policy',
    of('networking.k8s.io/v1', 'NetworkPolicy', { ingress: [{ ports: [{ port: 1 }] }] }),
    ['spec', 'ingress', 0, 'ports', 0],
    { port: 1, protocol: 'TCP' },
  ],
  ['type of a Service', of('v1', 'Service', {}), ['spec', 'type'], 'ClusterIP'],
  ['affinity of a Service', of('v1', 'Service', {}), ['spec', 'sessionAffinity'], 'None'],
  [
    'port of a Service',
    of('v1', 'Service', { ports: [{ port: 80 }] }),
    ['spec', 'ports', 0],
    { port: 80, protocol: 'TCP', targetPort: 80 },
  ],
  ['named target', of('v1', 'Service', { ports: [{ port: 80, targetPort: 'w' }] }), ['spec', 'ports', 0, 'targetPort'], 'w'],
  ['traffic policy', of('v1', 'Service', { type: 'NodePort' }), ['spec', 'externalTrafficPolicy'], 'Cluster'],
  [
    'label of a Namespace',
    subjectOf('v1', 'Namespace', { metadata: { name: 'n' } }),
    ['metadata', 'labels'],
    { 'kubernetes.io/metadata.name': 'n' },
  ],
  [
    'LimitRange',
    of('v1', 'LimitRange', { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }] }),
    ['spec', 'limits', 0],
    { type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' }, default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } },
  ],
  ['LimitRange of a Pod', of('v1', 'LimitRange', { limits: [{ type: 'Pod', max: {} }] }), ['spec', 'limits', 0], { type: 'Pod', max: {} }],
  ['a Deployment of another group', of('example.org/v1', 'Deployment', {}), ['spec'], {}],
];

describe('stored', () => {
  test.each(ROWS)('%s', (_name, subject, path, value) => {
    expect(valueAt(stored(subject), path)).toEqual(value);
  });

  test.each(ROWS)('%s, and once more changes nothing', (_name, subject) => {
    const once = stored(subject);
    expect(stored({ ...subject, resource: once })).toBe(once);
  });

  test('shares all that it does not change', () => {
    const subject = of('apps/v1', 'Deployment', { selector: { matchLabels: {} }, template: { spec: { containers: [{ name: 'a' }] } } });
    const result = stored(subject);
    expect(result.metadata).toBe(subject.resource.metadata);
    expect(valueAt(result, ['spec', 'selector'])).toBe(valueAt(subject.resource, ['spec', 'selector']));
  });

  test('a kind without defaults is the very same object', () => {
    const subject = subjectOf('v1', 'ConfigMap', { data: { a: 'b' } });
    expect(stored(subject)).toBe(subject.resource);
  });

  test('keeps a member called __proto__', () => {
    const subject = subjectOf('v1', 'Pod', JSON.parse('{"spec":{"__proto__":{"a":1},"containers":[]}}'));
    expect(valueAt(stored(subject), ['spec', '__proto__', 'a'])).toBe(1);
    expect(valueAt(stored(subject), ['spec', 'restartPolicy'])).toBe('Always');
  });
});
