import { describe, expect, test } from 'vitest';
import { exactly, matching } from '../../src/signatures/matcher.ts';
import type { Authority, KeylessAuthority } from '../../src/signatures/policy.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { bundle, simpleSigning, statementOf } from './forge.ts';
import { instanceOf, ISSUER, NOW, pair, SUBJECT } from './instance.ts';
import { beacon, DIGEST, foreign, instance, key, keyed, keyless, keylessBundle, logged, signatures, stranger } from './signers.ts';

const SLSA = 'https://slsa.dev/provenance/v1';
/** A private authority: it issues for nobody, and is in no log. */
const unvouched = await instanceOf({ sct: false });
const own = pair();
const ownCertificate = await unvouched.certify(own.publicKey, SUBJECT);
const undated = await bundle(statementOf(DIGEST), { key: own, certificate: ownCertificate });

/** What one authority proves says nothing of what another would have to prove. */
describe('evidence that is proved to several is proved to each', () => {
  const others = { trust: foreign.trust };
  const inNoLog: Partial<KeylessAuthority> = { log: false };

  test.each<[what: string, first: Authority, second: Authority]>([
    ['by trusted roots', beacon(), beacon(others)],
    ['with a log and without', logged(key), keyed(key)],
    ['by keys', keyed(key), keyed(stranger)],
  ])('%s', async (_what, first, second) => {
    const evidence = [
      first.by === 'key' ? await bundle(statementOf(DIGEST, SLSA), { key, instance }) : await keylessBundle(statementOf(DIGEST, SLSA)),
    ];
    for (const authorities of [
      [first, second],
      [second, first],
    ]) {
      const alone = authorities.map((authority) => satisfied(evidence, [authority]));
      expect(satisfied(evidence, authorities)).toEqual(alone.flat());
    }
  });

  test('with a certificate log and without', async () => {
    const evidence = [await keylessBundle(statementOf(DIGEST, SLSA), {}, { ...unvouched })];
    const lax = beacon({ trust: unvouched.trust, certificateLog: false });
    const strict = beacon({ trust: unvouched.trust });
    expect(satisfied(evidence, [lax, strict])).toEqual([true, false]);
    expect(satisfied(evidence, [strict, lax])).toEqual([false, true]);
  });

  test('in a log and in none', async () => {
    const evidence = [await keylessBundle(statementOf(DIGEST, SLSA), { timestamped: true, change: withoutLog })];
    expect(satisfied(evidence, [beacon(inNoLog), beacon()])).toEqual([true, false]);
    expect(satisfied(evidence, [beacon(), beacon(inNoLog)])).toEqual([false, true]);
  });
});

describe('who is one signer', () => {
  const anyone = beacon({ issuer: matching('https://.*'), subject: matching('.*') });

  test.each<[what: string, people: readonly (readonly [subject: string, issuer: string])[], count: number]>([
    [
      'one twice',
      [
        [SUBJECT, ISSUER],
        [SUBJECT, ISSUER],
      ],
      1,
    ],
    [
      'two of one issuer',
      [
        [SUBJECT, ISSUER],
        ['bob', ISSUER],
      ],
      2,
    ],
    [
      'one name of two issuers',
      [
        [SUBJECT, ISSUER],
        [SUBJECT, 'https://other.example'],
      ],
      2,
    ],
  ])('%s', async (_what, people, count) => {
    const evidence = await Promise.all(people.map(([subject, issuer]) => keyless(simpleSigning(DIGEST), { subject, issuer })));
    expect(signatures(evidence, [anyone], 2)).toMatchObject({ satisfied: count === 2, signers: Array.from({ length: count }, () => ({})) });
  });
});

describe('a private authority without an issuer', () => {
  const { issuer: _issuer, ...authority } = beacon({ trust: unvouched.trust, log: false, certificateLog: false });

  test.each<[when: string, now: number, code: string]>([
    ['while the certificate is valid, whose issuer nobody wants', NOW.getTime() + 1000, 'wrong-issuer'],
    ['when it has expired', NOW.getTime() + 24 * 3_600_000, 'certificate-untrusted'],
  ])('is judged as of now, where nobody says when it was signed: %s', (_when, now, code) => {
    const policy = { signatures: { count: 1, authorities: [authority] }, attestations: [] };
    const { rejections } = verifyImage(DIGEST, [undated], policy, now).signatures;
    expect(rejections.map((rejection) => rejection.code)).toEqual([code]);
  });

  test('but not where an issuer is wanted', () => {
    expect(signatures([undated], [{ ...authority, issuer: exactly(ISSUER) }]).rejections).toMatchObject([{ code: 'time-untrusted' }]);
  });
});

describe('of several reasons the one that came furthest is told', () => {
  test.each<[authorities: readonly Authority[], code: string]>([
    [[keyed(stranger), beacon({ issuer: exactly('https://other.example') })], 'wrong-issuer'],
    [[beacon({ issuer: exactly('https://other.example') }), keyed(stranger)], 'wrong-issuer'],
    [[beacon({ trust: foreign.trust }), keyed(key)], 'certificate-untrusted'],
  ])('%#', async (authorities, code) => {
    expect(signatures([await keyless(simpleSigning(DIGEST))], authorities).rejections).toMatchObject([{ code }]);
  });
});

/** Of one demand for each authority, all asked at once. */
function satisfied(evidence: readonly Awaited<ReturnType<typeof bundle>>[], authorities: readonly Authority[]): readonly boolean[] {
  const attestations = authorities.map((authority) => ({ predicateType: SLSA, count: 1, authorities: [authority] }));
  return verifyImage(DIGEST, evidence, { attestations }, NOW.getTime()).attestations.map(({ satisfied }) => satisfied);
}

const withoutLog: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  verificationMaterial: { ...parts.verificationMaterial, tlogEntries: [] },
});
