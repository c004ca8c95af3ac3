import { describe, expect, test } from 'vitest';
import { dockerConfigKeychain, keychainOf, readDockerConfig } from '../../src/signatures/registry/credentials.ts';
import { challenge, client, digest, elsewhere, here, redirect, server, soon, status } from './registries.ts';
import { dockerCfg, dockerConfig, guarded } from './guarded.ts';
import { send, type Fault } from './registry-server.ts';

describe('credentials', () => {
  test('go to the token server, and the token to the registry, once', async () => {
    server.fault = tokens;
    const registry = client({ keychain: dockerConfigKeychain(config({ [server.host]: auth('me:secret:1') })) });
    await registry.manifest(here(), digest, soon());
    await registry.manifest(here(), 'v1', soon());
    const basic = `Basic ${Buffer.from('me:secret:1').toString('base64')}`;
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined, basic, 'Bearer t', 'Bearer t']);
    expect(server.asked[1]?.path).toContain('scope=repository%3Aacme%2Fapp%3Apull');
  });

  test('that nobody has are not needed where the token server gives one all the same', async () => {
    server.fault = tokens;
    await expect(client().manifest(here(), digest, soon())).resolves.toMatchObject({ digest });
  });

  test('do not follow a redirect to another host', async () => {
    const blob = elsewhere.blob(Buffer.from('payload'));
    server.fault = (request, response) => {
      if (request.headers.authorization === undefined) return status(401, { 'www-authenticate': 'Basic realm="r"' })(request, response);
      return redirect(response, `http://${elsewhere.host}/v2/acme/app/blobs/${blob}`);
    };
    const registry = client({ keychain: dockerConfigKeychain(config({ [server.host]: auth('me:secret') })) });
    expect((await registry.blob(here(), blob, 100, soon())).toString()).toBe('payload');
    expect(elsewhere.asked).toEqual([{ path: expect.any(String), authorization: undefined }]);
  });

  test('of another registry are not offered', async () => {
    server.fault = (request, response) =>
      request.headers.authorization === undefined ? status(401, { 'www-authenticate': 'Basic realm="r"' })(request, response) : undefined;
    const registry = client({ keychain: dockerConfigKeychain(config({ 'registry.example': auth('me:secret') })) });
    await expect(registry.manifest(here(), digest, soon())).rejects.toMatchObject({ code: 'unauthorized' });
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test.each<[auths: object, host: string, repository: string, usernames: string]>([
    [{ 'r.example': auth('a:b') }, 'r.example', 'x/y', 'a'],
    [{ 'https://r.example/v2/': auth('a:b') }, 'r.example', 'x/y', 'a'],
    [{ 'R.example/': auth('a:b') }, 'r.example', 'x/y', 'a'],
    [{ 'evil-r.example': auth('a:b') }, 'r.example', 'x', ''],
    [{ 'r.example': auth('a:b') }, 'evil-r.example', 'x', ''],
    [{ 'r.example': auth('a:b') }, 'r.example.evil', 'x', ''],
    [{ 'r.example': auth('a:b') }, 'r.example:5000', 'x', ''],
    [{ 'r.example:5000': auth('a:b') }, 'r.example', 'x', ''],
    [{ 'https://index.docker.io/v1/': auth('a:b') }, 'docker.io', 'library/nginx', 'a'],
    [{ 'docker.io/acme': auth('a:b') }, 'docker.io', 'library/nginx', ''],
    [{ 'r.example': { username: 'u', password: 'p' } }, 'r.example', 'x', 'u'],
    [{ 'r.example': { username: 'u', password: 'p', ...auth('a:b') } }, 'r.example', 'x', 'a'],
    [{ 'r.example': { username: 7, password: 'p', auth: '' } }, 'r.example', 'x', ''],
    [{ 'r.example': { auth: 'nonsense' } }, 'r.example', 'x', ''],
    [{ 'r.example': {}, 'r.example/x': null, 'r.example/y': [] }, 'r.example', 'x', ''],
    // A path is a prefix of letters, and the longest comes first.
    [{ 'r.example': auth('a:b'), 'r.example/x': auth('c:d') }, 'r.example', 'x/y', 'c a'],
    [{ 'r.example/x': auth('c:d') }, 'r.example', 'xy', 'c'],
    [{ 'r.example/x/': auth('c:d') }, 'r.example', 'xy', ''],
    [{ 'r.example/x/*': auth('c:d') }, 'r.example', 'x/y', ''],
    [{ 'r.example/v2/x': auth('c:d') }, 'r.example', 'x/y', 'c'],
    [{ 'r.example': auth('a:b'), 'https://r.example/': auth('a:b') }, 'r.example', 'x', 'a'],
    // A part of a host for a part.
    [{ '*.example': auth('a:b') }, 'r.example', 'x', 'a'],
    [{ '*.example': auth('a:b') }, 'example', 'x', ''],
    [{ '*.example': auth('a:b') }, 'x.r.example', 'x', ''],
    [{ '*.*.example': auth('a:b') }, 'x.r.example', 'x', 'a'],
    [{ 'r.*.io': auth('a:b') }, 'r.example.io', 'x', 'a'],
    [{ '*-r.example': auth('a:b') }, 'my-r.example', 'x', 'a'],
    [{ 'a*b*c.example': auth('a:b') }, 'abc.example', 'x', 'a'],
    [{ 'ab*bc.example': auth('a:b') }, 'abc.example', 'x', ''],
    [{ '*.example': auth('a:b') }, 'r.example:5000', 'x', ''],
    [{ '*.example:5000': auth('a:b') }, 'r.example:5000', 'x', 'a'],
    [{ 'r.*': auth('a:b') }, 'r.example:5000', 'x', ''],
    [{ '*.example/x': auth('a:b'), 'r.example': auth('c:d') }, 'r.example', 'x', 'c a'],
  ])('%j for %s/%s: %s', (auths, host, repository, usernames) => {
    const found = dockerConfigKeychain(config(auths))(host, repository);
    expect(found.map(({ username }) => username).join(' ')).toBe(usernames);
  });

  test('of several files are sorted as those of one, and the older form is read too', () => {
    const files = [
      readDockerConfig(dockerConfig({ 'r.example': 'a:b', 'q.example': 'q:q' })),
      readDockerConfig(dockerCfg({ 'r.example/x': 'c:d' }), '.dockercfg'),
    ];
    expect(keychainOf(files.flat())('r.example', 'x').map(({ username }) => username)).toEqual(['c', 'a']);
  });

  test('for a pattern of many parts cost no more than their length', () => {
    const keychain = dockerConfigKeychain(config({ [`${'*a'.repeat(120)}b.example`]: auth('a:b') }));
    expect(keychain(`${'a'.repeat(250)}.example`, 'x')).toEqual([]);
  });

  test('are tried one after the other until some are taken, and then at once', async () => {
    server.fault = guarded(server, { 'other:pw': 'elsewhere', 'me:pw': 'acme' });
    const registry = client({
      keychain: dockerConfigKeychain(
        dockerConfig({ [`${server.host}/acme/app`]: 'nobody:pw', [`${server.host}/acme`]: 'other:pw', [server.host]: 'me:pw' }),
      ),
    });
    await expect(registry.manifest(here(), digest, soon())).resolves.toMatchObject({ digest });
    expect(server.asked.map(({ authorization }) => userIn(authorization))).toEqual([
      undefined,
      'nobody:pw',
      'other:pw',
      'other:pw',
      'me:pw',
      'me:pw',
    ]);
    server.asked.length = 0;
    await registry.manifest(here(), digest, soon());
    expect(server.asked.map(({ authorization }) => userIn(authorization))).toEqual(['me:pw']);
  });

  test('that are not taken any more are tried anew', async () => {
    server.fault = guarded(server, { 'me:pw': 'acme' });
    const registry = client({ keychain: dockerConfigKeychain(dockerConfig({ [server.host]: 'me:pw' })) });
    await registry.manifest(here(), digest, soon());
    server.fault = guarded(server, {});
    await expect(registry.manifest(here(), digest, soon())).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('with the credentials for it'),
    });
    server.fault = guarded(server, { 'me:pw': 'acme' });
    await expect(registry.manifest(here(), digest, soon())).resolves.toMatchObject({ digest });
  });

  test('are five for one place and no more', async () => {
    server.fault = guarded(server, {});
    const places = Object.fromEntries(
      ['', '/a', '/ac', '/acm', '/acme', '/acme/', '/acme/app'].map((path) => [`${server.host}${path}`, `user${path}:pw`]),
    );
    const registry = client({ keychain: dockerConfigKeychain(dockerConfig(places)) });
    await expect(registry.manifest(here(), digest, soon())).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('any of the 5 credentials'),
    });
    expect(server.asked.filter(({ path }) => path.startsWith('/token'))).toHaveLength(5);
  });

  test.each([
    [429, 'rate-limited'],
    [503, 'server-error'],
    [400, 'unauthorized'],
    [404, 'unauthorized'],
  ])('are not judged by a token server that answers with %i: %s', async (code, expected) => {
    server.fault = (request, response) =>
      request.url?.startsWith('/token') === true ? status(code)(request, response) : tokens(request, response);
    await expect(client().manifest(here(), digest, soon())).rejects.toMatchObject({ code: expected });
  });

  test('that cannot be read are refused, and not repeated', () => {
    expect(() => dockerConfigKeychain(Buffer.from('{"auths": secret'))).toThrow(
      /^the docker config with registry credentials is not valid JSON$/u,
    );
    for (const text of ['[]', '7', 'null', '{"auths": ["hunter2"]}', '{"auths": "hunter2"}'])
      expect(() => dockerConfigKeychain(Buffer.from(text))).toThrow(
        /^the docker config with registry credentials has another shape: (?!.*hunter2)/u,
      );
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`r${index}.example`, auth('secret:secret')]));
    expect(() => dockerConfigKeychain(config(many))).toThrow(/^the docker config has credentials for more than 1000 places$/u);
  });
});

describe('what credentials let one see', () => {
  const mine = keychainOf([{ place: server.host, credentials: { username: 'me', password: 'pw' } }]);
  const theirs = keychainOf([{ place: server.host, credentials: { username: 'other', password: 'pw' } }]);
  const nobodys = keychainOf([]);

  test('is for whoever brings them, and for nobody else: no token is lent', async () => {
    server.fault = guarded(server, { 'me:pw': 'acme', 'other:pw': 'elsewhere' });
    const registry = client();
    await expect(registry.lent(mine).manifest(here(), digest, soon())).resolves.toMatchObject({ digest });
    for (const other of [registry, registry.lent(theirs), registry.lent(nobodys)])
      await expect(other.manifest(here(), digest, soon())).rejects.toMatchObject({ code: 'unauthorized' });
    server.asked.length = 0;
    await registry.lent(mine).manifest(here(), digest, soon());
    expect(server.asked).toHaveLength(1);
  });

  test('is first what they let one see, then what the own ones do', async () => {
    server.fault = guarded(server, { 'me:pw': 'acme', 'other:pw': 'elsewhere' });
    const registry = client({ keychain: mine });
    await expect(registry.lent(theirs).manifest(here(), digest, soon())).resolves.toMatchObject({ digest });
    expect(server.asked.map(({ authorization }) => userIn(authorization))).toEqual([undefined, 'other:pw', 'other:pw', 'me:pw', 'me:pw']);
  });

  test('is the same for the same ones, and nothing is told of them', () => {
    const registry = client();
    const [a, b, again, none] = [mine, theirs, mine, nobodys].map((keychain) => registry.lent(keychain).identity(here()));
    expect(a).toBe(again);
    expect(new Set([a, b, none])).toHaveProperty('size', 3);
    expect(none).toBe(registry.identity(here()));
    expect(client({ keychain: mine }).identity(here())).not.toBe(a);
    expect(registry.lent(mine).identity({ host: 'other.example', path: 'acme/app' })).toBe(none);
    expect(client({ keychain: theirs }).lent(mine).identity(here())).not.toBe(client({ keychain: mine }).lent(theirs).identity(here()));
  });
});

function config(auths: object): Buffer {
  return Buffer.from(JSON.stringify({ auths }));
}

function auth(text: string): object {
  return { auth: Buffer.from(text).toString('base64') };
}

function userIn(authorization: string | undefined): string | undefined {
  return authorization && Buffer.from(authorization.split(' ')[1] ?? '', 'base64').toString();
}

const tokens: Fault = (request, response) => {
  if (request.url?.startsWith('/token') === true)
    return send(response, Buffer.from(JSON.stringify({ token: 't', expires_in: 300 })), 'application/json');
  return request.headers.authorization === 'Bearer t' ? undefined : challenge(`http://${server.host}/token`)(request, response);
};
