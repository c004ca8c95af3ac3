import { describe, expect, test } from 'vitest';
import { isReachable } from '../../src/signatures/registry/address-guard.ts';
import { Registry } from '../../src/signatures/registry/registry.ts';
import { challenge, client, digest, drip, endless, here, redirect, server, soon, status } from './registries.ts';
import { send, type Fault } from './registry-server.ts';

describe('an image', () => {
  test('has the digest of its bytes', async () => {
    expect(await client().manifest(here(), 'v1', soon())).toMatchObject({
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    });
    expect(await client().manifest(here(), digest, soon())).toMatchObject({ digest });
  });

  test.each<[what: string, fault: Fault, code: string]>([
    [
      'another manifest than the digest names',
      (_request, response) => send(response, Buffer.from('{"other":1}'), 'application/json'),
      'digest-mismatch',
    ],
    [
      'more than a manifest holds',
      (_request, response) => send(response, Buffer.alloc(5 * 1024 * 1024, ' '), 'application/json'),
      'too-large',
    ],
    ['without end', endless, 'too-large'],
    ['nothing at all', () => true, 'timeout'],
    ['a byte now and then', drip, 'timeout'],
    ['and hangs up', (_request, response) => (response.destroy(), true), 'unreachable'],
    ['404', status(404), 'not-found'],
    ['401 without a challenge', status(401), 'unauthorized'],
    ['403', status(403), 'unauthorized'],
    ['429', status(429, { 'retry-after': '7' }), 'rate-limited'],
    ['500', status(500), 'server-error'],
    ['503', status(503), 'server-error'],
    ['302 without an address', status(302), 'server-error'],
    ['a redirect to itself, for ever', (request, response) => redirect(response, request.url ?? ''), 'refused'],
    [
      'a redirect to the metadata of the cloud',
      (_request, response) => redirect(response, 'https://169.254.169.254/latest/meta-data'),
      'refused',
    ],
    ['a redirect to this machine', (_request, response) => redirect(response, 'https://127.0.0.1:1/'), 'refused'],
    ['a redirect to this machine by name', (_request, response) => redirect(response, 'https://localhost:1/'), 'refused'],
    ['a redirect to this machine in IPv6', (_request, response) => redirect(response, 'https://[::1]:1/'), 'refused'],
    [
      'a redirect to this machine as a mapped address',
      (_request, response) => redirect(response, 'https://[::ffff:127.0.0.1]:1/'),
      'refused',
    ],
    ['a redirect into a private network', (_request, response) => redirect(response, 'https://10.0.0.1/'), 'refused'],
    ['a redirect without TLS', (_request, response) => redirect(response, 'http://storage.example/blob'), 'refused'],
    ['a redirect to a file', (_request, response) => redirect(response, 'file:///etc/passwd'), 'refused'],
    ['a redirect to nonsense', (_request, response) => redirect(response, 'https://[bad'), 'malformed'],
    ['a realm that is the metadata of the cloud', challenge('https://169.254.169.254/token'), 'refused'],
    ['a realm without TLS', challenge('http://auth.example/token'), 'refused'],
    ['a realm that is nonsense', challenge('token'), 'malformed'],
  ])('of a registry that answers %s', async (_what, fault, code) => {
    server.fault = fault;
    await expect(client().manifest(here(), digest, soon(300))).rejects.toMatchObject({ code });
  });

  test.each(['../../etc', 'v1/../v2', 'v1?x=y', 'v1#', 'a b', ''])('of the reference %j is not asked for', async (reference) => {
    await expect(client().manifest(here(), reference, soon())).rejects.toMatchObject({ code: 'malformed' });
    expect(server.asked).toEqual([]);
  });

  test('of a registry on this machine is not asked for, unless the settings say so', async () => {
    await expect(new Registry().manifest(here(), digest, soon())).rejects.toMatchObject({ code: 'refused' });
    await expect(new Registry().manifest({ host: '169.254.169.254', path: 'x' }, digest, soon())).rejects.toMatchObject({
      code: 'refused',
    });
  });

  test('of a registry that asks to wait says for how long', async () => {
    server.fault = status(429, { 'retry-after': '7' });
    await expect(client().manifest(here(), digest, soon())).rejects.toMatchObject({ retryAfter: 7000 });
  });
});

test.each<[address: string, network: boolean, open: boolean]>([
  ['93.184.216.34', true, true],
  ['2606:2800:220:1::1', true, true],
  ['10.1.2.3', true, false],
  ['172.31.0.1', true, false],
  ['192.168.1.1', true, false],
  ['100.64.0.1', true, false],
  ['fd12::1', true, false],
  ['127.0.0.1', false, false],
  ['0.0.0.0', false, false],
  ['169.254.169.254', false, false],
  ['224.0.0.1', false, false],
  ['255.255.255.255', false, false],
  ['::1', false, false],
  ['::', false, false],
  ['::7f00:1', false, false],
  ['fe80::1', false, false],
  ['fd00:ec2::254', false, false],
  ['::ffff:169.254.169.254', false, false],
  ['::ffff:a00:1', true, false],
  ['64:ff9b::a9fe:a9fe', false, false],
])('%s: as a registry %j, from outside %j', (address, network, open) => {
  expect([isReachable(address, 'network'), isReachable(address, 'public')]).toEqual([network, open]);
});
