import { expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { judged, ruleNamed, told } from './judge.ts';
import { configMap, env, workload } from './database-objects.ts';

const RULE = 'no-shared-db-host';

it('stays quick with what is made to be slow', () => {
  const parts = [
    '://',
    'a=',
    '=',
    ';',
    'host=',
    "host='",
    '@tcp(',
    '(host=',
    'jdbc:oracle:',
    '$(',
    '${A:',
    '$A',
    '[',
    ' ',
    'a.',
    'a-',
    '\n',
    '"',
    ',',
    'db-',
    'DB',
    '{"a":',
    'Server=a;',
    'x:',
    'psql -h ',
    "psql '",
    '&',
  ];
  const hostile = parts.map((part) => part.repeat(Math.ceil(200_000 / part.length)));
  const doubling = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`DB_HOST${index}`, `$(DB_HOST${index + 1})`.repeat(20)]));
  const objects = [
    workload('a', {
      args: hostile,
      env: hostile.map((value, index) => ({ name: `DB_HOST_${index}`, value })),
      envFrom: [{ configMapRef: { name: 'm' } }],
    }),
    workload('b', env({ ...doubling, DB_HOST: '$(DB_HOST0)' })),
    workload('c', { env: hostile.map((name) => ({ name, value: 'orders-db' })) }),
    configMap('m', Object.fromEntries(hostile.map((value, index) => [`f${index}.yaml`, value]))),
  ];
  expect(told(objects, RULE).filter((line) => line.includes('rule-failed'))).toEqual([]);
}, 20_000);

it('is total', () => {
  const odd: readonly Json[] = [null, [], {}, [null], '', 7, JSON.parse('{"__proto__":{"name":"x"}}') as Json];
  for (const value of odd) {
    const container = {
      env: [value, { name: value, value }, { valueFrom: value }],
      envFrom: [value, { configMapRef: value }],
      args: [value],
      command: value,
    };
    const objects = [
      { spec: { containers: [container], volumes: [value, { configMap: value }] } },
      { kind: 'ConfigMap', metadata: { name: 'x' }, data: isObject(value) ? value : { a: value } },
      { kind: 'Service', metadata: { name: 'x' }, spec: value },
    ];
    for (const object of objects) expect(judged(object as JsonObject, [ruleNamed(RULE)])).toEqual([]);
  }
});
