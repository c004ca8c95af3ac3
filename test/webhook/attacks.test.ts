import { describe, expect, test } from 'vitest';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { attested, demandsIn, keyed, policyOf, signed } from '../images/images.ts';
import { bundle, signatureLayer, simpleSigning, statementOf } from '../signatures/forge.ts';
import { FORGED_PROOFS } from '../signatures/forged-proofs.ts';
import { FORGED_SIGNERS } from '../signatures/forged-signers.ts';
import { FORGED_STATEMENTS } from '../signatures/forged-statements.ts';
import { pem } from '../signatures/instance.ts';
import { beginningWith } from '../signatures/refusals.ts';
import { server } from '../signatures/registries.ts';
import { DIGEST, instance, key, stranger } from '../signatures/signers.ts';
import { compressed, malleated } from '../signatures/tampering.ts';
import { demanding, posted } from './attacked.ts';

const SLSA = 'https://slsa.dev/provenance/v1';

/** Whatever lies beside an image, asked about by a door: each row begins with the number of its attack. */
describe('a signature', () => {
  test.each([...FORGED_STATEMENTS, ...FORGED_SIGNERS, ...FORGED_PROOFS])('%s', async (_what, evidence, authority, reason) => {
    const policy = { signatures: { count: 1, authorities: [authority()] }, attestations: [] };
    const { allowed, found, says } = await posted([await evidence()], demanding(policy));
    expect({ allowed, found }).toEqual({ allowed: false, found: [beginningWith(`refused ${reason}`)] });
    expect(says).toContain('has no signature that counts: ');
  });
});

/** By a policy as the settings have it, of the tests' instance. */
function under(policy: Partial<RawImagePolicy>) {
  return demandsIn({ policies: [policyOf([keyed(key)], { match: [server.host], ...policy })], trustedRoot: JSON.stringify(instance.root) });
}

const provenance = (conditions: NonNullable<RawImagePolicy['attestations']>[number]['conditions'] = []): Partial<RawImagePolicy> => ({
  attestations: [{ type: SLSA, conditions }],
});

/** An attestation beside a signature that counts, so that it alone is at stake. */
async function withAttestation(type: string, predicate: Json, by = key): Promise<readonly Evidence[]> {
  return [await signed(DIGEST, key), await attested(DIGEST, type, predicate, by)];
}

describe('an attestation', () => {
  test.each<[what: string, evidence: () => Promise<readonly Evidence[]>, policy: Partial<RawImagePolicy>, told: string]>([
    ['23: in the place of a signature', async () => [await attested(DIGEST, SLSA, {}, key)], {}, 'missing: it has no such signature'],
    [
      '23: in the place of a signature, cosign 3',
      async () => [await bundle(statementOf(DIGEST, SLSA), { key })],
      {},
      'missing: it has no such signature',
    ],
    ['23: of another type', () => withAttestation(`${SLSA}/x`, {}), provenance(), 'missing: it has no such attestation'],
    [
      '23: that is a signature',
      () => withAttestation('https://sigstore.dev/cosign/sign/v1', {}),
      provenance(),
      'missing: it has no such attestation',
    ],
    ['23: by somebody else', () => withAttestation(SLSA, {}, stranger), provenance(), 'signature-invalid: signature verification failed'],
    [
      '24: whose predicate says something else',
      () => withAttestation(SLSA, { builder: 'evil' }),
      provenance([{ at: '/builder', equals: 'good' }]),
      'condition-failed: its predicate has "evil" at /builder, wanted is "good"',
    ],
    [
      '24: whose predicate says it by the way',
      () => withAttestation(SLSA, { builder: { constructor: 'good' }, more: ['good'] }),
      provenance([{ at: '/builder', equals: 'good' }]),
      'condition-failed: its predicate has {"constructor":"good"} at /builder',
    ],
    [
      '24: without a predicate',
      () => withAttestation(SLSA, null),
      provenance([{ at: '/a', notIn: [1] }]),
      'condition-failed: its predicate has nothing at /a',
    ],
    [
      '24: with a text for a predicate',
      () => withAttestation(SLSA, 'a'),
      provenance([{ at: '/a', notIn: [1] }]),
      'condition-failed: its predicate has nothing at /a',
    ],
    [
      '24: with a list for a predicate',
      () => withAttestation(SLSA, [{ a: 1 }]),
      provenance([{ at: '/a', equals: 1 }]),
      'condition-failed: its predicate has nothing at /a',
    ],
    [
      '24: with a number as a text',
      () => withAttestation(SLSA, { critical: '0' }),
      provenance([{ at: '/critical', atMost: 0 }]),
      'condition-failed: its predicate has "0" at /critical, wanted is at most 0',
    ],
    [
      '24: of which one says it and another does not, in one statement',
      () => withAttestation(SLSA, { results: [{ severity: 'LOW' }, { severity: 'CRITICAL' }] }),
      provenance([{ at: '/results/*/severity', notIn: ['CRITICAL'] }]),
      'condition-failed: its predicate has "CRITICAL"',
    ],
  ])('%s', async (_what, evidence, policy, told) => {
    const { allowed, found } = await posted(await evidence(), under(policy));
    expect({ allowed, refused: found.filter((one) => one.startsWith('refused')) }).toEqual({
      allowed: false,
      refused: [beginningWith(`refused ${told}`)],
    });
  });
});

const [mine, again] = [await signed(DIGEST, key), await signed(DIGEST, key)];
const both = [keyed(key), keyed(stranger)];

describe('several signers', () => {
  test.each<[what: string, evidence: () => Promise<readonly Evidence[]> | readonly Evidence[], by: typeof both]>([
    ['26: one key, twice', () => [mine, again], both],
    ['26: one key, in both generations', async () => [mine, await bundle(statementOf(DIGEST), { key })], both],
    [
      '26: one signature, altered so that it verifies still',
      async () => [mine, await signatureLayer(simpleSigning(DIGEST), { key, change: malleated })],
      both,
    ],
    ['26: one key that the settings have twice', () => [mine, again], [keyed(key), { ...keyed(key), key: `\n${pem(key.publicKey)}\n` }]],
    ['26: one key that the settings have in two encodings', () => [mine, again], [{ key: compressed(key), log: false }, keyed(key)]],
    [
      '26: one key, with the log and without',
      async () => [mine, await signatureLayer(simpleSigning(DIGEST), { key, instance })],
      [{ key: pem(key.publicKey) }, { key: compressed(key), log: false }],
    ],
  ])('%s', async (_what, evidence, by) => {
    const { allowed, found } = await posted(await evidence(), under({ signatures: { count: 2, by } }));
    expect({ allowed, found }).toEqual({ allowed: false, found: [beginningWith('refused too-few: 1 of 2 signers: the key sha256:')] });
  });
});
