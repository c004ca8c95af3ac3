import { afterAll, beforeEach, expect, test } from 'vitest';
import { SecretKeys } from '../../src/cluster/secret-keys.ts';
import { pem } from '../signatures/instance.ts';
import { key, stranger } from '../signatures/signers.ts';
import { answering, ApiServer } from './api-server.ts';

const server = await ApiServer.start();
afterAll(async () => await server.stop());

const REF = 'k8s://team/cosign';
const MINE = pem(key.publicKey);
const THEIRS = pem(stranger.publicKey);
const PRIVATE = Buffer.from(key.privateKey.export({ type: 'pkcs8', format: 'pem' }));

beforeEach(() => {
  server.fault = undefined;
  server.objects.clear();
});

/** As cosign makes it. */
function publish(entry: string | undefined): void {
  const data = { 'cosign.key': PRIVATE, 'cosign.password': Buffer.from('hunter2') };
  server.secret('team', 'cosign', 'Opaque', entry === undefined ? data : { ...data, 'cosign.pub': Buffer.from(entry) });
}

async function read(keys: SecretKeys): Promise<readonly [key: string | undefined, faults: readonly string[]]> {
  const faults = await keys.read(AbortSignal.timeout(5000));
  const known = keys.known.get(REF);
  return [known && ('pem' in known ? known.pem : known.why), faults];
}

test('a key is what cosign.pub says, and nothing else of the Secret is kept', async () => {
  publish(MINE);
  const keys = new SecretKeys(server.cluster(), [REF]);
  expect(await read(keys)).toEqual([MINE, []]);
  expect([...keys.known]).toEqual([[REF, { pem: MINE }]]);
  publish(THEIRS);
  expect(await read(keys)).toEqual([THEIRS, []]);
});

const none = 'has no cosign.pub: put the public key there, as cosign generate-key-pair k8s://team/cosign does';
const gone = 'was not found in namespace "team": create it, or correct its name';
test.each<[what: string, happens: () => void, why: string]>([
  ['is not there', () => server.objects.clear(), gone],
  ['has no such entry', () => publish(undefined), none],
  ['has an empty one', () => publish(''), none],
  ['has no key there', () => publish('hunter2'), 'has a cosign.pub that cannot be used: this is no public key in PEM'],
  ['has a private key there', () => publish(String(PRIVATE)), 'has a cosign.pub that cannot be used: this is a private key'],
])('a Secret that %s has no key, nor the one that it had', async (_what, happens, why) => {
  const keys = new SecretKeys(server.cluster(), [REF]);
  publish(MINE);
  await read(keys);
  happens();
  const [known, faults] = await read(keys);
  expect(known).toContain(why);
  expect(known).not.toContain('hunter2');
  expect(faults).toEqual([`the Secret of ${REF} ${known ?? ''}`]);
});

test.each<[code: number, why: string]>([
  [403, 'could not be read: Lintel\'s account may not get secrets in namespace "team"; give it that right'],
  [500, 'could not be read: the API server answered with status 500; try again'],
])('a Secret that cannot be read keeps the key that it had: %i', async (code, why) => {
  const keys = new SecretKeys(server.cluster(), [REF]);
  server.fault = answering(code);
  expect(await read(keys)).toEqual([why, [`the Secret of ${REF} ${why}`]]);
  server.fault = undefined;
  publish(MINE);
  expect(await read(keys)).toEqual([MINE, []]);
  server.fault = answering(code);
  expect(await read(keys)).toEqual([MINE, [`the Secret of ${REF} ${why} (the key that it had counts until then)`]]);
});

test('each key is read by itself, and nobody waits for an API server that is not wanted any more', async () => {
  publish(MINE);
  const keys = new SecretKeys(server.cluster(), [REF, 'k8s://team/none']);
  expect(await keys.read(AbortSignal.timeout(5000))).toEqual([`the Secret of k8s://team/none ${gone}`]);
  expect(keys.known.get(REF)).toEqual({ pem: MINE });
  server.fault = () => true;
  expect(await keys.read(AbortSignal.timeout(20))).toEqual([
    expect.stringContaining('could not be read: the API server cannot be asked (ABORT_ERR)'),
    expect.stringContaining('k8s://team/none could not be read'),
  ]);
});
