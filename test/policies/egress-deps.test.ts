import { expect, it } from 'vitest';
import { service, workload } from './database-objects.ts';
import { FOUND, RULE, app, block, closed, elsewhere, orders, ordersPods, policy, to, web } from './egress-objects.ts';
import { judgedTogether } from './judge.ts';
import { check } from './table.ts';

check(RULE, [
  ['closed egress and a Service that is not in the set', [web({ A_HOST: 'orders' }), closed], FOUND],
  ['a Service that is not in the set may have any labels', [web({ A_HOST: 'orders' }), elsewhere], []],
  ['a namespace that is called as a domain ends', [web({ A_HOST: 'orders.dev' }), policy([to({ namespaceSelector: {} })])], []],
  ['but is in its own namespace', [web({ A_HOST: 'orders.other' }), elsewhere], FOUND],
  [
    'in a namespace of which the labels are known',
    [
      web({ A_HOST: 'o.other' }),
      policy([to({ namespaceSelector: { matchLabels: { a: 'b' } } })]),
      { kind: 'Namespace', metadata: { name: 'other' } },
    ],
    FOUND,
  ],
  [
    'in a namespace of which they are not',
    [web({ A_HOST: 'o.other' }), policy([to({ namespaceSelector: { matchLabels: { a: 'b' } } })])],
    [],
  ],
  [
    'a namespace by its name',
    [web({ A_HOST: 'o.other' }), policy([to({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'third' } } })])],
    FOUND,
  ],
  ['DNS alone leads to no Service', [web({ A_HOST: 'orders' }), policy([{ ports: [{ port: 53, protocol: 'UDP' }] }])], FOUND],
  ['a Service whose pods are not in the set', [web({ A_HOST: 'orders' }), elsewhere, orders], FOUND],
  [
    'one whose pods may have more labels',
    [
      web({ A_HOST: 'orders' }),
      policy([to({ podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['x'] }] } })]),
      orders,
    ],
    [],
  ],
  ['on another port', [web({ A_URL: 'http://orders' }), policy([{ ...to(app('orders')), ports: [{ port: 80 }] }]), orders], FOUND],
  ['on its target port', [web({ A_URL: 'http://orders' }), policy([{ ...to(app('orders')), ports: [{ port: 8080 }] }]), orders], []],
  ['in a range', [web({ A_URL: 'http://orders' }), policy([{ ...to(app('orders')), ports: [{ port: 8000, endPort: 8080 }] }]), orders], []],
  [
    'a named target port of pods that are not in the set',
    [
      web({ A_URL: 'http://o' }),
      policy([{ ...to(app('o')), ports: [{ port: 9 }] }]),
      service('o', { selector: { app: 'o' }, ports: [{ port: 80, targetPort: 'http' }] }),
    ],
    [],
  ],
  [
    'a named target port',
    [
      web({ A_URL: 'http://o' }),
      policy([{ ...to(app('orders')), ports: [{ port: 8080 }] }]),
      service('o', { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 'http' }] }),
      ordersPods,
    ],
    [],
  ],
  [
    'a named target port that is shut',
    [
      web({ A_URL: 'http://o' }),
      policy([{ ...to(app('orders')), ports: [{ port: 80 }] }]),
      service('o', { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 'http' }] }),
      ordersPods,
    ],
    FOUND,
  ],
  [
    'a named port of a policy',
    [web({ A_URL: 'http://orders' }), policy([{ ...to(app('orders')), ports: [{ port: 'http' }] }]), orders, ordersPods],
    [],
  ],
  [
    'one of several pods is enough',
    [web({ A_HOST: 'all' }), policy([to(app('orders'))]), service('all', { selector: {}, ports: [] }), ordersPods],
    [],
  ],
  [
    'a Service without selector',
    [web({ A_HOST: 's' }), policy([to(block('203.0.113.0/24'))]), service('s', { ports: [{ port: 80 }] })],
    [],
  ],
  ['a Service without selector, closed', [web({ A_HOST: 's' }), closed, service('s', { ports: [{ port: 80 }] })], FOUND],
  ['a block that may hold pods', [web({ A_HOST: 'orders' }), policy([to(block('10.0.0.0/8'))]), orders, ordersPods], []],
  ['a block that can not', [web({ A_HOST: 'orders' }), policy([to(block('203.0.113.0/24'))]), orders, ordersPods], FOUND],
]);

it('says where a host is named, and by which policies it is shut off', () => {
  const [found] = judgedTogether([web({ A_URL: 'http://orders' }), closed], RULE);
  expect(found).toMatchObject({
    message: 'Container "app" names the host "orders" (port 80) in variable A_URL, and no policy that selects the pod lets it through.',
    related: [{ resource: { kind: 'NetworkPolicy', namespace: 'shop', name: 'p' } }],
  });
});

it.each([
  [{ args: ['--orders-url', 'http://orders'] }, 'option orders-url'],
  [{ command: ['sh', '-c', 'curl http://orders'] }, 'its command line'],
  [{ command: ['psql', '-h', 'orders'] }, 'its command line'],
])('%j: in %s', (container, where) => {
  expect(judgedTogether([workload('web', container), closed], RULE)).toMatchObject([{ data: { where } }]);
});

it('never repeats what a connection string opens', () => {
  const found = judgedTogether([web({ A_URL: 'http://me:hunter2@orders/x?key=hunter2' }), closed], RULE);
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

it('makes one policy of all the ports that a host lacks', () => {
  const both = service('orders', {
    selector: { app: 'orders' },
    ports: [
      { port: 80, targetPort: 8080 },
      { port: 443, protocol: 'SCTP' },
    ],
  });
  const found = judgedTogether([web({ A_URL: 'http://orders', B_URL: 'https://orders' }), closed, both], RULE);
  const ports = [
    { protocol: 'SCTP', port: 443 },
    { protocol: 'TCP', port: 8080 },
  ];
  expect(found.map(({ fix }) => fix?.create)).toMatchObject([[{ spec: { egress: [{ ports }] } }], [{ spec: { egress: [{ ports }] } }]]);
});

it('has no fix for pods that nothing tells from others, nor for a host whose pods are unknown', () => {
  const bare = { metadata: { name: 'x', namespace: 'shop' }, spec: { containers: [{ env: [{ name: 'A_HOST', value: 'orders' }] }] } };
  expect(judgedTogether([bare, closed, orders], RULE)).toMatchObject([{ messageId: 'unreachable' }]);
  expect(judgedTogether([bare, closed, orders], RULE)[0]?.fix).toBeUndefined();
  expect(judgedTogether([web({ A_HOST: 'unknown' }), closed], RULE)[0]?.fix).toBeUndefined();
});
