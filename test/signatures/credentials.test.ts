import { describe, expect, test } from 'vitest';
import { dockerConfigKeychain } from '../../src/signatures/registry/credentials.ts';
import { challenge, client, digest, elsewhere, here, redirect, server, soon, status } from './registries.ts';
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

  test.each<[auths: object, host: string, repository: string, username: string | undefined]>([
    [{ 'r.example': auth('a:b') }, 'r.example', 'x/y', 'a'],
    [{ 'https://r.example/v2/': auth('a:b') }, 'r.example', 'x/y', 'a'],
    [{ 'r.example': auth('a:b'), 'r.example/x': auth('c:d') }, 'r.example', 'x/y', 'c'],
    [{ 'r.example/x': auth('c:d') }, 'r.example', 'xy', undefined],
    [{ 'r.example': auth('a:b') }, 'evil-r.example', 'x', undefined],
    [{ 'r.example': auth('a:b') }, 'r.example.evil', 'x', undefined],
    [{ 'https://index.docker.io/v1/': auth('a:b') }, 'docker.io', 'library/nginx', 'a'],
    [{ 'r.example': { username: 'u', password: 'p' } }, 'r.example', 'x', 'u'],
    [{ 'r.example': { auth: 'nonsense' } }, 'r.example', 'x', undefined],
    [{ 'r.example': {} }, 'r.example', 'x', undefined],
  ])('%j for %s/%s', (auths, host, repository, username) => {
    expect(dockerConfigKeychain(config(auths))(host, repository)?.username).toBe(username);
  });

  test('that cannot be read are refused, and not repeated', () => {
    expect(() => dockerConfigKeychain(Buffer.from('{"auths": secret'))).toThrow(
      /^the docker config with registry credentials is not valid JSON$/u,
    );
  });
});

function config(auths: object): Buffer {
  return Buffer.from(JSON.stringify({ auths }));
}

function auth(text: string): object {
  return { auth: Buffer.from(text).toString('base64') };
}

const tokens: Fault = (request, response) => {
  if (request.url?.startsWith('/token') === true)
    return send(response, Buffer.from(JSON.stringify({ token: 't', expires_in: 300 })), 'application/json');
  return request.headers.authorization === 'Bearer t' ? undefined : challenge(`http://${server.host}/token`)(request, response);
};
