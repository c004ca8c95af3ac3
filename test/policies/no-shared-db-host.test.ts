import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { configMap, env, service, workload } from './database-objects.ts';
import { told } from './judge.ts';

const RULE = 'no-shared-db-host';

const orders = workload('orders', env({ DATABASE_URL: 'postgres://app:x@orders-db:5432/orders' }));
const AT = 'shared /spec/template/spec/containers/0';

function reference(key: string): JsonObject {
  return { configMapKeyRef: { name: 'shared', key } };
}

function volume(key: string): JsonObject[] {
  return [{ name: 'c', configMap: { name: 'shared', items: [{ key, path: key }] } }];
}

function redis(name: string, url: string): JsonObject {
  return workload(name, env({ REDIS_URL: url }));
}

function named(name: string, secret?: string): JsonObject {
  return workload(name, env({ DB_HOST: 'db', ...(secret !== undefined && { DB_NAME: { secretKeyRef: { name: secret, key: 'name' } } }) }));
}

describe('two services, one database', () => {
  it.each<[string, JsonObject]>([
    ['a URL', workload('b', env({ X: 'postgres://b:y@orders-db.shop.svc:5432/orders' }))],
    ['with capitals', workload('b', env({ X: 'postgres://b:y@Orders-DB/orders' }))],
    [
      'the full name, from another namespace',
      workload('b', env({ X: 'postgres://b:y@orders-db.shop.svc.cluster.local/orders' }), {}, 'bo'),
    ],
    ['host and name apart', workload('b', env({ DB_HOST: 'orders-db', DB_PORT: '5432', DB_NAME: 'orders' }))],
    [
      'host and name of different families',
      workload('b', env({ PGHOST: 'orders-db', POSTGRES_DB: 'orders', REDIS_HOST: 'localhost', REDIS_DB: '1' })),
    ],
    [
      'one of several',
      workload('b', env({ CART_DB_HOST: 'cart-db', CART_DB_NAME: 'cart', ORDERS_DB_HOST: 'orders-db', ORDERS_DB_NAME: 'orders' })),
    ],
    ['a URL without name, and the name apart', workload('b', env({ DATABASE_URL: 'postgres://b:y@orders-db', DATABASE_NAME: 'orders' }))],
    ['variables', workload('b', env({ H: 'orders-db', N: 'orders', DATABASE_URL: 'postgres://$(U):$(P)@$(H):5432/$(N)' }))],
    ['variables of variables', workload('b', env({ A: 'orders', H: '$(A)-db', DB_HOST: '$(H).shop', DB_NAME: '${A}' }))],
    ['what the kubelet tells', workload('b', env({ DB_HOST: '$(ORDERS_DB_SERVICE_HOST)', DB_NAME: 'orders' }))],
    ['an unknown port', workload('b', env({ DB_HOST: 'orders-db:$(PORT)', DB_NAME: 'orders' }))],
    ['an option', workload('b', { args: ['--db-host=orders-db', '--db-name', 'orders'] })],
    ['an option and a variable', workload('b', { args: ['--db-host=$(H)', '--db-name=orders'], ...env({ H: 'orders-db' }) })],
    ['a script', workload('b', { command: ['sh', '-c', 'export DATABASE_URL="postgres://b:y@orders-db/orders"; run'] })],
    ['a libpq string on the command line', workload('b', { command: ['psql', 'host=orders-db dbname=orders user=b'] })],
    ['a client', workload('b', { command: ['psql', '-h', 'orders-db', '-d', 'orders'] })],
    ['a client in a script', workload('b', { args: ['-c', 'set -e; pg_dump -horders-db.shop --dbname=orders -U app | gzip > /backup/x'] })],
    ['in an init container', workload('b', {}, { initContainers: [{ name: 'm', ...env({ X: 'postgres://b:y@orders-db/orders' }) }] })],
    ['a pod of its own', workload('b', env({ X: 'postgres://b:y@orders-db-0.orders-db.shop.svc/orders' }))],
  ])('%s', (_, other) => {
    const found = told([orders, other], RULE);
    expect(found).toHaveLength(2);
    expect(found[0]).toBe(`0: ${AT}/env/0/value`);
  });

  it.each<[string, JsonObject]>([
    ['another database', workload('b', env({ X: 'postgres://b:y@orders-db/payments' }))],
    ['another host', workload('b', env({ X: 'postgres://b:y@payments-db/orders' }))],
    ['that name in another namespace', workload('b', env({ X: 'postgres://b:y@orders-db/orders' }), {}, 'payments')],
    ['no database', workload('b', env({ DB_HOST: 'orders-db' }))],
    ['a name that nobody knows', workload('b', env({ DB_HOST: 'orders-db', DB_NAME: { secretKeyRef: { name: 's', key: 'k' } } }))],
    ['the same service', { ...workload('orders', env({ X: 'postgres://b:y@orders-db/orders' })), kind: 'StatefulSet' }],
    ['the database itself', workload('orders-db', { image: 'postgres:16', ...env({ PGHOST: 'orders-db', PGDATABASE: 'orders' }) })],
    ['itself through localhost', workload('b', env({ DB_HOST: 'localhost', DB_NAME: 'orders' }))],
    ['a host that has nothing to do with databases', workload('b', env({ API_HOST: 'orders-db', API_NAME: 'orders' }))],
    ['what is no client', workload('b', { command: ['serve', '-h', 'orders-db', '-d', 'orders'] })],
    ['another command', workload('b', { command: ['sh', '-c', 'psql --version; serve -h orders-db -d orders'] })],
    ['another user of one name', workload('b', env({ DB_HOST: 'orders-db', DB_USER_NAME: 'orders' }))],
  ])('not %s', (_, other) => {
    expect(told([orders, other], RULE)).toEqual([]);
  });

  const shared = configMap('shared', {
    host: 'orders-db',
    DB_HOST: 'orders-db',
    DB_NAME: 'orders',
    url: 'postgres://b:y@orders-db/orders',
    'application.properties': 'spring.datasource.url=jdbc:postgresql://${DB_HOST:orders-db}/orders\n',
    'database.yaml': 'production:\n  host: orders-db\n  database: orders\n',
  });
  it.each<[string, JsonObject, string]>([
    ['one key', workload('b', env({ DATABASE_URL: reference('url') })), '/env/0/valueFrom/configMapKeyRef/name'],
    ['two keys', workload('b', env({ DB_HOST: reference('host'), DB_NAME: 'orders' })), '/env/0/valueFrom/configMapKeyRef/name'],
    ['one key in a URL', workload('b', env({ H: reference('host'), X: 'postgres://b:y@$(H)/orders' })), '/env/1/value'],
    ['all keys', workload('b', { envFrom: [{ configMapRef: { name: 'shared' } }] }), '/envFrom/0/configMapRef/name'],
    [
      'all keys with a prefix',
      workload('b', { envFrom: [{ prefix: 'X_', configMapRef: { name: 'shared' } }] }),
      '/envFrom/0/configMapRef/name',
    ],
    ['properties', workload('b', {}, { volumes: volume('application.properties') }), '../volumes/0/configMap/name'],
    ['yaml', workload('b', {}, { volumes: volume('database.yaml') }), '../volumes/0/configMap/name'],
    [
      'projected',
      workload(
        'b',
        {},
        {
          volumes: [
            { name: 'c', projected: { sources: [{ configMap: { name: 'shared', items: [{ key: 'database.yaml', path: 'd' }] } }] } },
          ],
        },
      ),
      '../volumes/0/projected/sources/0/configMap/name',
    ],
  ])('through a ConfigMap: %s', (_, other, path) => {
    const place = path.startsWith('..') ? `/spec/template/spec${path.slice(2)}` : `/spec/template/spec/containers/0${path}`;
    expect(told([orders, other, shared], RULE)).toEqual([`0: ${AT}/env/0/value`, `1: shared ${place}`]);
  });

  it('both through a ConfigMap', () => {
    const two = ['a', 'b'].map((name) => workload(name, { envFrom: [{ configMapRef: { name: 'shared' } }] }));
    expect(told([...two, shared], RULE)).toHaveLength(2);
    expect(told(two, RULE)).toEqual([]);
  });

  it('through Services', () => {
    const external = service('ledger', { type: 'ExternalName', externalName: 'orders-db.shop.svc.cluster.local' }, 'bo');
    const other = workload('b', env({ X: 'postgres://b:y@ledger/orders' }), {}, 'bo');
    expect(told([orders, other, external], RULE)).toHaveLength(2);
    expect(told([orders, other], RULE)).toEqual([]);
    const outside = [
      service('orders-db', { type: 'ExternalName', externalName: 'db.rds.example.com' }),
      workload('b', env({ X: 'postgres://b:y@db.rds.example.com/orders' })),
    ];
    expect(told([orders, ...outside], RULE)).toHaveLength(2);
    const heads = [
      service('orders-db', { selector: { db: 'o' } }),
      service('orders-db-hl', { selector: { db: 'o' } }),
      workload('b', env({ X: 'postgres://b:y@orders-db-hl/orders' })),
    ];
    expect(told([orders, ...heads], RULE)).toHaveLength(2);
    const circle = [
      service('orders-db', { type: 'ExternalName', externalName: 'x.shop' }),
      service('x', { type: 'ExternalName', externalName: 'orders-db.shop' }),
    ];
    expect(told([orders, ...circle], RULE)).toEqual([]);
  });

  it('Redis by number', () => {
    expect(told([redis('a', 'redis://cache'), redis('b', 'redis://cache:6379/0')], RULE)).toHaveLength(2);
    expect(told([redis('a', 'redis://cache/1'), redis('b', 'redis://cache:6379/0')], RULE)).toEqual([]);
    expect(told([redis('a', 'cache:6379'), redis('b', 'cache:6379,password=x,defaultDatabase=0')], RULE)).toHaveLength(2);
  });

  it('hosts without a name, and names from one Secret', () => {
    expect(told([named('a'), named('b')], RULE)).toEqual([
      '0: sharedHost /spec/template/spec/containers/0/env/0/value',
      '1: sharedHost /spec/template/spec/containers/0/env/0/value',
    ]);
    expect(told([named('a', 's'), named('b', 's')], RULE)).toHaveLength(2);
    expect(told([named('a', 's'), named('b', 't')], RULE)).toEqual([]);
  });

  it.each<[JsonObject, number]>([
    [{ perDatabase: false }, 2],
    [{ perDatabase: true }, 0],
    [{ perDatabase: false, allow: ['orders-db'] }, 0],
    [{ perDatabase: false, allow: ['orders-db.shop'] }, 0],
    [{ perDatabase: false, allow: ['*.shop.svc.cluster.local'] }, 0],
    [{ perDatabase: false, allow: ['other'] }, 2],
    [{ perDatabase: false, serviceLabels: ['team'] }, 2],
    [{ perDatabase: false, clusterDomain: 'k8s.example' }, 0],
  ])('%j', (parameters, count) => {
    const other = workload('b', env({ X: 'postgres://b:y@orders-db.shop.svc.cluster.local/payments' }));
    expect(told([orders, other], RULE, parameters)).toHaveLength(count);
  });
});

it('says who else, and no password', () => {
  const set = [
    orders,
    workload('b', env({ X: 'postgres://b:hunter2@orders-db/orders' })),
    workload('c', env({ X: 'Server=orders-db;Database=orders;Pwd=hunter2' })),
  ];
  expect(JSON.stringify(told(set, RULE))).not.toContain('hunter');
  expect(told(set, RULE)).toHaveLength(3);
});
