import { beforeEach, describe, expect, test } from 'vitest';
import type { ImageVerification } from '../../src/engine/images.ts';
import { lockEntryOf } from '../../src/images/lock-entry.ts';
import { printLock, readLock } from '../../src/images/lock.ts';
import { openLockedImages } from '../../src/images/locked-images.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage, type ImageReference } from '../../src/kube/image-reference.ts';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import { client, elsewhere, server, soon, status } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { attested, demandsOf, keyed, policyOf, signed } from './images.ts';

const TYPE = 'https://type.example';
/** An image of one registry whose signature by `key` lies beside it, and whose signature by `stranger` in another registry. */
const DIGEST = server.tag('two', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'two' } });
server.attach(DIGEST, [await signed(DIGEST, key)]);
elsewhere.repository = 'acme/signatures';
elsewhere.attach(DIGEST, [await signed(DIGEST, stranger)]);
elsewhere.repository = 'acme/attestations';
elsewhere.attach(DIGEST, [await attested(DIGEST, TYPE, {}, stranger)]);

const IMAGE = `${server.host}/acme/app:two`;
const THERE = `${elsewhere.host}/acme/signatures`;
const beside = policyOf([keyed(key)]);
const there = policyOf([keyed(stranger)], { repository: THERE });
const strayed = policyOf([keyed(key)], { repository: THERE });
const missing = policyOf([keyed(key)], { repository: `${elsewhere.host}/acme/none` });

let now = 0;
beforeEach(() => {
  now = 0;
});

function online(...policies: readonly RawImagePolicy[]): OnlineImages {
  return new OnlineImages({ registry: client(), demands: demandsOf(...policies), now: () => now });
}

function image(name = IMAGE): ImageReference {
  const parsed = parseImage(name);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

/** In short, one line for each proof that is wanted; hosts are others each time. */
function told(found: ImageVerification | undefined): readonly string[] {
  const { signatures = [], attestations = [] } = found ?? {};
  return [...signatures, ...attestations].map(({ outcome, code, reason }) =>
    (outcome === 'verified' ? outcome : `${outcome} ${code}: ${reason}`)
      .replaceAll(server.host, 'HERE')
      .replaceAll(elsewhere.host, 'THERE'),
  );
}

async function asked(...policies: readonly RawImagePolicy[]): Promise<readonly string[]> {
  return told(await online(...policies).verify(image(), soon()));
}

describe('a signature counts where it is looked for', () => {
  const rows: readonly (readonly [what: string, policies: readonly RawImagePolicy[], ...expected: string[]])[] = [
    ['beside the image', [beside], 'verified'],
    ['in the repository that the policy names', [there], 'verified'],
    ['in both, by two policies', [beside, there], 'verified', 'verified'],
    [
      'and not beside the image where another repository is named',
      [missing],
      'refused not-there: it has no such signature (in THERE/acme/none)',
    ],
    ['by whom it has to be', [strayed], 'refused signature-invalid: signature verification failed (in THERE/acme/signatures)'],
    [
      'each for itself',
      [strayed, beside, policyOf([keyed(stranger)])],
      'refused signature-invalid: signature verification failed (in THERE/acme/signatures)',
      'verified',
      'refused signature-invalid: signature verification failed',
    ],
    [
      'as often as it has to be',
      [policyOf([keyed(stranger), keyed(key)], { repository: THERE, signatures: { count: 2, by: [keyed(stranger), keyed(key)] } })],
      'refused too-few: 1 of 2 signers: the key … (in THERE/acme/signatures)',
    ],
  ];

  test.each(rows.map(([what, policies, ...expected]) => ({ what, policies, expected })))('$what', async ({ policies, expected }) => {
    expect((await asked(...policies)).map((line) => line.replace(/sha256:[0-9a-f]+/u, '…'))).toEqual(expected);
  });

  test('and an attestation does, too', async () => {
    const wanted = { match: ['*'], attestations: [{ type: TYPE, by: [keyed(stranger)] }] };
    expect(
      await asked({ ...wanted, repository: `${elsewhere.host}/acme/attestations` }, wanted, {
        ...wanted,
        repository: `${elsewhere.host}/acme/none`,
      }),
    ).toEqual([
      'verified',
      'refused signature-invalid: signature verification failed',
      'refused not-there: it has no such attestation (in THERE/acme/none)',
    ]);
  });
});

test('the image is asked of its own registry, the signature of the other one, each by its own credentials', async () => {
  const seen: string[] = [];
  const basic = status(401, { 'www-authenticate': 'Basic realm="r"' });
  for (const one of [server, elsewhere])
    one.fault = (request, response) => (request.headers.authorization === undefined ? basic(request, response) : undefined);
  const keychain = (host: string, repository: string) => {
    seen.push(`${host === server.host ? 'HERE' : 'THERE'}/${repository}`);
    return [{ username: 'me', password: 'secret' }];
  };
  const images = new OnlineImages({ registry: client({ keychain }), demands: demandsOf(there), now: () => now });
  expect(told(await images.verify(image(), soon()))).toEqual(['verified']);
  expect(new Set(seen)).toEqual(new Set(['HERE/acme/app', 'THERE/acme/signatures']));
  expect(server.asked.every(({ path }) => path.endsWith('/two'))).toBe(true);
  expect(elsewhere.asked.some(({ path }) => path.includes('/manifests/two'))).toBe(false);
});

test('an image that is named by its digest is not asked for where nothing of it is wanted', async () => {
  expect(told(await online(there).verify(image(`${server.host}/acme/app@${DIGEST}`), soon()))).toEqual(['verified']);
  expect(server.asked).toEqual([]);
});

describe('what was found is remembered', () => {
  test('by where it lay: the same signatures serve another image of that digest, and no other policy', async () => {
    const images = online(there, policyOf([keyed(key)], { repository: THERE, match: [`${server.host}/acme/copy`] }));
    await images.verify(image(`${server.host}/acme/app@${DIGEST}`), soon());
    const { length } = elsewhere.asked;
    expect(told(await images.verify(image(`${server.host}/acme/other@${DIGEST}`), soon()))).toEqual(['verified']);
    expect(elsewhere.asked).toHaveLength(length);
    expect(told(await images.verify(image(`${server.host}/acme/copy@${DIGEST}`), soon()))).toEqual([
      'verified',
      'refused signature-invalid: signature verification failed (in THERE/acme/signatures)',
    ]);
  });
});

describe('a registry of signatures that does not answer', () => {
  test('is named, left alone for a while, and the silence of nobody else', async () => {
    const images = online({ ...there, unreachable: 'warn' }, beside);
    elsewhere.fault = status(503);
    const first = await images.verify(image(), soon());
    expect(first?.signatures).toMatchObject([{ outcome: 'unknown', atMost: 'warn' }, { outcome: 'verified' }]);
    expect(told(first)).toEqual(['unknown server-error: THERE answers with status 503', 'verified']);
    for (const _ of [1, 2]) await images.verify(image(), soon());
    elsewhere.fault = undefined;
    const { length } = elsewhere.asked;
    expect(told(await images.verify(image(), soon()))).toEqual([
      'unknown unreachable: THERE failed 3 times in a row and is left alone for a while',
      'verified',
    ]);
    expect(elsewhere.asked).toHaveLength(length);
    now = 2000;
    expect(told(await images.verify(image(), soon()))).toEqual(['verified', 'verified']);
  });

  test('holds up nobody for longer than he waits', async () => {
    elsewhere.fault = () => true;
    const pinned = image(`${server.host}/acme/app@${DIGEST}`);
    expect(told(await online(there).verify(pinned, soon(50)))).toEqual(['unknown timeout: THERE did not answer in time']);
    expect(told(await online(there).verify(image(), soon(50)))).toEqual(['unknown timeout: HERE or THERE did not answer in time']);
  });

  test('that lets nobody read is told with the repository', async () => {
    elsewhere.fault = status(403);
    expect(await asked(there)).toEqual([
      'unknown unauthorized: THERE does not let this one read acme/signatures; give a pull secret for it',
    ]);
  });
});

describe('a lock file', () => {
  const policies = [beside, there, missing];

  /** What a lint makes of what was found online, under the same policies or others. */
  async function locked(under: readonly RawImagePolicy[] = policies): Promise<readonly string[]> {
    const demands = demandsOf(...policies);
    const { entry } = lockEntryOf(await online(...policies).look(image(), soon()), demands, 0);
    const text = printLock(new Map([[IMAGE, entry]]));
    const read = readLock(text);
    if (typeof read === 'string') throw new Error(read);
    expect(printLock(read)).toBe(text);
    return told(openLockedImages({ policies: under }, text, 0).get(IMAGE));
  }

  test('keeps what counts by where it lay, and says the same', async () => {
    expect(await locked()).toEqual(['verified', 'verified', 'refused not-proved: images.lock holds no proof; run: lintel images verify']);
  });

  test('proves nothing in another place', async () => {
    expect(await locked([strayed, policyOf([keyed(stranger)]), policyOf([keyed(stranger)], { repository: 'other.example/x' })])).toEqual([
      'refused signature-invalid: signature verification failed (in THERE/acme/signatures)',
      'refused signature-invalid: signature verification failed',
      'refused not-proved: images.lock holds no proof; run: lintel images verify',
    ]);
  });

  test.each([7, [], { x: 7 }, { x: [{ form: 'other' }] }, { x: Array.from({ length: 151 }, () => ({ form: 'bundle', content: '' })) }])(
    'that holds %j elsewhere is none',
    (there) => {
      const entry = { digest: DIGEST, signers: [], evidence: [], elsewhere: there };
      expect(readLock(JSON.stringify({ version: 1, images: { a: entry } }))).toContain('an entry for a that is none');
    },
  );
});
