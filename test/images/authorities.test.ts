import { describe, expect, test } from 'vitest';
import { compileDemands } from '../../src/images/demands.ts';
import type { RawAuthority, RawImagePolicy } from '../../src/settings/raw.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { bundle, simpleSigning, statementOf } from '../signatures/forge.ts';
import { ISSUER, NOW, SUBJECT } from '../signatures/instance.ts';
import { DIGEST, instance, key, keyless, stranger } from '../signatures/signers.ts';
import { demandsIn, keyed, policyOf } from './images.ts';

const trustedRoot = JSON.stringify(instance.root);
const extensions = [{ oid: '1.3.6.1.4.1.57264.1.20', value: 'push' }];
const BY_ANN = await keyless(simpleSigning(DIGEST, { optional: { team: 'shop' } }), { extensions });
const SCAN = await bundle(statementOf(DIGEST, 'scan', { critical: 2 }), { key });

/** What the settings say of whom to believe, and of what, arrives at the verifier. */
describe('who signs', () => {
  test.each<[told: string, authority: RawAuthority]>([
    ['verified', { issuer: ISSUER, subject: SUBJECT }],
    ['wrong-issuer', { issuer: `${ISSUER}/`, subject: SUBJECT }],
    ['wrong-subject', { issuer: ISSUER, subject: SUBJECT.slice(1) }],
    ['verified', { issuerPattern: 'https://issuer[.].*', subjectPattern: '.*@refs/heads/main' }],
    ['wrong-subject', { issuer: ISSUER, subjectPattern: '@refs/heads/main' }],
    ['wrong-issuer', { issuerPattern: 'issuer', subject: SUBJECT }],
    ['verified', { issuer: ISSUER, subject: SUBJECT, extensions: { buildTrigger: 'push' } }],
    ['wrong-extension', { issuer: ISSUER, subject: SUBJECT, extensions: { buildTrigger: 'pull_request' } }],
    ['wrong-extension', { issuer: ISSUER, subject: SUBJECT, extensions: { buildTrigger: 'push', runnerEnvironment: 'self-hosted' } }],
  ])('%s by %j', (told, authority) => {
    expect(verdictOn(BY_ANN, policyOf([authority]))).toBe(told);
  });

  test('what is no pattern is told with its place', () => {
    const compiled = compileDemands({ policies: [policyOf([{ issuer: ISSUER, subjectPattern: '(' }])], trustedRoot });
    expect(compiled).toMatchObject({ faults: [{ path: ['images', 'policies', 0, 'signatures', 'by', 0] }] });
  });
});

describe('what is signed', () => {
  const ann: RawAuthority = { issuer: ISSUER, subject: SUBJECT };

  test.each<[told: string, annotations: Readonly<Record<string, string>>]>([
    ['verified', { team: 'shop' }],
    ['wrong-annotation', { team: 'other' }],
    ['wrong-annotation', { team: 'shop', tier: '1' }],
  ])('%s with %j', (told, annotations) => {
    expect(verdictOn(BY_ANN, { match: ['*'], signatures: { by: [ann], annotations } })).toBe(told);
  });

  test.each<[told: string, atMost: number]>([
    ['verified', 2],
    ['condition-failed', 1],
  ])('%s with at most %i critical', (told, atMost) => {
    expect(
      verdictOn(SCAN, {
        match: ['*'],
        attestations: [{ type: 'scan', by: [keyed(stranger), keyed(key)], conditions: [{ at: '/critical', atMost }] }],
      }),
    ).toBe(told);
  });
});

function verdictOn(evidence: Evidence, policy: RawImagePolicy): string {
  const [demand] = demandsIn({ policies: [policy], trustedRoot });
  if (demand === undefined) throw new Error('there is no demand');
  const { signatures, attestations } = verifyImage(DIGEST, [evidence], demand.policy, NOW.getTime());
  const { satisfied, rejections } = attestations[0] ?? signatures;
  return satisfied ? 'verified' : rejections.map(({ code }) => code).join(', ');
}
