import type { JsonObject } from '../../src/engine/json.ts';
import { check, limitRange, pod } from './table.ts';

const AT = '/spec/containers/0/resources';
const amounts = (requests: JsonObject, limits: JsonObject) => pod({ resources: { requests, limits } });
const emptyDir = (value: JsonObject | null, limits: JsonObject = {}) =>
  pod({ volumeMounts: [{ name: 'v' }], resources: { limits } }, { volumes: [{ name: 'v', emptyDir: value }] });

check('no-cpu-limit', [
  ['zero and null', [amounts({}, { cpu: 0 }), amounts({}, { cpu: null }), pod({ resources: null })], []],
  ['malformed', [amounts({}, { cpu: {} })], [`limited ${AT}/limits/cpu`]],
  ['of an ephemeral container', [{ spec: { ephemeralContainers: [{ resources: { limits: { cpu: 1 } } }] } }], []],
  ['a default of zero', [pod({}), limitRange({ default: { cpu: 0 } })], []],
  ['a maximum of each container', [pod({}), limitRange({ max: { cpu: 1 } })], [`0: defaulted ${AT}/limits/cpu`]],
  ['its own before a default', [amounts({}, { cpu: 2 }), limitRange({ default: { cpu: 1 } })], [`0: limited ${AT}/limits/cpu`]],
]);

const cpu = (min?: string | number, max?: string | number) => ({
  limits: { cpu: { ...(min !== undefined && { min }), ...(max && { max }) } },
});

check('resource-bounds', [
  ['both ends', [amounts({}, { cpu: '100m' }), amounts({}, { cpu: 2 })], [], cpu('0.1', 2)],
  ['one thousandth below', [amounts({}, { cpu: '99m' })], [`below ${AT}/limits/cpu`], cpu('100m')],
  ['a billionth below is stored as none', [amounts({}, { cpu: '99999999n' })], [], cpu('100m')],
  ['one billionth above', [amounts({}, { cpu: '2000000001n' })], [`above ${AT}/limits/cpu`], cpu(undefined, 2)],
  ['zero is below', [amounts({}, { cpu: 0 })], [`below ${AT}/limits/cpu`], cpu('1m')],
  ['zero is not missing where nothing is required', [amounts({}, { cpu: 0 })], [], cpu(undefined, 1)],
  ['missing where nothing is required', [pod({})], [], cpu('1m', 1)],
  ['a request from a limit', [amounts({}, { cpu: 3 })], [`above ${AT}/requests/cpu`], { requests: { cpu: { max: 2 } } }],
  ['of the pod', [pod({}, { resources: { limits: { cpu: 64 } } })], [], cpu(undefined, 1)],
  ['a name like a prototype', [pod({})], [], { limits: { ['__proto__']: { max: 1 } }, required: false }],
]);

check('limit-request-ratio', [
  ['at the ratio', [amounts({ cpu: '0.3' }, { cpu: 3 })], []],
  ['just above', [amounts({ cpu: '0.3' }, { cpu: '3000000001n' })], [`above ${AT}/limits/cpu`]],
  ['a fraction', [amounts({ cpu: '1' }, { cpu: '1.1' })], [], { max: { cpu: 1.1 } }],
  ['more than a fraction', [amounts({ cpu: '10' }, { cpu: '11001m' })], [`above ${AT}/limits/cpu`], { max: { cpu: 1.1 } }],
  ['no request', [amounts({ cpu: 0 }, { cpu: 1 })], [`unreserved ${AT}/limits/cpu`]],
  ['no limit', [amounts({ cpu: 0 }, { cpu: 0 }), amounts({ cpu: 'x' }, {})], []],
  ['malformed', [amounts({ cpu: 1 }, { cpu: 'x' })], [`malformed ${AT}/limits/cpu`]],
  ['no maxima', [amounts({ cpu: 1 }, { cpu: 100 })], [], { max: {} }],
]);

check('limit-not-below-request', [
  ['equal in other words', [amounts({ memory: '1Gi' }, { memory: 1_073_741_824 })], []],
  ['one byte', [amounts({ memory: '1073741825' }, { memory: '1Gi' })], [`below ${AT}/limits/memory`]],
  ['malformed', [amounts({ cpu: [] }, { cpu: 1 })], [`malformed ${AT}/limits/cpu`]],
  ['a malformed limit alone', [amounts({}, { cpu: 'x' })], [`malformed ${AT}/limits/cpu`]],
  ['of the pod', [pod({}, { resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } })], ['below /spec/resources/limits/cpu']],
  ['a default limit', [amounts({ cpu: 2 }, {}), limitRange({ default: { cpu: 1 } })], [`0: below ${AT}/limits/cpu`]],
  ['a default request', [amounts({}, { cpu: 1 }), limitRange({ default: { cpu: 4 } })], []],
]);

check('qos-guaranteed', [
  ['limits alone', [amounts({}, { cpu: 1, memory: '1Gi' })], []],
  ['equal in other words', [amounts({ cpu: '1000m', memory: '1024Mi' }, { cpu: 1, memory: '1Gi' })], []],
  ['a request of zero', [amounts({ cpu: 0 }, { cpu: 1, memory: 1 })], [`differs ${AT}/requests/cpu`]],
  ['nothing', [pod({})], [`noLimit ${AT}/limits/cpu`, `noLimit ${AT}/limits/memory`]],
  ['a default limit', [amounts({ cpu: 1 }, {}), limitRange({ default: { cpu: 2, memory: 1 } })], [`0: differs ${AT}/requests/cpu`]],
  ['no resources', [pod({})], [], { resources: [] }],
]);

check('no-best-effort', [
  ['no containers', [{ spec: {} }, { spec: { containers: [] } }], []],
  ['null containers', [{ spec: { containers: [null] } }], ['bestEffort /spec/containers']],
  ['something else', [amounts({ 'nvidia.com/gpu': 1 }, {})], ['bestEffort /spec/containers']],
  ['huge pages of the pod', [pod({}, { resources: { limits: { 'hugepages-2Mi': '4Mi' } } })], ['bestEffort /spec/containers']],
]);

check('emptydir-size-limit', [
  ['of nothing', [emptyDir({})], ['unlimited /spec/volumes/0/emptyDir/sizeLimit']],
  ['null', [emptyDir(null)], ['unlimited /spec/volumes/0/emptyDir/sizeLimit']],
  ['of a container', [emptyDir({}, { 'ephemeral-storage': 1 })], []],
  ['of a container, zero', [emptyDir({}, { 'ephemeral-storage': 0 })], ['unlimited /spec/volumes/0/emptyDir/sizeLimit']],
  ['in memory', [emptyDir({ medium: 'Memory' }, { 'ephemeral-storage': 1 })], ['unlimited /spec/volumes/0/emptyDir/sizeLimit']],
  ['an odd volume', [pod({}, { volumes: [7, null, { emptyDir: 7 }, { hostPath: { path: '/' } }] })], []],
]);

check('limit-containers', [
  ['none allowed', [pod({})], ['many /spec/containers'], { max: 0 }],
  ['no list', [{ spec: { containers: 7 } }, { spec: 7 }], [], { max: 0 }],
]);
