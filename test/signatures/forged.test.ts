import { describe, expect, test } from 'vitest';
import { attestationLayer, bundle, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { beacon, DIGEST, key, keyed, keyless, OTHER, signatures, stranger } from './signers.ts';
import { testRefusals } from './refusals.ts';
import { bytesOf, doubled, twice } from './tampering.ts';

const SLSA = 'https://slsa.dev/provenance/v1';

describe('what is signed', () => {
  testRefusals([
    [
      'of another digest, copied',
      () => signatureLayer(simpleSigning(OTHER), { key }),
      () => keyed(key),
      `digest-mismatch: the signature is of "${OTHER}"`,
    ],
    ['of another digest, keyless', () => keyless(simpleSigning(OTHER)), () => beacon(), 'digest-mismatch'],
    ['of another digest, cosign 3', () => bundle(statementOf(OTHER), { key }), () => keyed(key), 'digest-mismatch: the statement is about'],
    ['of a part of the digest', () => bundle(statementOf(DIGEST.slice(0, -2)), { key }), () => keyed(key), 'digest-mismatch'],
    [
      'of the digest in capitals',
      () => bundle(statementOf(DIGEST.toUpperCase().replace('SHA', 'sha')), { key }),
      () => keyed(key),
      'digest-mismatch',
    ],
    [
      'of the digits under another algorithm',
      () => bundle(statementOf(DIGEST.replace('sha256', 'sha512')), { key }),
      () => keyed(key),
      'digest-mismatch',
    ],
    [
      'of a statement about nothing',
      () => bundle({ ...statementOf(DIGEST), subject: [] }, { key }),
      () => keyed(key),
      'digest-mismatch: the statement is about nothing',
    ],
    [
      'of another type',
      () => signatureLayer(simpleSigning(DIGEST, { type: 'atomic container signature' }), { key }),
      () => keyed(key),
      'wrong-type',
    ],
    [
      'of a payload with a key twice',
      () => signatureLayer(twice(), { key }),
      () => keyed(key),
      'malformed: the signed payload has the key "docker-manifest-digest" twice',
    ],
    [
      'of a statement with a key twice',
      () => bundle(JSON.stringify(statementOf(DIGEST)).replace('{', '{"subj\\u0065ct":[],'), { key }),
      () => keyed(key),
      'malformed: the signed statement has the key',
    ],
    ['of no JSON', () => signatureLayer('critical', { key }), () => keyed(key), 'malformed: the signed payload is not valid JSON'],
    [
      'of JSON that is nested for ever',
      () => signatureLayer('['.repeat(5000) + ']'.repeat(5000), { key }),
      () => keyed(key),
      'malformed: the signed payload is nested',
    ],
    ['by another key', () => signatureLayer(simpleSigning(DIGEST), { key: stranger }), () => keyed(key), 'signature-invalid'],
    ['by another key, cosign 3', () => bundle(statementOf(DIGEST), { key: stranger }), () => keyed(key), 'signature-invalid'],
    [
      'with a payload changed after',
      async () => ({ ...(await signatureLayer(simpleSigning(OTHER), { key })), content: bytesOf(simpleSigning(DIGEST)) }),
      () => keyed(key),
      'signature-invalid',
    ],
    [
      'without signature',
      () => signatureLayer(simpleSigning(DIGEST), { key, change: () => ({}) }),
      () => keyed(key),
      'malformed: the signature layer has no annotation',
    ],
    [
      'as text',
      () => bundle(statementOf(DIGEST), { key, payloadType: 'text/plain' }),
      () => keyed(key),
      'wrong-type: the envelope holds "text/plain"',
    ],
    [
      'as something that is no statement',
      () => bundle({ ...statementOf(DIGEST), _type: 'https://evil.example/Statement' }, { key }),
      () => keyed(key),
      'wrong-type',
    ],
    [
      'twice in one envelope',
      () => bundle(statementOf(DIGEST), { key, change: doubled }),
      () => keyed(key),
      'malformed: it is no valid bundle: content.dsseEnvelope.signatures',
    ],
    [
      'in a bundle of no known kind',
      () => bundle(statementOf(DIGEST), { key, change: (parts) => ({ ...parts, mediaType: 'application/json' }) }),
      () => keyed(key),
      'malformed',
    ],
  ]);

  test('an attestation is no signature, and no candidate for one', async () => {
    const evidence = [await bundle(statementOf(DIGEST, SLSA), { key }), await attestationLayer(statementOf(DIGEST, SLSA), { key })];
    expect(signatures(evidence, [keyed(key)])).toEqual({ satisfied: false, signers: [], candidates: 0, rejections: [] });
  });
});
