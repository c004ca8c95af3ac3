import { describe, expect, it } from 'vitest';
import { judged, ruleNamed, told } from './judge.ts';

const RULE = 'no-secret-in-env-literal';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIB';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln';

function pod(container: object) {
  return { spec: { containers: [{ name: 'app', ...container }] } };
}

describe('a secret by its name, whatever its value', () => {
  it.each([
    'PASSWORD',
    'DB_PASSWORD',
    'PGPASSWORD',
    'dbPassword',
    'db.password',
    'MYSQL_ROOT_PASSWORD_1',
    'PASSWD',
    'DB_PWD',
    'SMTP_PASS',
    'TOKEN',
    'GITHUB_TOKEN',
    'authToken',
    'AUTHTOKEN',
    'API_TOKENS',
    'SESSION_SECRET',
    'SECRET_KEY_BASE',
    'clientSecret',
    'CLIENT_SECRETS',
    'API_KEY',
    'apiKey',
    'APIKEY',
    'X_API_KEY',
    'ACCESS_KEY',
    'OBJECTSTORECONFIG_ACCESSKEY',
    'PRIVATE_KEY',
    'privateKey',
    'DB_CREDENTIALS',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AZURE_CLIENT_SECRET',
    'AZURE_STORAGE_KEY',
    'ARM_ACCESS_KEY',
    'AZURE_STORAGE_CONNECTION_STRING',
    'GOOGLE_CREDENTIALS',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  ])('%s', (name) => {
    expect(told([pod({ env: [{ name, value: '12345' }] })], RULE)).toEqual(['envName /spec/containers/0/env/0/value']);
    expect(told([pod({ args: [`--${name}=letmein`] })], RULE)).toEqual(['wordName /spec/containers/0/args/0']);
  });
});

describe('no secret by its name', () => {
  it.each([
    'TOKENIZER',
    'PASSWORDLESS_LOGIN',
    'SECRETARY',
    'KEYBOARD',
    'MONKEY',
    'API_KEYSTONE',
    'BYPASS',
    'COMPASS',
    'PASS_THROUGH',
    'PUBLIC_KEY',
    'PASSWORD_STDIN',
    'MAX_TOKENS',
    'TOKEN_EXPIRY_SECONDS',
    'PASSWORD_MIN_LENGTH',
    'ACCESS_TOKEN_TTL',
    'tokenTTL',
    'SECRET_NAME',
    'secretName',
    'PASSWORD_FILE',
    'JWT_PRIVATE_KEY_FILE',
    'TOKEN_PATH',
    'SECRETS_DIR',
    'TOKEN_URL',
    'USERNAME',
    'HOME',
  ])('%s', (name) => {
    expect(told([pod({ env: [{ name, value: 'letmein7' }] })], RULE)).toEqual([]);
  });
});

describe('values that are no secrets under a secret name', () => {
  it.each([
    '',
    'true',
    'FALSE',
    'yes',
    '/run/secrets/db',
    './token',
    '../key.pem',
    'file:///run/token',
    'token.txt',
    '$(DB_PASSWORD)',
    '${DB_PASSWORD}',
    '$DB_PASSWORD',
    '$(USER):$(PASS)',
    'Bearer $(TOKEN)',
  ])('%s', (value) => {
    expect(told([pod({ env: [{ name: 'DB_PASSWORD', value }] })], RULE)).toEqual([]);
    expect(told([pod({ args: [`--db-password=${value}`] })], RULE)).toEqual([]);
  });

  it.each(['x', '7', 'changeme', '$$(DB_PASSWORD)', 'abc$(VAR)', '/9j+4A==', '$ecret', '${PW:-hunter2}'])('but %s is one', (value) => {
    expect(told([pod({ env: [{ name: 'DB_PASSWORD', value }] })], RULE)).toHaveLength(1);
  });
});

describe('a secret by its form, whatever its name', () => {
  it.each([
    PEM,
    '-----BEGIN PRIVATE KEY-----',
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'a1'.repeat(18)}`,
    `github_pat_${'a1'.repeat(20)}`,
    'xoxb-123456789012-abcdefghijkl',
    `AIza${'Sy-_1'.repeat(7)}`,
    JWT,
    `Bearer ${JWT}`,
    'Bearer abc',
    'Authorization: bearer abc123',
    'postgres://app:hunter2@db/app',
    'redis://:hunter2@redis:6379',
    'https://$(USER):hunter2@h',
    'jdbc:mysql://db/app?user=a&password=hunter2',
    `x ${JWT} y`,
  ])('%s', (value) => {
    expect(told([pod({ env: [{ name: 'OPTIONS', value }] })], RULE)).toEqual(['envFormat /spec/containers/0/env/0/value']);
    expect(told([pod({ command: ['run', value] })], RULE)).toEqual([
      expect.stringMatching(/^word(?:Format|Name) \/spec\/containers\/0\/command\/1$/u),
    ]);
  });

  it.each([
    'JWT',
    'AKIA',
    'ghp_',
    'xoxb',
    'AIza',
    'eyJ',
    'Bearer',
    'Bearer $(TOKEN)',
    'Uses Bearer authentication for all',
    'PRIVATE KEY',
    '-----BEGIN CERTIFICATE-----',
    'postgres://$(U):$(P)@db/app',
    'postgres://app@db/app',
    'http://host:8080/a@b',
    'jdbc:mysql://db/app?password=$(P)',
    'a.b.c',
  ])('not %s', (value) => {
    expect(told([pod({ env: [{ name: 'OPTIONS', value }] })], RULE)).toEqual([]);
    expect(told([pod({ args: [value] })], RULE)).toEqual([]);
  });
});

describe('command lines', () => {
  it.each<[string, string[], string[], string[]]>([
    ['an option and its value', ['--password=x1'], [], ['command/0']],
    ['an option and the next word', ['app', '--db-password', 'x1'], [], ['command/2']],
    ['from the command into the arguments', ['app', '--token'], ['x1'], ['args/0']],
    ['a Java property', [], ['-Dspring.datasource.password=x1'], ['args/0']],
    ['a Helm value', [], ['--set', 'db.password=x1'], ['args/1']],
    ['a Helm value in one word, not the first', [], ['--set=a=b,db.password=x1'], ['args/0']],
    ['a variable before a command, in a script', ['sh', '-c', 'PGPASSWORD=x1 psql'], [], ['command/2']],
    ['an exported one', ['sh', '-c', 'set -e\nexport API_TOKEN="x1"\nrun'], [], ['command/2']],
    ['an option in a script', ['sh', '-c', "mysql --password 'x1' -h db"], [], ['command/2']],
    ['options in one word', [], ['-Xmx1g -Djavax.net.ssl.keyStorePassword=x1'], ['args/0']],
    ['a header', ['curl', '-H', 'Authorization: Bearer abc'], [], ['command/2']],
    ['a reference', [], ['--password=$(PASSWORD)', '--token', '$(TOKEN)'], []],
    ['what a shell works out', ['sh', '-c', 'export TOKEN="$(cat "$F")" X_SECRET=${Y:-} KEY=`date`; TOKEN=$(curl -s h)'], [], []],
    ['an option without value', [], ['--password', '--verbose', '--token'], []],
    ['a switch', [], ['--no-password', 'serve', '--authentication-token-webhook=true'], []],
    ['a file', [], ['--tls-private-key-file=/k', '--token-file', 'x1'], []],
    ['a positional word', [], ['password', 'serve'], []],
  ])('%s', (_, command, args, places) => {
    expect(told([pod({ command, args })], RULE)).toEqual(places.map((place) => expect.stringContaining(`/spec/containers/0/${place}`)));
  });
});

describe('parameters', () => {
  const env = [
    { name: 'DB_PASSWORD', value: 'hunter2' },
    { name: 'Motto', value: 'hunter2' },
    { name: 'ID', value: 'AKIAIOSFODNN7EXAMPLE' },
  ];
  it.each([
    [{}, [0, 2]],
    [{ names: ['^motto$'] }, [1, 2]],
    [{ names: [] }, [2]],
    [{ allowNames: ['^db_', 'ID'] }, [2]],
    [{ allowValues: ['^HUNTER'] }, [2]],
    [{ allowValues: ['hunter', 'EXAMPLE$'] }, []],
  ])('%j', (parameters, found) => {
    expect(told([pod({ env })], RULE, parameters).map((line) => Number(line.split('/')[5]))).toEqual(found);
  });
});

it('is judged in every kind of container, and never through valueFrom', () => {
  const container = {
    name: 'c',
    env: [
      { name: 'TOKEN', value: 'x1' },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ],
  };
  const spec = { containers: [container], initContainers: [container], ephemeralContainers: [container] };
  expect(told([{ spec }], RULE)).toHaveLength(3);
});

it('never repeats a value', () => {
  const secret = 'hunter2-hunter2';
  const container = {
    env: [
      { name: 'TOKEN', value: secret },
      { name: 'X', value: `https://a:${secret}@h` },
    ],
    args: [`--token=${secret}`, `Bearer ${secret}`],
  };
  const findings = judged(pod(container), [ruleNamed(RULE)]);
  expect(findings).toHaveLength(4);
  expect(JSON.stringify(findings)).not.toContain('hunter');
});
