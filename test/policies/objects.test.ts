import type { JsonObject } from '../../src/engine/json.ts';
import { check, pod } from './table.ts';

const env = (...items: readonly JsonObject[]) => pod({ env: items });

check('duplicate-env-var', [
  ['once', [env({ name: 'A', value: '1' }, { name: 'a', value: '1' })], []],
  ['equal', [env({ name: 'A', value: '1' }, { name: 'A', value: '1' })], ['repeated /spec/containers/0/env/1']],
  ['absent is empty', [env({ name: 'A' }, { name: 'A', value: '' })], ['repeated /spec/containers/0/env/1']],
  ['different', [env({ name: 'A', value: '1' }, { name: 'A', valueFrom: {} })], ['conflicting /spec/containers/0/env/1']],
  [
    'thrice',
    [env({ name: 'A', value: '1' }, { name: 'A', value: '2' }, { name: 'A', value: '1' })],
    ['conflicting /spec/containers/0/env/1', 'conflicting /spec/containers/0/env/2'],
  ],
  ['odd items', [{ spec: { containers: [{ env: [null, null, {}, {}, 7, 7, { name: 7 }, { name: 7 }] }] } }], []],
]);

check('no-privileged', [
  [
    'every kind of container',
    [
      {
        spec: Object.fromEntries(
          ['containers', 'initContainers', 'ephemeralContainers'].map((key) => [key, [{ securityContext: { privileged: true } }]]),
        ),
      },
    ],
    ['containers', 'initContainers', 'ephemeralContainers'].map((key) => `privileged /spec/${key}/0/securityContext/privileged`),
  ],
  ['false', [pod({ securityContext: { privileged: false } })], []],
  ['Windows', [pod({ securityContext: { privileged: true } }, { os: { name: 'windows' } })], []],
]);

const named = (metadata: JsonObject, apiVersion = 'v1', kind = 'ConfigMap'): JsonObject => ({ apiVersion, kind, metadata });

check('unique-object', [
  [
    'twice',
    [named({ name: 'a' }), named({ name: 'a', namespace: 'default' }), named({ name: 'b' })],
    ['0: duplicate /metadata/name', '1: duplicate /metadata/name'],
  ],
  [
    'versions of one group',
    [named({ name: 'a' }, 'apps/v1', 'Deployment'), named({ name: 'a' }, 'apps/v1beta1', 'Deployment')],
    ['0: duplicate /metadata/name', '1: duplicate /metadata/name'],
  ],
  [
    'other namespace, kind, group',
    [named({ name: 'a' }), named({ name: 'a', namespace: 'b' }), named({ name: 'a' }, 'v1', 'Secret'), named({ name: 'a' }, 'x.io/v1')],
    [],
  ],
  ['generated names', [named({ generateName: 'a-' }), named({ generateName: 'a-' }), named({}), named({})], []],
  [
    'cluster-scoped',
    [named({ name: 'a' }, 'v1', 'Namespace'), named({ name: 'a', namespace: 'x' }, 'v1', 'Namespace')],
    ['0: duplicate /metadata/name', '1: duplicate /metadata/name'],
  ],
]);
