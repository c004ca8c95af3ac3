import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/signatures/outcome.ts';
import { simpleSigningClaim, statementClaim, type Claim } from '../../src/signatures/statement.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { simpleSigning, statementOf } from './forge.ts';
import { DIGEST, OTHER } from './signers.ts';
import { bytesOf } from './tampering.ts';

const IN_TOTO = 'application/vnd.in-toto+json';
const SLSA = 'https://slsa.dev/provenance/v1';
const HEX = DIGEST.slice(7);

describe('what a statement claims', () => {
  test.each<[what: string, statement: Json, claim: Claim]>([
    ['a signature', statementOf(DIGEST), { is: 'signature', annotations: {} }],
    [
      'a signature with annotations, of which texts count',
      { ...statementOf(DIGEST), subject: [{ digest: { sha256: HEX }, annotations: { team: 'shop', level: 3, of: ['x'] } }] },
      { is: 'signature', annotations: { team: 'shop' } },
    ],
    [
      'the annotations of its own subject, and of no other',
      {
        ...statementOf(DIGEST),
        subject: [
          { digest: { sha256: OTHER.slice(7) }, annotations: { team: 'other' } },
          { digest: { sha256: HEX }, annotations: { team: 'shop' } },
        ],
      },
      { is: 'signature', annotations: { team: 'shop' } },
    ],
    ['an attestation', statementOf(DIGEST, SLSA, { a: 1 }), { is: 'attestation', predicateType: SLSA, predicate: { a: 1 } }],
    [
      'an attestation of an older statement, without predicate',
      { _type: 'https://in-toto.io/Statement/v0.1', subject: [{ digest: { sha256: HEX } }], predicateType: SLSA },
      { is: 'attestation', predicateType: SLSA, predicate: null },
    ],
  ])('%s', (_what, statement, claim) => {
    expect(told(statementClaim(IN_TOTO, bytesOf(statement), DIGEST))).toEqual(claim);
  });
});

describe('what a statement does not claim', () => {
  test.each<[what: string, statement: Json, told: string]>([
    ['by no type', { ...statementOf(DIGEST), _type: null }, 'wrong-type: the envelope holds null, which is no in-toto statement'],
    ['without type', without(statementOf(DIGEST), '_type'), 'wrong-type: the envelope holds nothing, which is no in-toto statement'],
    [
      'by an endless type',
      { ...statementOf(DIGEST), _type: 'x'.repeat(1000) },
      `wrong-type: the envelope holds "${'x'.repeat(119)}…, which is no in-toto statement`,
    ],
    ['about nothing', { ...statementOf(DIGEST), subject: [] }, 'digest-mismatch: the statement is about nothing'],
    ['about no list', { ...statementOf(DIGEST), subject: { sha256: HEX } }, 'digest-mismatch: the statement is about nothing'],
    ['without subject', without(statementOf(DIGEST), 'subject'), 'digest-mismatch: the statement is about nothing'],
    ['about another', statementOf(OTHER), `digest-mismatch: the statement is about "${OTHER}"`],
    [
      'about others',
      { ...statementOf(OTHER), subject: [{ digest: { sha256: OTHER.slice(7) } }, {}, {}] },
      `digest-mismatch: the statement is about "${OTHER}" and 2 more`,
    ],
    [
      'about what has no digest',
      { ...statementOf(DIGEST), subject: [{ name: HEX }] },
      'digest-mismatch: the statement is about an object without a sha256 digest',
    ],
    ['of no predicate', without(statementOf(DIGEST), 'predicateType'), 'malformed: the statement names no predicateType'],
    ['of an empty predicate', { ...statementOf(DIGEST), predicateType: '' }, 'malformed: the statement names no predicateType'],
    [
      'of a predicate that is no name',
      { ...statementOf(DIGEST), predicateType: [SLSA] },
      'malformed: the statement names no predicateType',
    ],
  ])('%s', (_what, statement, message) => {
    expect(told(statementClaim(IN_TOTO, bytesOf(statement), DIGEST))).toBe(message);
  });
});

describe('what a simple-signing payload claims', () => {
  test.each<[what: string, payload: Json, claim: Claim | string]>([
    [
      'a signature, and where',
      simpleSigning(DIGEST, { optional: { team: 'shop', level: 3 } }),
      { is: 'signature', annotations: { team: 'shop' }, repository: 'registry.example/acme/app' },
    ],
    [
      'a signature of nowhere',
      {
        critical: {
          image: { 'docker-manifest-digest': DIGEST },
          identity: { 'docker-reference': 1 },
          type: 'cosign container image signature',
        },
      },
      { is: 'signature', annotations: {} },
    ],
    ['of another', simpleSigning(OTHER), `digest-mismatch: the signature is of "${OTHER}"`],
    [
      'of another type',
      simpleSigning(DIGEST, { type: 'x' }),
      'wrong-type: the signed payload is of type "x", not "cosign container image signature"',
    ],
    ['of no type', null, 'wrong-type: the signed payload is of type nothing, not "cosign container image signature"'],
  ])('%s', (_what, payload, claim) => {
    expect(told(simpleSigningClaim(bytesOf(payload), DIGEST))).toEqual(claim);
  });
});

function told(outcome: Result<Claim>): Claim | string {
  return outcome.ok ? outcome.value : `${outcome.rejection.code}: ${outcome.rejection.message}`;
}

function without(statement: Record<string, Json>, name: string): Json {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
}
