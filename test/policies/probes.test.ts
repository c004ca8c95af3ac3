import type { JsonObject } from '../../src/engine/json.ts';
import { check, pod } from './table.ts';

const READY = '/spec/containers/0/readinessProbe';
const service = (spec: JsonObject): JsonObject => ({ kind: 'Service', metadata: { name: 's' }, spec });
const web: JsonObject = { ...pod({}), metadata: { name: 'p', labels: { app: 'web', tier: 'x' } } };
const targets = { serviceTargetsOnly: true };

check('require-readiness-probe', [
  ['missing', [pod({})], [`missing ${READY}`]],
  ['null', [pod({ readinessProbe: null })], [`missing ${READY}`]],
  ['no handler', [pod({ readinessProbe: { periodSeconds: 5 } })], [`noHandler ${READY}`]],
  ['a null handler', [pod({ readinessProbe: { httpGet: null } })], [`noHandler ${READY}`]],
  ['each handler', ['exec', 'grpc', 'httpGet', 'tcpSocket'].map((handler) => pod({ readinessProbe: { [handler]: {} } })), []],
  ['a pod that ends', [pod({}, { restartPolicy: 'OnFailure' })], []],
  ['a job', [{ apiVersion: 'batch/v1', kind: 'Job', spec: { template: pod({}) } }], []],
  [
    'init and sidecar',
    [{ spec: { initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }], ephemeralContainers: [{}] } }],
    [],
  ],
  ['no target', [web], [], targets],
  ['a target', [web, service({ selector: { app: 'web' } })], [`0: missing ${READY}`], targets],
  ['half a target', [web, service({ selector: { app: 'web', tier: 'y' } })], [], targets],
  ['an empty selector', [web, service({ selector: {} }), service({})], [], targets],
  ['an external name', [web, service({ selector: { app: 'web' }, type: 'ExternalName' })], [], targets],
  ['another namespace', [web, { ...service({ selector: { app: 'web' } }), metadata: { name: 's', namespace: 'b' } }], [], targets],
]);
