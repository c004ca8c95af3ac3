import { configMap, service } from './database-objects.ts';
import { AT, FOUND, RULE, app, block, cilium, closed, elsewhere, orders, ordersPods, policy, to, web } from './egress-objects.ts';
import { check } from './table.ts';

check(RULE, [
  [
    'an ExternalName outside',
    [web({ A_URL: 'https://pay' }), policy([to(app('x'))]), service('pay', { type: 'ExternalName', externalName: 'api.stripe.com' })],
    FOUND,
  ],
  [
    'an ExternalName outside, let through',
    [
      web({ A_URL: 'https://pay' }),
      policy([to(block('0.0.0.0/0'))]),
      service('pay', { type: 'ExternalName', externalName: 'api.stripe.com' }),
    ],
    [],
  ],
  [
    'ExternalNames in a circle',
    [
      web({ A_HOST: 'a' }),
      closed,
      service('a', { type: 'ExternalName', externalName: 'b.shop.svc' }),
      service('b', { type: 'ExternalName', externalName: 'a.shop.svc' }),
    ],
    [],
  ],
  ['an ExternalName without name', [web({ A_HOST: 'a' }), closed, service('a', { type: 'ExternalName' })], []],
  ['two labels that are a domain', [web({ A_URL: 'https://stripe.com' }), policy([to({ namespaceSelector: {} })])], FOUND],
  ['two labels of a Service', [web({ A_HOST: 'orders.shop' }), elsewhere, orders], FOUND],
  [
    'another cluster domain',
    [web({ A_HOST: 'orders.shop.svc.k8s.corp' }), policy([to(app('orders'))]), orders, ordersPods],
    [],
    { clusterDomain: 'k8s.corp' },
  ],
  ['the wrong cluster domain', [web({ A_HOST: 'orders.shop.svc.k8s.corp' }), policy([to(app('orders'))]), orders, ordersPods], FOUND],
  ['an address in a block', [web({ A_ADDR: '10.1.2.3:80' }), policy([to(block('10.1.2.0/24'))])], []],
  ['an address outside of it', [web({ A_ADDR: '10.1.3.3:80' }), policy([to(block('10.1.2.0/24'))])], FOUND],
  ['an address of IPv6', [web({ A_URL: 'http://[fd00::1]' }), policy([to(block('fd00::/8'))])], []],
  [
    'an address over UDP',
    [web({ A_ADDR: '10.1.2.3:514' }), policy([{ ...to(block('10.1.2.0/24')), ports: [{ port: 514, protocol: 'UDP' }] }])],
    [],
  ],
  ['the API server by its address', [web({ A_URL: 'https://kubernetes.default.svc' }), policy([to(block('10.96.0.1/32'))])], []],
  ['Cilium: world', [web({ A_URL: 'https://api.stripe.com' }), cilium({ egress: [{ toEntities: ['world'] }] })], []],
  [
    'Cilium: what is denied may be another',
    [
      web({ A_URL: 'https://api.stripe.com' }),
      cilium({ egress: [{ toEntities: ['world'] }], egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] }),
    ],
    [],
  ],
  [
    'Cilium: the name is denied',
    [web({ A_URL: 'https://api.stripe.com' }), cilium({ egress: [{ toEntities: ['world'] }], egressDeny: [{ toEntities: ['world'] }] })],
    FOUND,
  ],
  ['Cilium: the cluster', [web({ A_HOST: 'orders' }), cilium({ egress: [{ toEntities: ['cluster'] }] })], []],
  ['Cilium: the API server', [web({ A_HOST: 'kubernetes.default' }), cilium({ egress: [{ toEntities: ['kube-apiserver'] }] })], []],
  [
    'what a ConfigMap holds',
    [web({ A_HOST: { configMapKeyRef: { name: 'c', key: 'k' } } }), closed, configMap('c', { k: 'orders' })],
    [`0: unreachable ${AT}/env/0/valueFrom/configMapKeyRef/name`],
  ],
  [
    'a URL that it holds',
    [web({ WHERE: { configMapKeyRef: { name: 'c', key: 'k' } } }), closed, configMap('c', { k: 'http://u:p@orders/x' })],
    [`0: unreachable ${AT}/env/0/valueFrom/configMapKeyRef/name`],
  ],
  [
    'a ConfigMap elsewhere',
    [web({ A_HOST: { configMapKeyRef: { name: 'c', key: 'k' } } }), closed, configMap('c', { k: 'orders' }, 'other')],
    [],
  ],
  [
    'the namespace of the pod',
    [
      web({ A_HOST: 'orders.$(NS).svc', NS: { fieldRef: { fieldPath: 'metadata.namespace' } } }),
      policy([to(app('orders'))]),
      orders,
      ordersPods,
    ],
    [],
  ],
  [
    'the namespace of the pod, shut',
    [web({ A_HOST: 'orders.$(NS).svc', NS: { fieldRef: { fieldPath: 'metadata.namespace' } } }), elsewhere, orders, ordersPods],
    FOUND,
  ],
  ['its own Service', [web({ A_HOST: 'me' }), closed, service('me', { selector: { app: 'web' } })], []],
  ['what may be an image', [web({ A: 'orders:80' }), closed], []],
  ['what may be an image, and is a Service', [web({ A: 'orders:80' }), closed, orders], FOUND],
  ['on a port that the Service has not', [web({ A: 'orders:81' }), closed, orders], []],
  ['the same host twice', [web({ A_URL: 'http://orders', B_URL: 'http://orders/x', C_HOST: 'orders' }), closed], FOUND],
  ['two ports', [web({ A_URL: 'http://orders', B_URL: 'https://orders' }), closed], [...FOUND, `0: unreachable ${AT}/env/1/value`]],
  ['hostNetwork', [web({ A_HOST: 'orders' }, { hostNetwork: true }), closed], []],
  [
    'odd shapes',
    [
      { kind: 'Pod', spec: { containers: [{ env: [null, 7, { name: [], value: {} }], args: [1, null], command: 'x' }, null] } },
      policy('x', { podSelector: null }),
      service('s', { selector: 'x', ports: [null, { port: 'x' }] }),
      configMap('c', { k: { a: 1 } }),
    ],
    [],
  ],
  [
    'strict: a workload that names nothing',
    [policy([to(app('orders'))]), web({ A: 'b' })],
    ['0: unnamed /spec/egress/0/to/0/podSelector'],
    { strict: true },
  ],
  ['strict: no peer, and everyone', [policy([{}, to({ namespaceSelector: {} })]), web({ A: 'b' })], [], { strict: true }],
  [
    'strict: a name that a public block may hold',
    [policy([to(block('203.0.113.0/24'), block('8.8.8.0/24'))]), web({ A_URL: 'https://dns.google.com' })],
    ['0: unnamed /spec/egress/0/to/0/ipBlock'],
    { strict: true },
  ],
  ['strict: not unless it is asked for', [policy([to(app('orders'))]), web({ A: 'b' })], []],
]);
