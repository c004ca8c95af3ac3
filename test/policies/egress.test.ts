import { expect, it } from 'vitest';
import { valueAt, type JsonObject } from '../../src/engine/json.ts';
import { mended } from './judge.ts';
import { ABOUT_LABELS, admin, block, calico, cilium, clusterwide, egress, pod, policy, to } from './network-objects.ts';
import { check } from './table.ts';

const OPEN = (at: string) => [`open /spec/egress/0${at}`];

check('egress-not-open', [
  ['a null rule', [egress(null)], OPEN('/to')],
  ['a null peer', [egress(to(null))], OPEN('/to/0')],
  ['null peers', [egress({ to: null })], OPEN('/to')],
  ['peers that are no list', [egress({ to: 'x' })], ['malformed /spec/egress/0/to']],
  ['a peer that is no mapping', [egress(to('x'))], ['malformed /spec/egress/0/to/0']],
  ['a block beside a selector', [egress(to({ ...block('10.0.0.0/8'), podSelector: {} }))], ['malformed /spec/egress/0/to/0']],
  ['no CIDR', [egress(to({ ipBlock: {} }))], ['malformed /spec/egress/0/to/0/ipBlock/cidr']],
  ['an exception that is no text', [egress(to(block('10.0.0.0/8', 7)))], ['malformed /spec/egress/0/to/0/ipBlock/except/0']],
  ['an exception of the other family', [egress(to(block('10.0.0.0/8', 'fd00::/8')))], ['malformed /spec/egress/0/to/0/ipBlock/except/0']],
  ['a mapped exception of IPv6', [egress(to(block('fd00::/8', '::ffff:10.0.0.0/128')))], []],
  ['an exception of all of it', [egress(to(block('0.0.0.0/0', '::ffff:0:0/96')))], ['malformed /spec/egress/0/to/0/ipBlock/except/0']],
  [
    'an exception of all of it, of Cilium',
    [cilium({ endpointSelector: {}, egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['0.0.0.0/0'] }] }] })],
    [],
  ],
  ['a namespace selector that is none', [egress(to({ namespaceSelector: 'x' }))], ['malformed /spec/egress/0/to/0/namespaceSelector']],
  ['no rules', [policy({ podSelector: {}, policyTypes: ['Egress'] })], []],
  ['nine tenths', [egress(to(block('0.0.0.0/0', '8.0.0.0/8', '9.0.0.0/8')))], OPEN('/to/0/ipBlock/cidr')],
  ['eight tenths', [egress(to(block('0.0.0.0/0', '128.0.0.0/3', '10.0.0.0/8')))], []],
  ['all of one', [egress(to(block('0.0.0.0/0', '8.8.8.8/32')))], [], { share: 1 }],
  ['really all', [egress(to(block('0.0.0.0/0', '10.0.0.0/8')))], OPEN('/to/0/ipBlock/cidr'), { share: 1 }],
  ['any public address', [egress(to(block('8.8.8.8/32')))], OPEN('/to/0/ipBlock/cidr'), { share: 0 }],
  ['no public address', [egress(to(block('10.0.0.0/8')))], [], { share: 0 }],
  ['blocks of both families', [egress(to(block('0.0.0.0/1'), block('2000::/4')))], []],
  ['blocks among pods', [egress(to({ podSelector: {} }, block('0.0.0.0/1'), block('128.0.0.0/1')))], OPEN('/to')],
  ['ports of DNS by a range', [egress({ ports: [{ port: 53, endPort: 53 }] })], []],
  ['a protocol alone', [egress({ ports: [{ protocol: 'UDP' }] })], OPEN('/to')],
  ['no ports', [egress({ ports: [] })], OPEN('/to')],
  ['a malformed port', [egress({ ports: [{ port: '53', endPort: 53 }] })], OPEN('/to')],
  ['allowed ports for nobody', [egress({ ports: [{ port: 53 }] })], OPEN('/to'), { allowedPorts: [] }],
  ['allowed ports beside malformed peers', [egress({ to: [block('x')], ports: [{ port: 53 }] })], []],
  ['the first group of the API', [{ ...egress({}), apiVersion: 'extensions/v1beta1' }], OPEN('/to')],
  ['a policy of Calico', [{ ...egress({}), apiVersion: 'projectcalico.org/v3' }], []],
  ['rules of ICMP', [cilium({ endpointSelector: {}, egress: [{ toEntities: ['world'], icmps: [{}] }] })], OPEN('/toEntities/0')],
  ['a list that is none', [cilium({ endpointSelector: {}, egress: [{ toCIDR: {} }] })], ['malformed /spec/egress/0/toCIDR']],
  [
    'a denial of other ports',
    [
      cilium({
        endpointSelector: {},
        egress: [{ toEntities: ['world'] }],
        egressDeny: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '25' }] }] }],
      }),
    ],
    OPEN('/toEntities/0'),
  ],
  [
    'a denial of its ports',
    [
      cilium({
        endpointSelector: {},
        egress: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '25', protocol: 'TCP' }] }] }],
        egressDeny: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '20', endPort: 30 }] }] }],
      }),
    ],
    [],
  ],
  ['a policy of nodes', [clusterwide({ nodeSelector: {}, egress: [{ toEntities: ['all'] }] })], OPEN('/toEntities/0')],
]);

check('workload-egress-bounded', [
  ['no policy', [pod({ app: 'web' })], ['unbounded /metadata/labels']],
  ['a bounded one', [pod({}), egress(to(block('10.0.0.0/8')))], []],
  ['pods on the network of the host', [pod({}, 'default', { hostNetwork: true }), egress(to(block('10.0.0.0/8')))], []],
  ['a selector of the policy that is none', [pod({}), policy({ podSelector: 'x', policyTypes: ['Egress'] })], ABOUT_LABELS('unbounded')],
  ['two halves of two rules', [pod({}), egress(to(block('0.0.0.0/1')), to(block('128.0.0.0/1')))], ABOUT_LABELS('open')],
  ['halves, one of them for DNS', [pod({}), egress(to(block('0.0.0.0/1')), { ...to(block('128.0.0.0/1')), ports: [{ port: 53 }] })], []],
  ['a smaller share', [pod({}), egress(to(block('0.0.0.0/1')))], ABOUT_LABELS('open'), { share: 0.5 }],
  [
    'a policy that does not close',
    [pod({}), cilium({ endpointSelector: {}, enableDefaultDeny: { egress: false }, egress: [{ toEntities: ['host'] }] })],
    ABOUT_LABELS('unbounded'),
  ],
  [
    'a denial of the world',
    [pod({}), cilium({ endpointSelector: {}, enableDefaultDeny: { egress: false }, egressDeny: [{ toEntities: ['world'] }] })],
    [],
  ],
  [
    'a denial of IPv4 alone',
    [pod({}), egress({}), cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: ['0.0.0.0/0'] }] })],
    ABOUT_LABELS('open'),
  ],
  ['a cluster-wide policy', [pod({}), clusterwide({ endpointSelector: {}, egress: [{}] })], []],
  ['Calico, of ingress', [pod({}), calico({ types: ['Ingress'] })], ABOUT_LABELS('unbounded')],
  ['Calico, of what it does not say', [pod({}), calico({})], ABOUT_LABELS('unjudged')],
  ['Calico, of another namespace', [pod({}), calico({}, 'NetworkPolicy', 'other')], ABOUT_LABELS('unbounded')],
  ['Calico, of other pods', [pod({ app: 'web' }), calico({ selector: "app == 'db'" })], ABOUT_LABELS('unbounded')],
  ['Calico, of these pods', [pod({ app: 'web' }), calico({ selector: "app == 'web'" })], ABOUT_LABELS('unjudged')],
  ['Calico, of other namespaces', [pod({}), calico({ namespaceSelector: "team == 'a'" })], ABOUT_LABELS('unbounded')],
  ['Calico, of a selector that is none', [pod({}), calico({ selector: 7 })], ABOUT_LABELS('unjudged')],
  ['Calico, beside a policy that bounds', [pod({}), calico({}), egress(to(block('10.0.0.0/8')))], []],
  ['a cluster policy of no egress', [pod({}), admin({ namespaces: {} }, { ingress: [{}] })], ABOUT_LABELS('unbounded')],
  [
    'a cluster policy of other pods',
    [pod({ app: 'web' }), admin({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } })],
    ABOUT_LABELS('unbounded'),
  ],
  [
    'a cluster policy of these pods',
    [
      pod({ app: 'db' }),
      admin({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } }, undefined, 'ClusterNetworkPolicy'),
    ],
    ABOUT_LABELS('unjudged'),
  ],
  ['a cluster policy of nobody knows what', [pod({}), admin('x', undefined, 'BaselineAdminNetworkPolicy')], ABOUT_LABELS('unjudged')],
]);

check('egress-blocks-metadata-api', [
  ['no addresses', [egress(to(block('0.0.0.0/0')))], [], { addresses: [] }],
  ['an address that is none', [egress(to(block('0.0.0.0/0')))], [], { addresses: ['1.2.3.999'] }],
  [
    'a mapped address',
    [egress(to(block('0.0.0.0/0')))],
    OPEN('/to/0/ipBlock/cidr').map((each) => each.replace('open', 'held')),
    { addresses: ['::ffff:169.254.169.254'] },
  ],
  ['exceptions that are none', [egress(to(block('0.0.0.0/0', '169.254.169.254')))], ['held /spec/egress/0/to/0/ipBlock/cidr']],
  ['good exceptions beside odd ones', [egress(to(block('0.0.0.0/0', '169.254.169.254/32', 'x')))], []],
  [
    'several in one block',
    [egress(to(block('0.0.0.0/0')))],
    ['held /spec/egress/0/to/0/ipBlock/cidr'],
    { addresses: ['1.1.1.1', '2.2.2.2'] },
  ],
  [
    'a denial of other ports',
    [
      cilium({
        endpointSelector: {},
        egress: [{ toCIDR: ['0.0.0.0/0'] }],
        egressDeny: [{ toCIDR: ['169.254.0.0/16'], toPorts: [{ ports: [{ port: '80' }] }] }],
      }),
    ],
    ['held /spec/egress/0/toCIDR/0'],
  ],
  [
    'a denial of all its ports',
    [
      cilium({
        endpointSelector: {},
        egress: [{ toCIDR: ['0.0.0.0/0'], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }],
        egressDeny: [{ toCIDR: ['169.254.0.0/16'], toPorts: [{ ports: [{ port: '80' }] }] }],
      }),
    ],
    [],
  ],
]);

const peers = (object: JsonObject) =>
  valueAt(mended(object, 'egress-blocks-metadata-api'), ['spec', 'egress', 0, 'to', 0, 'ipBlock', 'except']);

it('excepts an address from a block, but not from one that is the address', () => {
  expect(peers(egress(to(block('0.0.0.0/0'))))).toEqual(['169.254.169.254/32']);
  expect(peers(egress(to(block('169.254.169.254/32'))))).toEqual([]);
});

const STRANDED = ['1: stranded /spec/egress/1'];

check('egress-allows-dns', [
  ['nobody to ask', [egress({ ports: [{ port: 443 }] })], []],
  ['stranded', [pod({}), egress({ ports: [{ port: 443 }] })], STRANDED],
  ['UDP alone', [pod({}), egress({ ports: [{ port: 53, protocol: 'UDP' }] })], []],
  ['TCP alone', [pod({}), egress({ ports: [{ port: 53 }] })], STRANDED],
  ['no ports to ask for', [pod({}), egress({ ports: [{ port: 443 }] })], [], { dnsPorts: [] }],
  ['one of two ports', [pod({}), egress({ ports: [{ port: 5353, protocol: 'UDP' }] })], [], { dnsPorts: [53, 5353] }],
  ['all ports', [pod({}), egress(to({ podSelector: {} }))], []],
  ['no rules', [pod({}), policy({ podSelector: {}, policyTypes: ['Egress'] })], []],
  [
    'rules of a policy of ingress',
    [pod({}), policy({ podSelector: {}, policyTypes: ['Ingress'], egress: [{ ports: [{ port: 443 }] }] })],
    [],
  ],
  ['malformed peers', [pod({}), egress({ to: [block('x')], ports: [{ port: 53, protocol: 'UDP' }] })], STRANDED],
  ['a named port', [pod({}), egress({ ports: [{ port: 'http', protocol: 'UDP' }] })], STRANDED],
  ['a named port like DNS', [pod({}), egress({ ports: [{ port: 'dns', protocol: 'UDP' }] })], []],
  [
    'a named port of some pod',
    [
      pod({}, 'default', { containers: [{ ports: [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }] }] }),
      egress({ ports: [{ port: 'dns', protocol: 'UDP' }] }),
    ],
    STRANDED,
  ],
  [
    'a named port of some pod, that is one',
    [
      pod({}, 'default', { containers: [{ ports: [{ name: 'ask', containerPort: 53, protocol: 'UDP' }] }] }),
      egress({ ports: [{ port: 'ask', protocol: 'UDP' }] }),
    ],
    [],
  ],
  [
    'what another policy of other pods allows',
    [pod({}), egress({ ports: [{ port: 443 }] }), policy({ podSelector: { matchLabels: { a: 'b' } }, egress: [{}] }, 'q')],
    STRANDED,
  ],
  ['what another policy allows', [pod({}), egress({ ports: [{ port: 443 }] }), policy({ podSelector: {}, egress: [{}] }, 'q')], []],
  [
    'a policy that does not close',
    [
      pod({}),
      cilium({
        endpointSelector: {},
        enableDefaultDeny: { egress: false },
        egress: [{ toEntities: ['host'], toPorts: [{ ports: [{ port: '1' }] }] }],
      }),
    ],
    [],
  ],
  [
    'a denial of DNS',
    [pod({}), egress({}), cilium({ endpointSelector: {}, egressDeny: [{ toPorts: [{ ports: [{ port: '53' }] }] }] })],
    STRANDED,
  ],
  [
    'a denial of one server',
    [pod({}), egress({}), cilium({ endpointSelector: {}, egressDeny: [{ toCIDR: ['8.8.8.8'], toPorts: [{ ports: [{ port: '53' }] }] }] })],
    [],
  ],
  ['what may be Calico’s to say', [pod({}), egress({ ports: [{ port: 443 }] }), calico({})], []],
  [
    'a cluster-wide policy',
    [pod({}, 'shop'), clusterwide({ endpointSelector: {}, egress: [{ toEntities: ['host'], toPorts: [{ ports: [{ port: '1' }] }] }] })],
    STRANDED,
  ],
]);
