import type { JsonObject } from '../../src/engine/json.ts';
import { check, limitRange, pod } from './table.ts';

const CPU = '/spec/containers/0/resources/requests/cpu';
const request = (cpu: string | number) => pod({ resources: { requests: { cpu } } });

check('require-cpu-request', [
  ['present', [request('100m')], []],
  ['as a number', [request(0.5)], []],
  ['missing', [pod({})], [`missing ${CPU}`]],
  ['zero is none', [request('0')], [`zero ${CPU}`]],
  ['malformed', [request('1 core')], [`malformed ${CPU}`]],
  ['a limit is a request', [pod({ resources: { limits: { cpu: 1 } } })], []],
  ['of the pod', [pod({}, { resources: { requests: { cpu: 1 } } })], []],
  ['a limit of the pod', [pod({}, { resources: { limits: { cpu: 1 } } })], []],
  ['malformed of the pod', [pod({}, { resources: { requests: { cpu: 'x' } } })], [`missing ${CPU}`]],
  ['another one of the pod', [pod({}, { resources: { requests: { memory: '1Gi' } } })], [`missing ${CPU}`]],
  ['a default request', [pod({}), limitRange({ defaultRequest: { cpu: 1 } })], []],
  ['a default limit', [pod({}), limitRange({ default: { cpu: 1 } })], []],
  ['a maximum', [pod({}), limitRange({ max: { cpu: 1 } })], []],
  ['a minimum', [pod({}), limitRange({ min: { cpu: 1 } })], []],
  ['a default of zero', [pod({}), limitRange({ defaultRequest: { cpu: 0 }, default: { cpu: 1 } })], [`0: missing ${CPU}`]],
  ['a default does not replace zero', [request(0), limitRange({ default: { cpu: 1 } })], [`0: zero ${CPU}`]],
  ['a default elsewhere', [pod({}), limitRange({ default: { cpu: 1 } }, 'other')], [`0: missing ${CPU}`]],
  ['a default for pods', [pod({}), limitRange({ max: { cpu: 1 } }, 'default', 'Pod')], [`0: missing ${CPU}`]],
  ['null containers', [{ spec: { containers: [null] } }], [`missing ${CPU}`]],
]);

check('require-memory-limit', [
  ['a request is no limit', [pod({ resources: { requests: { memory: '1Gi' } } })], ['missing /spec/containers/0/resources/limits/memory']],
  [
    'a default request is no limit',
    [pod({}), limitRange({ defaultRequest: { memory: '1Gi' }, min: { memory: '1Mi' } })],
    ['0: missing /spec/containers/0/resources/limits/memory'],
  ],
  ['a maximum is', [pod({}), limitRange({ max: { memory: '1Gi' } })], []],
]);

const hard = (limits: JsonObject): JsonObject => ({ kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: limits } });
const MEMORY = '/spec/containers/0/resources/requests/memory';

check('sane-quantity-units', [
  ['half a byte', [pod({ resources: { requests: { memory: '512m' } } })], [`fewBytes ${MEMORY}`]],
  ['zero', [pod({ resources: { requests: { memory: 0, cpu: '0' } } })], []],
  ['malformed', [pod({ resources: { requests: { memory: '1 G', cpu: null } } })], []],
  ['at the bounds', [pod({ resources: { requests: { memory: '1Mi', cpu: 1024 } } })], []],
  [
    'other bounds',
    [pod({ resources: { requests: { memory: '1Mi', cpu: 9 } } })],
    [`fewBytes ${MEMORY}`, `muchCpu ${CPU}`],
    { minBytes: '2Mi', maxCpu: '8' },
  ],
  ['many CPUs', [pod({ resources: { requests: { cpu: '500Mi' } } })], [`muchCpu ${CPU}`]],
  [
    'of the pod, whose limit is a request too',
    [pod({}, { resources: { limits: { 'hugepages-2Mi': '4m' } } })],
    ['fewBytes /spec/resources/requests/hugepages-2Mi', 'fewBytes /spec/resources/limits/hugepages-2Mi'],
  ],
  ['emptyDir', [pod({}, { volumes: [{ emptyDir: { sizeLimit: '1k' } }] })], ['fewBytes /spec/volumes/0/emptyDir/sizeLimit']],
  [
    'a claim',
    [{ kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: '10' } } } }],
    ['fewBytes /spec/resources/requests/storage'],
  ],
  [
    'a template of claims',
    [
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '1m' } } } }] },
      },
    ],
    ['fewBytes /spec/volumeClaimTemplates/0/spec/resources/requests/storage'],
  ],
  [
    'an ephemeral volume',
    [pod({}, { volumes: [{ ephemeral: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1m' } } } } } }] })],
    ['fewBytes /spec/volumes/0/ephemeral/volumeClaimTemplate/spec/resources/requests/storage'],
  ],
  [
    'a quota',
    [
      hard({
        'requests.memory': '4m',
        'limits.cpu': '1Gi',
        memory: '5',
        cpu: 4,
        pods: 3,
        'gold.storageclass.storage.k8s.io/requests.storage': '1',
      }),
    ],
    [
      'fewBytes /spec/hard/requests.memory',
      'muchCpu /spec/hard/limits.cpu',
      'fewBytes /spec/hard/memory',
      'fewBytes /spec/hard/gold.storageclass.storage.k8s.io~1requests.storage',
    ],
  ],
  [
    'a limit range',
    [limitRange({ min: { memory: '1m' }, maxLimitRequestRatio: { memory: '2' } }, 'default', 'Pod')],
    ['fewBytes /spec/limits/0/min/memory'],
  ],
]);
