import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { isPlaceholder } from '../../src/kube/placeholders.ts';
import { configMap, env, workload } from './database-objects.ts';
import { judgedTogether, told } from './judge.ts';
import { check, pod } from './table.ts';

const RULES = [
  'allowed-secret-names',
  'no-plaintext-secret-in-git',
  'no-sa-token-secret',
  'no-secret-env-ref',
  'no-secret-in-configmap',
  'no-shared-db-host',
  'secret-ref-exists',
];

check('no-secret-in-configmap', [
  ['a line break at the end is no second line', [configMap('c', { password: 'hunter2\n' })], ['named /data/password']],
  ['several lines by their form alone', [configMap('c', { password: 'a\nb' })], []],
  ['a number', [configMap('c', { password: 1234 })], ['named /data/password']],
  ['a legal key that is a trap', [configMap('c', JSON.parse('{"__proto__":"Bearer abc123"}') as JsonObject)], ['format /data/__proto__']],
  ['binary data by form', [{ kind: 'ConfigMap', binaryData: { x: btoa('AKIAIOSFODNN7EXAMPLE') } }], ['format /binaryData/x']],
  ['another group', [{ ...configMap('c', { password: 'x' }), apiVersion: 'example.com/v1' }], []],
]);

check('no-plaintext-secret-in-git', [
  ['another group', [{ apiVersion: 'example.com/v1', kind: 'Secret', stringData: { password: 'x' } }], []],
  ['wrapped base64', [{ kind: 'Secret', data: { a: 'Q0hB\nTkdF\nTUU=\n' } }], []],
  ['a number', [{ kind: 'Secret', stringData: { a: 7 } }], ['plain /stringData/a']],
]);

check('secret-ref-exists', [
  [
    'in the same namespace alone',
    [pod({ envFrom: [{ configMapRef: { name: 'c' } }] }), configMap('c', {}, 'other')],
    ['0: missing /spec/containers/0/envFrom/0/configMapRef/name'],
  ],
  ['without namespace, in default', [pod({ envFrom: [{ configMapRef: { name: 'c' } }] }), configMap('c', {}, 'default')], []],
  [
    'one kind is not the other',
    [pod({ envFrom: [{ secretRef: { name: 'c' } }] }), configMap('c', {}, 'default')],
    ['0: missing /spec/containers/0/envFrom/0/secretRef/name'],
  ],
]);

describe('placeholders', () => {
  it.each([
    '',
    ' ',
    '<password>',
    '${X}',
    '$(X)',
    '{{ .x }}',
    'CHANGEME',
    'ChangeMe!',
    'change_me_now',
    'REPLACE_ME',
    'replace-with-real',
    'xxxx',
    'XXX',
    '***',
    '<%= x %>',
    'TODO',
    'your-api-key',
    'ENC[AES256_GCM,data:x]',
    'postgres://$(U):$(P)@h/d',
    'ref+awssm://x',
  ])('%s is one', (text) => expect(isPlaceholder(text)).toBe(true));
  it.each([
    'hunter2',
    'xx',
    'exchange',
    'replacement',
    'changed',
    'todolist',
    'p<a>ss',
    'pre${X}post',
    'postgres://${U}:hunter2@h/d',
    '${A}\npassword: x',
    'my-password',
  ])('%s is none', (text) => expect(isPlaceholder(text)).toBe(false));
});

it('messages hold no value', () => {
  const secret = 'hunter2-hunter2';
  const objects: JsonObject[] = [
    configMap('c', { password: secret, url: `postgres://a:${secret}@db/x`, odd: `postgres://a:${secret}/${secret}@${secret}` }),
    { kind: 'Secret', stringData: { password: secret } },
    ...['a', 'b'].map((name) =>
      workload(
        name,
        env({
          X: `postgres://u:${secret}@db/x`,
          DB_HOST: `u:${secret}@db`,
          DB_URL: `http://u:${secret}@db/x`,
          Y: `Server=db;Database=x;Pwd=${secret}`,
        }),
      ),
    ),
  ];
  for (const rule of RULES) expect(JSON.stringify(judgedTogether(objects, rule))).not.toContain('hunter');
});

it('is total, and quick', () => {
  const odd: readonly Json[] = [
    null,
    [],
    {},
    [null],
    '',
    7,
    '${'.repeat(50_000),
    'ENC['.repeat(50_000),
    ':@'.repeat(50_000),
    '$(A):'.repeat(50_000),
    'your-'.repeat(50_000),
  ];
  for (const value of odd) {
    const objects = [
      ...['Secret', 'ConfigMap', 'Certificate', 'SealedSecret', 'ExternalSecret', 'SecretProviderClass', 'Service'].flatMap((kind) => [
        { kind, metadata: value, data: value, stringData: value, binaryData: value, spec: value, type: value, sops: value },
        {
          kind,
          data: { a: value },
          binaryData: { a: value },
          stringData: { a: value },
          spec: { data: value, target: value, secretObjects: value, template: value },
        },
      ]),
      { spec: { containers: [value, { env: value, envFrom: value, volumeMounts: value }], volumes: value } },
    ] as JsonObject[];
    for (const rule of RULES) expect(told(objects, rule).filter((line) => line.includes('rule-failed'))).toEqual([]);
  }
}, 20_000);

it('says who else names a database', () => {
  const objects = ['a', 'b', 'c'].map((name) => workload(name, env({ X: 'postgres://u:hunter2@db/x' })));
  const [found] = judgedTogether(objects, 'no-shared-db-host');
  expect(found?.message).toBe(
    'Service "a" uses the database "x" on "db.shop.svc", and so does service "b" (Deployment shop/b), service "c" (Deployment shop/c).',
  );
  expect(found?.related.map(({ resource }) => resource.name)).toEqual(['b', 'c']);
});
