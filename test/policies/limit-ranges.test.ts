import type { JsonObject } from '../../src/engine/json.ts';
import { check, limitRange, pod } from './table.ts';

const AT = '/spec/containers/0/resources';
const amounts = (requests: JsonObject, limits: JsonObject, spec: JsonObject = {}) => pod({ resources: { requests, limits } }, spec);
const claim = (storage: JsonObject): JsonObject => ({ kind: 'PersistentVolumeClaim', spec: { resources: { requests: storage } } });
const ofType = (type: string, item: JsonObject) => limitRange(item, 'default', type);

check('limits-within-limitrange', [
  ['no LimitRange', [amounts({ cpu: 64 }, {})], []],
  ['a type that nobody has', [amounts({ cpu: 64 }, {}), ofType('Node', { max: { cpu: 1 } })], []],
  ['no type', [amounts({ cpu: 64 }, {}), { kind: 'LimitRange', spec: { limits: [{ max: { cpu: 1 } }, 7, null] } }], []],
  ['less than a thousandth below', [amounts({ cpu: '999999999n' }, {}), limitRange({ min: { cpu: 1 } })], []],
  ['a thousandth below', [amounts({ cpu: '999m' }, {}), limitRange({ min: { cpu: 1 } })], [`0: below ${AT}/requests/cpu`]],
  ['a minimum is no default limit', [amounts({}, {}), limitRange({ min: { cpu: 1 } })], []],
  [
    'an extended resource that nobody asks for',
    [amounts({}, {}), ofType('Pod', { max: { 'example.com/x': 1 } })],
    [`0: missing /spec/resources/limits/example.com~1x`],
  ],
  ['null is absent', [amounts({ cpu: null }, {}), limitRange({ maxLimitRequestRatio: { cpu: 2 } })], [`0: missing ${AT}/requests/cpu`]],
  ['a negative amount is no amount', [amounts({ cpu: -1 }, {}), limitRange({ min: { cpu: 1 } })], [`0: malformed ${AT}/requests/cpu`]],
  [
    'a malformed bound binds nobody',
    [amounts({ cpu: 1 }, {}), limitRange({ min: { cpu: 'x' } })],
    ['1: unreadable /spec/limits/0/min/cpu'],
  ],
  ['ephemeral containers', [{ spec: { ephemeralContainers: [{ name: 'd' }] } }, limitRange({ maxLimitRequestRatio: { cpu: 2 } })], []],
  [
    'huge pages at the level of a pod',
    [
      amounts({}, { 'hugepages-2Mi': '4Mi' }, { resources: { limits: { 'hugepages-2Mi': '2Mi' } } }),
      ofType('Pod', { max: { 'hugepages-2Mi': '2Mi' } }),
    ],
    ['0: above /spec/resources/limits/hugepages-2Mi'],
  ],
  ['a pod of no containers', [{ spec: {} }, ofType('Pod', { min: { cpu: 1 } })], ['0: missing /spec/resources/requests/cpu']],
  ['no pod spec', [{ spec: 7 }, ofType('Pod', { min: { cpu: 1 } })], []],
  [
    'a claim at its bounds',
    [claim({ storage: '1Gi' }), ofType('PersistentVolumeClaim', { min: { storage: '1Gi' }, max: { storage: '1Gi' } })],
    [],
  ],
  [
    'a claim by a byte',
    [claim({ storage: '1073741825' }), ofType('PersistentVolumeClaim', { max: { storage: '1Gi' } })],
    ['0: above /spec/resources/requests/storage'],
  ],
  ['a claim has no ratio', [claim({ storage: 1 }), ofType('PersistentVolumeClaim', { maxLimitRequestRatio: { storage: 1 } })], []],
  [
    'a malformed claim',
    [claim({ storage: '1 Gi' }), ofType('PersistentVolumeClaim', { max: { storage: '1Gi' } })],
    ['0: malformed /spec/resources/requests/storage'],
  ],
  [
    'several LimitRanges all hold',
    [amounts({ cpu: 2 }, { cpu: 2 }), limitRange({ max: { cpu: 3 } }), limitRange({ max: { cpu: 1 } })],
    [`0: above ${AT}/limits/cpu`],
  ],
  ['a name like a prototype', [amounts({}, {}), limitRange({ min: { constructor: 1 } })], []],
]);

const namespace = (name: string): JsonObject => ({ kind: 'Namespace', metadata: { name } });

check('namespace-has-limitrange', [
  ['names left alone', ['default', 'kube-system', 'kube-'].map(namespace), []],
  ['all judged', [namespace('kube-system')], ['missing /metadata/name'], { exempt: [] }],
  ['no name', [{ kind: 'Namespace' }], ['missing /metadata/name']],
  ['of another type', [namespace('a'), limitRange({}, 'a', 'Pod')], ['0: missing /metadata/name']],
  ['of its own', [namespace('a'), limitRange({}, 'a')], []],
]);

check('namespace-has-quota', [
  ['names left alone', ['default', 'kube-public'].map(namespace), []],
  ['an empty quota is one', [namespace('a'), { kind: 'ResourceQuota', metadata: { namespace: 'a' } }], []],
  [
    'and bounds nothing',
    [namespace('a'), { kind: 'ResourceQuota', metadata: { namespace: 'a' } }],
    ['0: unbounded /metadata/name'],
    { resources: ['pods'] },
  ],
  [
    'by another name',
    [namespace('a'), { kind: 'ResourceQuota', metadata: { namespace: 'a' }, spec: { hard: { 'count/pods': 1, cpu: 1, secrets: 1 } } }],
    [],
    { resources: ['pods', 'requests.cpu', 'count/secrets'] },
  ],
]);
