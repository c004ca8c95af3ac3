import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PullSecrets } from '../../src/cluster/pull-secrets.ts';
import type { Puller } from '../../src/kube/puller.ts';
import { dockerCfg, dockerConfig } from '../signatures/guarded.ts';
import { ApiServer, answering } from './api-server.ts';

const server = await ApiServer.start();
afterAll(async () => await server.stop());

let now = 0;
let outcomes: string[] = [];
beforeEach(() => {
  now = 0;
  outcomes = [];
  server.fault = undefined;
  server.objects.clear();
  server.asked.length = 0;
  server.pullSecret('shop', 'registry', dockerConfig({ 'r.example': 'shop:pw' }));
  server.pullSecret('shop', 'special', dockerConfig({ 'r.example/acme': 'special:pw' }));
  server.pullSecret('other', 'registry', dockerConfig({ 'r.example': 'other:pw' }));
  server.secret('shop', 'old', 'kubernetes.io/dockercfg', { '.dockercfg': dockerCfg({ 'r.example': 'old:pw' }) });
  server.serviceAccount('shop', 'default', 'registry');
  server.serviceAccount('shop', 'bare');
});

function opened(cluster = server.cluster(8)): PullSecrets {
  return new PullSecrets({ cluster, now: () => now, read: (outcome) => outcomes.push(outcome) });
}

/** In short: whose credentials there are for a repository, and what is lacking. */
async function found(puller: Partial<Puller>, secrets = opened(), signal = AbortSignal.timeout(5000)): Promise<string> {
  const { keychain, lacking } = await secrets.of({ namespace: 'shop', secrets: [], ...puller }, signal);
  const users = keychain('r.example', 'acme/app').map(({ username }) => username);
  return [...users, ...lacking].join(' | ');
}

test.each<[puller: Partial<Puller>, expected: string]>([
  [{}, ''],
  [{ secrets: ['registry'] }, 'shop'],
  [{ namespace: 'other', secrets: ['registry'] }, 'other'],
  [{ secrets: ['old'] }, 'old'],
  [{ secrets: ['registry', 'special'] }, 'special | shop'],
  [{ account: 'default' }, 'shop'],
  [{ account: 'bare' }, ''],
])('%j: %s', async (puller, expected) => {
  expect(await found(puller)).toBe(expected);
});

describe('what is lacking is told, with what to do, and the rest counts:', () => {
  beforeEach(() => {
    server.secret('shop', 'opaque', 'Opaque', { '.dockerconfigjson': dockerConfig({ 'r.example': 'opaque:pw' }) });
    server.secret('shop', 'tls', 'kubernetes.io/tls', { 'tls.key': Buffer.from('hunter2') });
    server.pullSecret('shop', 'broken', Buffer.from('{"auths": hunter2'));
    server.secret('shop', 'empty', 'kubernetes.io/dockerconfigjson', {});
    server.secret('shop', 'swapped', 'kubernetes.io/dockercfg', { '.dockerconfigjson': dockerConfig({ 'r.example': 'swapped:pw' }) });
    server.pullSecret('shop', 'large', Buffer.concat([dockerConfig({ 'r.example': 'large:pw' }), Buffer.alloc(65_536, ' ')]));
    server.serviceAccount('shop', 'half', 'none', 'registry');
  });

  test.each<[name: string, why: string, outcome: string]>([
    ['none', 'was not found in namespace "shop": create it, or correct its name', 'missing'],
    ['../../other/secrets/registry', 'was not found in namespace "shop": create it, or correct its name', 'missing'],
    ['registry?x=', 'was not found in namespace "shop": create it, or correct its name', 'missing'],
    ['opaque', 'is of another type than kubernetes.io/dockerconfigjson: make it by kubectl create secret docker-registry', 'unusable'],
    ['tls', 'is of another type than kubernetes.io/dockerconfigjson: make it by kubectl create secret docker-registry', 'unusable'],
    ['broken', 'cannot be used: the docker config with registry credentials is not valid JSON', 'unusable'],
    ['empty', 'has no .dockerconfigjson: make it by kubectl create secret docker-registry', 'unusable'],
    ['swapped', 'has no .dockercfg: make it by kubectl create secret docker-registry', 'unusable'],
    ['large', 'is larger than 65536 bytes: split it', 'unusable'],
  ])('%s %s', async (name, why, outcome) => {
    const said = await found({ secrets: [name, 'registry'] });
    expect(said).toBe(`shop | pull secret "${name}" ${why}`);
    expect(outcomes.toSorted()).toEqual([outcome, 'used'].toSorted());
    expect(server.asked.filter((path) => !path.startsWith('/api/v1/namespaces/shop/secrets/'))).toEqual([]);
  });

  test('an account, and a secret of one', async () => {
    expect(await found({ account: 'half' })).toBe(
      'shop | pull secret "none" was not found in namespace "shop": create it, or correct its name',
    );
    expect(await found({ account: 'nobody' })).toBe(
      'ServiceAccount "nobody" was not found in namespace "shop": create it, or correct its name',
    );
  });

  test('those that are more than anybody has', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `s${index}`);
    for (const name of names) server.pullSecret('shop', name, dockerConfig({}));
    expect(await found({ secrets: names })).toBe('of 25 pull secrets only the first 20 are read: name fewer');
    expect(server.asked).toHaveLength(20);
  });

  test.each([
    [401, 'could not be read: Lintel\'s account may not get secrets in namespace "shop"; give it that right', 'forbidden'],
    [403, 'could not be read: Lintel\'s account may not get secrets in namespace "shop"; give it that right', 'forbidden'],
    [500, 'could not be read: the API server answered with status 500; try again', 'failed'],
    [429, 'could not be read: the API server answered with status 429; try again', 'failed'],
  ])('an API server that answers with %i', async (status, why, outcome) => {
    server.fault = answering(status);
    expect(await found({ secrets: ['registry'] })).toBe(`pull secret "registry" ${why}`);
    expect(outcomes).toEqual([outcome]);
  });

  test('an API server that is not there, or sends something else', async () => {
    const nowhere = { get: () => Promise.reject(Object.assign(new Error('connect to 10.0.0.1'), { code: 'ECONNREFUSED' })) };
    expect(await found({ secrets: ['registry'] }, opened(nowhere as never))).toBe(
      'pull secret "registry" could not be read: the API server cannot be asked (ECONNREFUSED); try again',
    );
    server.fault = (_request, response) => (response.end('hello'), true);
    expect(await found({ secrets: ['registry'] })).toContain('is of another type');
  });
});

describe('an API server that is slow', () => {
  test('is waited for as long as there is time, and what it says later is known to the next one', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.fault = (request, response) => {
      const object = server.objects.get(request.url ?? '');
      void promise.then(() => response.end(JSON.stringify(object)));
      return true;
    };
    const secrets = opened();
    const late = 'pull secret "registry" could not be read: the API server did not answer in time';
    expect(await found({ secrets: ['registry'] }, secrets, AbortSignal.timeout(20))).toBe(late);
    expect(await found({ secrets: ['registry'] }, secrets, AbortSignal.abort())).toBe(late);
    resolve();
    expect(await found({ secrets: ['registry'] }, secrets)).toBe('shop');
    expect(server.asked).toHaveLength(1);
  });

  test('leaves time for the registries, however much there is', async () => {
    server.fault = () => true;
    expect(await found({ secrets: ['registry'] }, opened(), new AbortController().signal)).toContain('did not answer in time');
  });
});

describe('what was read is known for a while', () => {
  test.each<[what: string, puller: Partial<Puller>, first: string, then: string, after: number]>([
    ['credentials', { secrets: ['registry'] }, 'shop', 'changed', 60_000],
    ['an account', { account: 'default' }, 'shop', 'changed', 60_000],
    [
      'that there are none',
      { secrets: ['later'] },
      'pull secret "later" was not found in namespace "shop": create it, or correct its name',
      'changed',
      10_000,
    ],
  ])('%s', async (_what, puller, first, then, after) => {
    const secrets = opened();
    expect(await found(puller, secrets)).toBe(first);
    for (const name of ['registry', 'later', 'moved']) server.pullSecret('shop', name, dockerConfig({ 'r.example': 'changed:pw' }));
    server.serviceAccount('shop', 'default', 'moved');
    const { length } = server.asked;
    now = after - 1;
    expect(await found(puller, secrets)).toBe(first);
    expect(server.asked).toHaveLength(length);
    now = after;
    expect(await found(puller, secrets)).toBe(then);
  });

  test('by name and namespace: no Secret of another namespace is taken for it', async () => {
    const secrets = opened();
    expect(await found({ secrets: ['registry'] }, secrets)).toBe('shop');
    expect(await found({ namespace: 'other', secrets: ['registry'] }, secrets)).toBe('other');
    expect(await found({ namespace: 'third', secrets: ['registry'] }, secrets)).toContain('was not found in namespace "third"');
  });

  test('and asked for once, however many want to know', async () => {
    const secrets = opened();
    const all = await Promise.all(Array.from({ length: 20 }, () => found({ account: 'default' }, secrets)));
    expect(new Set(all)).toEqual(new Set(['shop']));
    expect(server.asked).toEqual(['/api/v1/namespaces/shop/serviceaccounts/default', '/api/v1/namespaces/shop/secrets/registry']);
  });
});
