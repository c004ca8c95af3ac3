import { expect, test } from 'vitest';
import { holdsEnvelope, isOldIntoto } from '../../src/signatures/intoto-entry.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Trust } from '../../src/signatures/trust.ts';
import { sha256, trustOf } from './instance.ts';
import { foreign, instance } from './signers.ts';

type Entry = Parameters<typeof holdsEnvelope>[0];

const envelope = Buffer.from('{"payload":""}');
const entry = await entryOf('intoto', '0.0.1', sha256(envelope).toString('hex'));

test('an entry of in-toto 0.0.1 that the log promises holds its envelope', () => {
  expect(isOldIntoto(entry)).toBe(true);
  expect(holdsEnvelope(entry, envelope, instance.trust.material.tlogs)).toBe(true);
});

test.each<[what: string, entry: Entry, envelope: Buffer, trust: Trust]>([
  ['another envelope', entry, Buffer.from('{"payload":"QQ=="}'), instance.trust],
  ['an entry of another kind', await entryOf('dsse', '0.0.1', sha256(envelope).toString('hex')), envelope, instance.trust],
  ['an entry of another version', await entryOf('intoto', '0.0.2', sha256(envelope).toString('hex')), envelope, instance.trust],
  ['a body that is no JSON', { ...entry, canonicalizedBody: Buffer.from('{') }, envelope, instance.trust],
  ['another time', { ...entry, integratedTime: String(Number(entry.integratedTime) + 1) }, envelope, instance.trust],
  ['another place in the log', { ...entry, logIndex: String(Number(entry.logIndex) + 1) }, envelope, instance.trust],
  ['no promise', { ...entry, inclusionPromise: undefined }, envelope, instance.trust],
  ['a promise that is none', { ...entry, inclusionPromise: { signedEntryTimestamp: Buffer.from('promised') } }, envelope, instance.trust],
  ['a log that is not trusted', entry, envelope, foreign.trust],
  ['a log whose key came later', entry, envelope, validFor({ start: '2999-01-01T00:00:00Z' })],
  ['a log whose key was withdrawn before', entry, envelope, validFor({ start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' })],
])('%s: it does not', (_what, of, bytes, { material }) => {
  expect(holdsEnvelope(of, bytes, material.tlogs)).toBe(false);
});

test.each([
  ['intoto', '0.0.2'],
  ['dsse', '0.0.1'],
])('an entry %s %s is for the verifier', (kind, version) => {
  expect(isOldIntoto({ ...entry, kindVersion: { kind, version } })).toBe(false);
});

async function entryOf(kind: string, apiVersion: string, value: string): Promise<Entry> {
  const spec = { content: { hash: { algorithm: 'sha256', value } } };
  const { body, integratedTime, logIndex, logID, verification } = await instance.log({ kind, apiVersion, spec });
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: Buffer.from(verification.signedEntryTimestamp, 'base64') },
    inclusionProof: undefined,
    canonicalizedBody: Buffer.from(body, 'base64'),
  };
}

function validFor(times: { readonly start: string; readonly end?: string }): Trust {
  const [log] = instance.root['tlogs'] as readonly { readonly publicKey: Readonly<Record<string, Json>> }[];
  return trustOf({ ...instance.root, tlogs: [{ ...log, publicKey: { ...log?.publicKey, validFor: times } }] });
}
