import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RULE_FAILED } from '../../src/engine/finding.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { judgedTogether } from './judge.ts';
import { ABOUT_LABELS, admin, calico, cilium, clusterwide, egress, namespace, pod, policy, to } from './network-objects.ts';
import { check } from './table.ts';

check('require-network-policy', [
  ['no directions', [pod({})], [], { directions: [] }],
  ['one direction', [pod({}), policy({ podSelector: {} })], [], { directions: ['Ingress'] }],
  ['the other direction', [pod({}), policy({ podSelector: {} })], ABOUT_LABELS('missing'), { directions: ['Egress'] }],
  ['any direction, none', [pod({}), policy({ podSelector: {} }, 'p', 'other')], ABOUT_LABELS('missing'), { anyDirection: true }],
  ['any of one direction', [pod({}), policy({ podSelector: {} })], ABOUT_LABELS('missing'), { anyDirection: true, directions: ['Egress'] }],
  ['an absent selector', [pod({}), policy({ policyTypes: ['Ingress', 'Egress'] })], []],
  ['an absent spec', [pod({}), { ...policy({}), spec: null }], ABOUT_LABELS('missing')],
  ['an absent spec, of ingress', [pod({}), { ...policy({}), spec: null }], [], { directions: ['Ingress'] }],
  ['types that are none', [pod({}), policy({ podSelector: {}, policyTypes: ['egress'] })], ABOUT_LABELS('missing')],
  ['Calico, of the missing direction', [pod({}), policy({ podSelector: {} }), calico({ types: ['Egress'] })], ABOUT_LABELS('unjudged')],
  [
    'Calico, of the direction that is there',
    [pod({}), policy({ podSelector: {} }), calico({ types: ['Ingress'] })],
    ABOUT_LABELS('missing'),
  ],
  [
    'an account of Cilium',
    [
      pod({}, 'default', { serviceAccountName: 'web' }),
      cilium({ endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'web' } }, ingress: [{}], egress: [{}] }),
    ],
    [],
  ],
  [
    'a label of a namespace without object',
    [
      pod({}, 'shop'),
      clusterwide({
        endpointSelector: { matchLabels: { 'io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': 'shop' } },
        ingress: [{}],
        egress: [{}],
      }),
    ],
    [],
  ],
]);

check('netpol-targets-pods', [
  ['an absent selector', [policy({})], []],
  ['no selector of Cilium', [cilium({ egress: [{}] })], ['malformed /spec/endpointSelector']],
  ['an empty expression', [policy({ podSelector: { matchExpressions: [] } })], []],
  ['labels that are no texts', [pod({ a: 1 }), policy({ podSelector: { matchLabels: { a: 1 } } })], ['1: malformed /spec/podSelector']],
]);

check('netpol-peer-matches', [
  ['an empty peer of pods', [egress(to({ podSelector: {} }))], []],
  ['an unknown namespace', [egress(to({ namespaceSelector: { matchLabels: { a: 'b' } }, podSelector: { matchLabels: { c: 'd' } } }))], []],
  [
    'a known namespace without pods',
    [egress(to({ namespaceSelector: { matchLabels: { a: 'b' } }, podSelector: { matchLabels: { c: 'd' } } })), namespace('n', { a: 'b' })],
    ['0: dangling /spec/egress/0/to/0/podSelector'],
  ],
  [
    'a namespace that only its pods show',
    [
      egress(to({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'n' } }, podSelector: { matchLabels: { c: 'd' } } })),
      pod({}, 'n'),
    ],
    ['0: dangling /spec/egress/0/to/0/podSelector'],
  ],
  [
    'rules without effect',
    [policy({ podSelector: {}, policyTypes: ['Ingress'], egress: [to({ podSelector: { matchLabels: { c: 'd' } } })] })],
    [],
  ],
  ['all namespaces', [egress(to({ namespaceSelector: {}, podSelector: { matchLabels: { c: 'd' } } })), pod({ c: 'd' }, 'n')], []],
  [
    'all pods of the cluster',
    [clusterwide({ endpointSelector: {}, egress: [{ toEndpoints: [{ matchLabels: { c: 'd' } }] }] }), pod({}, 'n')],
    ['0: dangling /spec/egress/0/toEndpoints/0'],
  ],
]);

const SANE = ['all /spec/podSelector'];

check('netpol-selector-sane', [
  ['a null spec', [{ ...policy({}), spec: null }], []],
  ['a null selector', [policy({ podSelector: null, ingress: [null] })], SANE],
  ['a selector that is none', [policy({ podSelector: 'x', ingress: [{}] })], []],
  ['an allowed range', [policy({ podSelector: {}, ingress: [{ ports: [{ port: 52, endPort: 53 }] }] })], SANE],
  ['an empty list of peers of Cilium', [cilium({ endpointSelector: {}, egress: [{ toEndpoints: [] }] })], []],
]);

check('default-deny-per-namespace', [
  [
    'a selector of nothing else',
    [namespace('n'), policy({ podSelector: { matchLabels: {} }, policyTypes: ['Ingress', 'Egress'] }, 'p', 'n')],
    [],
  ],
  [
    'Calico, of one direction',
    [namespace('n'), calico({ types: ['Egress'] }), policy({ podSelector: {}, policyTypes: ['Egress'] }, 'p', 'n')],
    ['0: missing /metadata/name'],
  ],
  ['Calico, of other namespaces', [namespace('n'), calico({ namespaceSelector: "team == 'a'" })], ['0: missing /metadata/name']],
  [
    'Calico, of this namespace',
    [namespace('n', { team: 'a' }), calico({ namespaceSelector: "team == 'a'" })],
    ['0: unjudged /metadata/name'],
  ],
  ['a cluster policy elsewhere', [namespace('n'), admin({ namespaces: { matchLabels: { a: 'b' } } })], ['0: missing /metadata/name']],
  [
    'a cluster policy here',
    [namespace('n', { a: 'b' }), admin({ namespaces: { matchLabels: { a: 'b' } } })],
    ['0: unjudged /metadata/name'],
  ],
  ['no directions', [namespace('n')], [], { directions: [] }],
]);

const findings = (object: JsonObject, rule: string, parameters: JsonObject = {}) =>
  judgedTogether([object], rule, parameters).map(({ fix }) => fix?.create?.[0]?.metadata);

it('names a new policy after what has a name, or as the settings say', () => {
  const generated = { metadata: { generateName: 'x-', labels: { a: 'b' } } };
  expect(findings({ ...pod({}), ...generated }, 'require-network-policy')).toEqual([undefined]);
  expect(findings({ ...pod({}), ...generated }, 'workload-egress-bounded')).toEqual([undefined]);
  expect(findings({ kind: 'Namespace', ...generated }, 'default-deny-per-namespace')).toEqual([undefined]);
  expect(findings({ kind: 'Namespace', ...generated }, 'namespace-has-network-policy')).toEqual([undefined]);
  expect(findings(pod({ a: 'b' }, 'n'), 'require-network-policy')).toEqual([{ name: 'pod', namespace: 'n' }]);
  expect(findings(namespace('n'), 'namespace-has-network-policy')).toEqual([{ name: 'default-deny', namespace: 'n' }]);
  expect(findings(namespace('n'), 'namespace-has-network-policy', { fixWith: {} })).toEqual([{ name: 'default', namespace: 'n' }]);
  expect(findings(namespace('n'), 'default-deny-per-namespace', { fixWith: 'shut' })).toEqual([{ name: 'shut', namespace: 'n' }]);
});

it('judges any policy beside any pod without failing', () => {
  const keys =
    'podSelector namespaceSelector matchLabels matchExpressions key operator values policyTypes egress ingress to from ports port endPort ipBlock cidr except endpointSelector toCIDR toCIDRSet toEntities toEndpoints toFQDNs egressDeny subject namespaces pods __proto__ io.kubernetes.pod.namespace'.split(
      ' ',
    );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, '', 'Egress', 'Ingress', 'In', 'world', '0.0.0.0/0', '::/0', 'x', 53, 0, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree')),
    ),
  }));
  const rules = [
    'require-network-policy',
    'workload-egress-bounded',
    'egress-allows-dns',
    'netpol-peer-matches',
    'netpol-targets-pods',
    'egress-blocks-metadata-api',
    'egress-not-open',
    'netpol-selector-sane',
  ];
  const spec = fc.record({
    podSelector: tree,
    endpointSelector: tree,
    policyTypes: tree,
    egress: fc.array(tree, { maxLength: 3 }),
    ingress: tree,
    egressDeny: tree,
    subject: tree,
  });
  fc.assert(
    fc.property(spec, tree, (raw, labels) => {
      const objects = [
        policy(raw as JsonObject),
        cilium(raw as JsonObject),
        clusterwide(raw as JsonObject),
        admin(null, raw as JsonObject),
        pod(labels as JsonObject),
      ];
      for (const rule of rules) expect(judgedTogether(objects, rule).filter(({ messageId }) => messageId === RULE_FAILED)).toEqual([]);
    }),
  );
});
