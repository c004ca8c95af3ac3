import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { exactly, matching } from '../../src/signatures/matcher.ts';
import type { Authority, ImagePolicy, KeylessAuthority } from '../../src/signatures/policy.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { attestationLayer, bundle, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { NOW } from './instance.ts';
import {
  beacon,
  certified,
  DIGEST,
  ed25519,
  instance,
  key,
  keyed,
  keyless,
  keylessBundle,
  logged,
  OTHER,
  p384,
  rsa,
  signatures,
  stranger,
} from './signers.ts';

const SLSA = 'https://slsa.dev/provenance/v1';

describe('a signature that counts', () => {
  test.each<[what: string, evidence: () => Promise<Evidence>, authority: () => Authority]>([
    ['cosign 2, key', () => signatureLayer(simpleSigning(DIGEST), { key }), () => keyed(key)],
    ['cosign 2, key, RSA', () => signatureLayer(simpleSigning(DIGEST), { key: rsa }), () => keyed(rsa)],
    ['cosign 2, key, Ed25519', () => signatureLayer(simpleSigning(DIGEST), { key: ed25519 }), () => keyed(ed25519)],
    ['cosign 2, key, P-384', () => signatureLayer(simpleSigning(DIGEST), { key: p384 }), () => keyed(p384)],
    ['cosign 2, key, logged', () => signatureLayer(simpleSigning(DIGEST), { key, instance }), () => logged(key)],
    ['cosign 2, key, logged where no log is wanted', () => signatureLayer(simpleSigning(DIGEST), { key, instance }), () => keyed(key)],
    ['cosign 2, keyless', () => keyless(simpleSigning(DIGEST)), () => beacon()],
    ['cosign 3, key', () => bundle(statementOf(DIGEST), { key }), () => keyed(key)],
    ['cosign 3, key, Ed25519', () => bundle(statementOf(DIGEST), { key: ed25519 }), () => keyed(ed25519)],
    ['cosign 3, key, logged', () => bundle(statementOf(DIGEST), { key, instance }), () => logged(key)],
    ['cosign 3, keyless', () => keylessBundle(statementOf(DIGEST)), () => beacon()],
    ['cosign 3, keyless, by a clock', () => keylessBundle(statementOf(DIGEST), { timestamped: true }), () => beacon()],
    ['a subject among others', () => bundle(withSubjects(OTHER, DIGEST), { key }), () => keyed(key)],
    [
      'a pattern, anchored',
      () => keyless(simpleSigning(DIGEST)),
      () => beacon({ subject: matching('https://git\\.example/acme/[^/]+/.*@refs/heads/main') }),
    ],
  ])('%s', async (_what, evidence, authority) => {
    expect(signatures([await evidence()], [authority()])).toMatchObject({ satisfied: true, candidates: 1, rejections: [] });
  });
});

describe('what is in the way', () => {
  test('one good among fifty bad ones', async () => {
    const bad = await Promise.all(Array.from({ length: 50 }, () => signatureLayer(simpleSigning(DIGEST), { key: stranger })));
    const good = await signatureLayer(simpleSigning(DIGEST), { key });
    expect(signatures([...bad, good], [keyed(key)])).toMatchObject({ satisfied: true, candidates: 51 });
  });

  test('what a stranger adds for another digest', async () => {
    const evidence = [await bundle(statementOf(OTHER), { key }), await signatureLayer(simpleSigning(DIGEST), { key })];
    expect(signatures(evidence, [keyed(key)])).toMatchObject({ satisfied: true, rejections: [{ code: 'digest-mismatch' }] });
  });
});

describe('several signers', () => {
  test('one key twice is one signer', async () => {
    const evidence = [await signatureLayer(simpleSigning(DIGEST), { key }), await bundle(statementOf(DIGEST), { key })];
    expect(signatures(evidence, [keyed(key), keyed(stranger)], 2)).toMatchObject({ satisfied: false, signers: [{ by: 'key' }] });
  });

  test('one person with two certificates is one signer', async () => {
    const evidence = [await keyless(simpleSigning(DIGEST)), await keylessBundle(statementOf(DIGEST))];
    expect(signatures(evidence, [beacon()], 2)).toMatchObject({ satisfied: false, candidates: 2 });
  });

  test('two keys are two, and a key and a person', async () => {
    const evidence = [await signatureLayer(simpleSigning(DIGEST), { key }), await bundle(statementOf(DIGEST), { key: stranger })];
    expect(signatures(evidence, [keyed(key), keyed(stranger)], 2)).toMatchObject({ satisfied: true });
    expect(
      signatures([...evidence.slice(1), await keyless(simpleSigning(DIGEST))], [keyed(key), keyed(stranger), beacon()], 2),
    ).toMatchObject({ satisfied: true });
  });
});

describe('what a certificate says of the build', () => {
  const extensions = [{ oid: '1.3.6.1.4.1.57264.1.12', value: 'https://git.example/acme/app' }];

  test.each<[wanted: NonNullable<KeylessAuthority['extensions']>, code: string | undefined]>([
    [{ sourceRepositoryUri: exactly('https://git.example/acme/app') }, undefined],
    [{ sourceRepositoryUri: matching('https://git\\.example/acme/.*') }, undefined],
    [{ sourceRepositoryUri: exactly('https://git.example/acme') }, 'wrong-extension'],
    [{ sourceRepositoryUri: matching('https://git\\.example/acme') }, 'wrong-extension'],
    [{ buildTrigger: exactly('push') }, 'wrong-extension'],
  ])('%j', async (wanted, code) => {
    const { rejections } = signatures([await keyless(simpleSigning(DIGEST), { extensions })], [beacon({ extensions: wanted })]);
    expect(rejections.map((rejection) => rejection.code)).toEqual(code === undefined ? [] : [code]);
  });
});

describe('annotations', () => {
  test.each<[optional: Json, satisfied: boolean]>([
    [{ team: 'shop', more: 'x' }, true],
    [{ team: 'other' }, false],
    [{ team: ['shop'] }, false],
    [null, false],
  ])('%j', async (optional, satisfied) => {
    const evidence = [await signatureLayer(simpleSigning(DIGEST, { optional }), { key })];
    const policy: ImagePolicy = { signatures: { count: 1, authorities: [keyed(key)], annotations: { team: 'shop' } }, attestations: [] };
    expect(verifyImage(DIGEST, evidence, policy, NOW.getTime()).signatures.satisfied).toBe(satisfied);
  });

  test('of a statement stand at its subject', async () => {
    const statement = { ...statementOf(DIGEST), subject: [{ digest: { sha256: DIGEST.slice(7) }, annotations: { team: 'shop' } }] };
    const policy: ImagePolicy = { signatures: { count: 1, authorities: [keyed(key)], annotations: { team: 'shop' } }, attestations: [] };
    expect(verifyImage(DIGEST, [await bundle(statement, { key })], policy, NOW.getTime()).signatures.satisfied).toBe(true);
  });
});

describe('attestations', () => {
  const day = 86_400_000;

  test.each<[what: string, evidence: () => Promise<Evidence>, outcome: readonly string[] | true]>([
    ['cosign 3', () => keylessBundle(statementOf(DIGEST, SLSA, { builder: 'trusted' })), true],
    [
      'cosign 2',
      () =>
        certified().then((parts) =>
          attestationLayer({ ...statementOf(DIGEST, SLSA, { builder: 'trusted' }), _type: 'https://in-toto.io/Statement/v0.1' }, parts),
        ),
      true,
    ],
    ['whose condition fails', () => keylessBundle(statementOf(DIGEST, SLSA, { builder: 'evil' })), ['condition-failed']],
    ['of another type', () => keylessBundle(statementOf(DIGEST, 'https://spdx.dev/Document', { builder: 'trusted' })), []],
    ['that is a signature', () => keylessBundle(statementOf(DIGEST)), []],
    ['of another image', () => keylessBundle(statementOf(OTHER, SLSA, { builder: 'trusted' })), ['digest-mismatch']],
    ['by a bare key', () => bundle(statementOf(DIGEST, SLSA, { builder: 'trusted' }), { key }), ['wrong-subject']],
  ])('%s', async (_what, evidence, outcome) => {
    const policy: ImagePolicy = {
      attestations: [{ predicateType: SLSA, count: 1, authorities: [beacon()], condition: builtByTrusted, maxAge: day }],
    };
    const verdict = verifyImage(DIGEST, [await evidence()], policy, NOW.getTime());
    expect(verdict.signatures).toEqual({ satisfied: true, signers: [], candidates: 0, rejections: [] });
    expect(verdict.attestations.map(({ satisfied, rejections }) => satisfied || rejections.map(({ code }) => code))).toEqual([outcome]);
  });

  test.each<[later: number, codes: readonly string[]]>([
    [day, []],
    [day + 1, ['too-old']],
  ])('%i ms later', async (later, codes) => {
    const policy: ImagePolicy = { attestations: [{ predicateType: SLSA, count: 1, authorities: [beacon()], maxAge: day }] };
    const verdict = verifyImage(DIGEST, [await keylessBundle(statementOf(DIGEST, SLSA))], policy, NOW.getTime() + later);
    expect(verdict.attestations.flatMap(({ rejections }) => rejections.map(({ code }) => code))).toEqual(codes);
  });

  test('without a clock nobody knows how old it is', async () => {
    const policy: ImagePolicy = { attestations: [{ predicateType: SLSA, count: 1, authorities: [keyed(key)], maxAge: day }] };
    const verdict = verifyImage(DIGEST, [await bundle(statementOf(DIGEST, SLSA), { key })], policy, NOW.getTime());
    expect(verdict.attestations).toMatchObject([{ satisfied: false, rejections: [{ code: 'too-old' }] }]);
  });
});

describe('a private authority', () => {
  test('may do without logs where a clock is trusted', async () => {
    const certificate = await instance.certify(key.publicKey, 'https://own.example/app', { issuer: 'own' });
    const dated = await bundle(statementOf(DIGEST), { key, certificate, instance, timestamped: true, change: withoutLog });
    const undated = await bundle(statementOf(DIGEST), { key, certificate, instance, change: withoutLog });
    expect(signatures([dated], [privateAuthority])).toMatchObject({ satisfied: true });
    expect(signatures([undated], [privateAuthority])).toMatchObject({ satisfied: false, rejections: [{ code: 'time-untrusted' }] });
  });
});

function builtByTrusted(predicate: Json): string | undefined {
  return JSON.stringify(predicate).includes('trusted') ? undefined : 'the builder is not trusted';
}

function withSubjects(...digests: readonly string[]): Json {
  return { ...statementOf(DIGEST), subject: digests.map((digest) => ({ digest: { sha256: digest.slice(7) } })) };
}

const privateAuthority: KeylessAuthority = {
  by: 'certificate',
  trust: instance.trust,
  subject: exactly('https://own.example/app'),
  issuer: exactly('own'),
  log: false,
  certificateLog: false,
};

const withoutLog: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  verificationMaterial: { ...parts.verificationMaterial, tlogEntries: [] },
});
