import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { Registry } from '../../src/signatures/registry/registry.ts';
import { dockerConfigKeychain } from '../../src/signatures/registry/credentials.ts';
import { demandsOf, keyed, policyOf, signed } from '../images/images.ts';
import { bundle, statementOf } from '../signatures/forge.ts';
import { challenge, client, drip, elsewhere, endless, redirect, server, status } from '../signatures/registries.ts';
import { send, type Fault } from '../signatures/registry-server.ts';
import { DIGEST, IMAGE, key } from '../signatures/signers.ts';
import { doorBefore, laid, type Outcome } from './attacked.ts';
import { pod } from './made-up.ts';

const SIGNED = [await signed(DIGEST, key)];

interface Circumstances {
  /** How the Pod names the image. */
  readonly as?: string;
  readonly evidence?: typeof SIGNED;
  readonly unreachable?: 'warn';
  readonly registry?: Registry;
  /** What the API server waits. */
  readonly timeout?: string;
}

/** What a door says of an image that is signed as it should be, while its registry does something else than answer. */
async function meanwhile(fault: Fault, circumstances: Circumstances = {}): Promise<Outcome> {
  const { as = `@${DIGEST}`, evidence = SIGNED, registry, timeout = '10s', ...more } = circumstances;
  const name = laid(evidence);
  server.fault = fault;
  const demands = demandsOf(policyOf([keyed(key)], { match: [server.host], ...more }));
  return await doorBefore({ demands, ...(registry && { registry }) })(pod(`${name}${as}`), {}, `/validate?timeout=${timeout}`);
}

/** For URLs that hold a text. */
function at(part: string, fault: Fault): Fault {
  return (request, response) => (request.url?.includes(part) === true ? fault(request, response) : undefined);
}

function sending(text: string): Fault {
  return (_request, response) => send(response, Buffer.from(text), 'application/json');
}

function to(location: string): Fault {
  return at('/blobs/', (_request, response) => redirect(response, location));
}

function slowly(milliseconds: number): Fault {
  return (request, response) => {
    setTimeout(() => server.answer(request, response), milliseconds);
    return true;
  };
}

const packed = gzipSync(Buffer.alloc(50_000_000));
const bomb: Fault = (_request, response) => {
  response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed);
  return true;
};

const lying: Fault = (_request, response) => {
  response.writeHead(200, { 'docker-content-digest': DIGEST }).end('{"schemaVersion":2}');
  return true;
};

const paging: Fault = (request, response) => {
  response.writeHead(200, { link: `<${request.url}?n=1>; rel="next"` }).end('{"manifests":[]}');
  return true;
};

test('an image is verified while its registry answers', async () => {
  expect(await meanwhile(() => undefined)).toMatchObject({ allowed: true, found: [expect.stringContaining('verified : the key sha256:')] });
});

describe('of a registry that', () => {
  test.each<[what: string, fault: Fault, code: string]>([
    ['9: gives another layer than its descriptor names', at('/blobs/', sending('{}')), 'digest-mismatch'],
    ['9: gives more of a layer than its descriptor says', at('/blobs/', sending(' '.repeat(1000))), 'too-large'],
    ['10: lists what is no list', at('/referrers/', sending('<html>')), 'malformed'],
    ['11: has a list instead of a manifest', at('.sig', sending('[')), 'malformed'],
    ['28: gives no end of a manifest', at('.sig', endless), 'too-large'],
    ['28: gives no end of a layer', at('/blobs/', endless), 'too-large'],
    ['28: gives no end of a list of referrers', at('/referrers/', endless), 'too-large'],
    ['28: gives a string that never ends', at('.sig', sending(`"${'\\"'.repeat(1_000_000)}`)), 'malformed'],
    ['28: gives a byte now and then', at('/blobs/', drip), 'timeout'],
    ['28: packs much into little', at('/blobs/', bomb), 'too-large'],
    ['28: sends one round and round', at('/blobs/', (request, response) => redirect(response, request.url ?? '')), 'refused'],
    ['29: sends one to the metadata of the cloud', to('https://169.254.169.254/latest/meta-data'), 'refused'],
    ['29: sends one to this machine', to('https://127.0.0.1:1/'), 'refused'],
    ['29: sends one to this machine by a number', to('https://2130706433:1/'), 'refused'],
    ['29: sends one to this machine by name', to('https://localhost:1/'), 'refused'],
    ['29: sends one to this machine in IPv6', to('https://[::1]:1/'), 'refused'],
    ['29: sends one to this machine in a mapped address', to('https://[::ffff:7f00:1]:1/'), 'refused'],
    ['29: sends one into a private network', to('https://192.168.0.1/'), 'refused'],
    ['29: sends one away from TLS', to('http://storage.example/blob'), 'refused'],
    ['29: has tokens given by the metadata of the cloud', challenge('https://169.254.169.254/token'), 'refused'],
    ['29: has tokens given by this machine', challenge('https://[::1]/token'), 'refused'],
    ['29: has tokens given without TLS', challenge('http://auth.example/token'), 'refused'],
    ['30: knows nobody', status(401), 'unauthorized'],
    ['30: lets this one not in', status(403), 'unauthorized'],
    ['30: lets this one not see the signatures', at('.sig', status(403)), 'unauthorized'],
    ['30: asks to wait', status(429), 'rate-limited'],
    ['30: fails', status(500), 'server-error'],
    ['30: fails at the signatures', at('.sig', status(502)), 'server-error'],
    ['30: says nothing', () => true, 'timeout'],
    ['30: hangs up', (_request, response) => (response.destroy(), true), 'unreachable'],
    ['30: does not take the question', at('.sig', status(400)), 'bad-request'],
  ])('%s, nothing is known', async (_what, fault, code) => {
    const { allowed, found, says } = await meanwhile(fault, { timeout: code === 'timeout' ? '600ms' : '10s' });
    expect({ allowed, found }).toEqual({ allowed: false, found: [expect.stringMatching(new RegExp(`^unknown ${code}: `, 'u'))] });
    expect(says).toContain('could not be found out');
  });

  test('30: has no signature is another thing', async () => {
    const { allowed, found, says } = await meanwhile(at('.sig', status(404)));
    expect({ allowed, found }).toEqual({ allowed: false, found: ['refused missing: it has no such signature'] });
    expect(says).toContain('is not signed');
  });

  test.each([404, 400, 405, 406])('30: has no API of referrers (%i) the tag that stands in for it is asked for', async (code) => {
    const evidence = [await bundle(statementOf(DIGEST), { key })];
    expect(await meanwhile(at('/referrers/', status(code)), { evidence })).toMatchObject({ allowed: true });
  });

  test('10: names a signed digest with bytes that are none, the bytes count', async () => {
    const { allowed, found, says } = await meanwhile(at('/manifests/v1', lying), { as: ':v1' });
    expect({ allowed, found }).toEqual({ allowed: false, found: ['refused missing: it has no such signature'] });
    expect(says).toMatch(/is not signed \(sha256:[0-9a-f]{64}\)/u);
    expect(says).not.toContain(DIGEST);
  });

  test('28: has pages without end, the first is looked at, and that is told', async () => {
    const { found } = await meanwhile(at('/referrers/', paging), { evidence: [] });
    expect(found).toEqual(['refused left-out: it has no such signature; of the referrers, only those of the first page are looked at']);
    expect(server.asked.filter(({ path }) => path.includes('/referrers/'))).toHaveLength(1);
  });
});

describe('where the settings let silence pass, and nothing else, of a registry that', () => {
  test.each<[what: string, fault: Fault, allowed: boolean]>([
    ['says nothing', () => true, true],
    ['fails', status(500), true],
    ['asks to wait', status(429), true],
    ['has no such image', status(404), false],
    ['lets nobody in', status(403), false],
    ['does not take the question', status(400), false],
    ['gives more than there is', at('/blobs/', endless), false],
    ['gives other bytes', at('/blobs/', sending('{}')), false],
    ['sends one round and round', (request, response) => redirect(response, request.url ?? ''), false],
  ])('30: %s', async (_what, fault, allowed) => {
    expect(await meanwhile(fault, { unreachable: 'warn', timeout: allowed ? '600ms' : '10s' })).toMatchObject({ allowed });
  });

  test('30: whoever pushes much brings about that an answer is late, and no silence', async () => {
    const evidence = [
      ...SIGNED,
      ...Array.from({ length: 50 }, (_, index) => ({ form: 'bundle', content: Buffer.from(`{"a":${index}}`) }) as const),
    ];
    const { allowed, found } = await meanwhile(slowly(30), { evidence, unreachable: 'warn', timeout: '600ms' });
    expect({ allowed, found }).toEqual({ allowed: false, found: [expect.stringContaining('unknown timeout: ')] });
  });

  test('30: whoever names much brings about that an answer is late, and no silence', async () => {
    const name = laid(SIGNED);
    const containers = Array.from({ length: 50 }, (_, index) => ({ name: `c${index}`, image: `${name}:t${index}` }));
    for (const tag of containers.keys()) server.tag(`t${tag}`, IMAGE);
    server.fault = slowly(100);
    const post = doorBefore({ demands: demandsOf(policyOf([keyed(key)], { match: [server.host], unreachable: 'warn', pin: false })) });
    const { allowed, found } = await post({ ...pod(name), spec: { containers } }, {}, '/validate?timeout=500ms');
    expect(new Set(found.map((one) => one.slice(0, 15)))).toContain('unknown timeout');
    expect(allowed).toBe(false);
  });

  test('30: whoever may choose names brings about no silence with them', async () => {
    const name = laid(SIGNED);
    const post = doorBefore({ demands: demandsOf(policyOf([keyed(key)], { match: [server.host], unreachable: 'warn' })) });
    server.fault = at('/odd/', status(400));
    for (const tag of ['a', 'b', 'c', 'd']) expect(await post(pod(`${server.host}/odd/name:${tag}`))).toMatchObject({ allowed: false });
    expect(await post(pod(`${name}:none`))).toMatchObject({ allowed: false, found: [expect.stringContaining('unknown not-found')] });
    expect(await post(pod(`${name}@${DIGEST}`))).toMatchObject({ allowed: true, found: [expect.stringContaining('verified')] });
  });
});

describe('29: credentials', () => {
  const keychain = dockerConfigKeychain(
    Buffer.from(JSON.stringify({ auths: { [server.host]: { auth: Buffer.from('me:secret').toString('base64') } } })),
  );

  test('are not told to whoever a registry sends one to', async () => {
    const [signature = Buffer.of()] = SIGNED.map(({ content }) => Buffer.from(content));
    const blob = elsewhere.blob(signature);
    const asking: Fault = (request, response) => {
      if (request.headers.authorization === undefined) return status(401, { 'www-authenticate': 'Basic realm="x"' })(request, response);
      return to(`http://${elsewhere.host}/v2/x/blobs/${blob}`)(request, response);
    };
    expect(await meanwhile(asking, { registry: client({ keychain }) })).toMatchObject({ allowed: true });
    expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test.each([`Bearer realm="http://${elsewhere.host}/token"`, 'Basic realm="x"'])(
    'do not go where a registry sends one: %s',
    async (asks) => {
      elsewhere.fault = status(401, { 'www-authenticate': asks });
      const found = await meanwhile(to(`http://${elsewhere.host}/blob`), { registry: client({ keychain }) });
      expect(found).toMatchObject({ allowed: false, found: [expect.stringContaining('unknown unauthorized: ')] });
      expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
    },
  );
});

describe('29: a name that a registry sends one to', () => {
  const { lookup } = dns;
  let asked = 0;
  const resolving = (...answers: readonly (readonly string[])[]): void => {
    const resolve = (_host: string, _options: unknown, callback: (error: null, found: object[]) => void): void => {
      callback(
        null,
        (answers[asked++] ?? []).map((address) => ({ address, family: 4 })),
      );
    };
    Object.assign(dns, { lookup: resolve });
    syncBuiltinESMExports();
  };

  afterEach(() => {
    asked = 0;
    Object.assign(dns, { lookup });
    syncBuiltinESMExports();
  });

  test('is not followed where it is this machine, too', async () => {
    resolving(['198.51.100.1', '127.0.0.1']);
    const { found } = await meanwhile(to('https://rebound.example/blob'));
    expect(found).toEqual([expect.stringContaining('unknown refused: rebound.example (127.0.0.1) is an address of this machine')]);
  });

  test('is looked up once: what was checked is what is connected to', async () => {
    resolving(['198.51.100.1'], ['127.0.0.1']);
    const [port] = /\d+$/u.exec(elsewhere.host) ?? [];
    const { found } = await meanwhile(to(`https://rebound.example:${port}/blob`), { timeout: '600ms' });
    expect(found).toEqual([expect.stringMatching(/^unknown (?:timeout|unreachable): /u)]);
    expect(asked).toBe(1);
  });
});
