import { bundle, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import type { Refusal } from './refusals.ts';
import { beacon, DIGEST, instance, key, keyed, keyless, OTHER, stranger } from './signers.ts';
import { bytesOf, doubled, repeatedly, retyped, swollen, twice } from './tampering.ts';

/** What is signed: by the wanted one for the most part, and no signature of this image. Each begins with the number of its attack. */
export const FORGED_STATEMENTS: readonly Refusal[] = [
  [
    "1: of another digest, copied under this image's tag",
    () => signatureLayer(simpleSigning(OTHER), { key }),
    () => keyed(key),
    `digest-mismatch: the signature is of "${OTHER}"`,
  ],
  ['1: of another digest, keyless', () => keyless(simpleSigning(OTHER)), () => beacon(), 'digest-mismatch'],
  [
    '3: of another digest, cosign 3',
    () => bundle(statementOf(OTHER), { key }),
    () => keyed(key),
    'digest-mismatch: the statement is about',
  ],
  ['3: of a part of the digest', () => bundle(statementOf(DIGEST.slice(0, -2)), { key }), () => keyed(key), 'digest-mismatch'],
  [
    '3: of the digest in capitals',
    () => bundle(statementOf(DIGEST.toUpperCase().replace('SHA', 'sha')), { key }),
    () => keyed(key),
    'digest-mismatch',
  ],
  [
    '3: of the digits under another algorithm',
    () => bundle(statementOf(DIGEST.replace('sha256', 'sha512')), { key }),
    () => keyed(key),
    'digest-mismatch',
  ],
  [
    '3: of a statement about nothing',
    () => bundle({ ...statementOf(DIGEST), subject: [] }, { key }),
    () => keyed(key),
    'digest-mismatch: the statement is about nothing',
  ],
  [
    '7: of another type',
    () => signatureLayer(simpleSigning(DIGEST, { type: 'atomic container signature' }), { key }),
    () => keyed(key),
    'wrong-type',
  ],
  [
    '8: of a payload with a key twice',
    () => signatureLayer(twice(), { key }),
    () => keyed(key),
    'malformed: the signed payload has the key "docker-manifest-digest" twice',
  ],
  [
    '8: of a statement with a key twice',
    () => bundle(JSON.stringify(statementOf(DIGEST)).replace('{', '{"subj\\u0065ct":[],'), { key }),
    () => keyed(key),
    'malformed: the signed statement has the key',
  ],
  ['8: of no JSON', () => signatureLayer('critical', { key }), () => keyed(key), 'malformed: the signed payload is not valid JSON'],
  [
    '8: of JSON that is nested for ever',
    () => signatureLayer('['.repeat(5000) + ']'.repeat(5000), { key }),
    () => keyed(key),
    'malformed: the signed payload is nested',
  ],
  ['21: by another key', () => signatureLayer(simpleSigning(DIGEST), { key: stranger }), () => keyed(key), 'signature-invalid'],
  ['21: by another key, cosign 3', () => bundle(statementOf(DIGEST), { key: stranger }), () => keyed(key), 'signature-invalid'],
  [
    '27: with a payload changed after',
    async () => ({ ...(await signatureLayer(simpleSigning(OTHER), { key })), content: bytesOf(simpleSigning(DIGEST)) }),
    () => keyed(key),
    'signature-invalid',
  ],
  [
    '22: without signature',
    () => signatureLayer(simpleSigning(DIGEST), { key, change: () => ({}) }),
    () => keyed(key),
    'malformed: the signature layer has no annotation',
  ],
  [
    '22: as text',
    () => bundle(statementOf(DIGEST), { key, payloadType: 'text/plain' }),
    () => keyed(key),
    'wrong-type: the envelope holds "text/plain"',
  ],
  [
    '22: as something that is no statement',
    () => bundle({ ...statementOf(DIGEST), _type: 'https://evil.example/Statement' }, { key }),
    () => keyed(key),
    'wrong-type',
  ],
  [
    '22: twice in one envelope',
    () => bundle(statementOf(DIGEST), { key, change: doubled }),
    () => keyed(key),
    'malformed: it is no valid bundle: content.dsseEnvelope.signatures',
  ],
  [
    '22: in a bundle of no known kind',
    () => bundle(statementOf(DIGEST), { key, change: (parts) => ({ ...parts, mediaType: 'application/json' }) }),
    () => keyed(key),
    'malformed',
  ],
  [
    '3: of other digests, several',
    () =>
      bundle(
        { ...statementOf(DIGEST), subject: [OTHER, `${DIGEST}00`].map((digest) => ({ digest: { sha256: digest.slice(7) } })) },
        { key },
      ),
    () => keyed(key),
    `digest-mismatch: the statement is about "${OTHER}" and 1 more`,
  ],
  [
    '3: of the digest in the place of a name',
    () => bundle({ ...statementOf(OTHER), subject: [{ name: DIGEST, digest: { sha256: OTHER.slice(7) } }] }, { key }),
    () => keyed(key),
    'digest-mismatch',
  ],
  [
    '22: as a type that only begins like the wanted one',
    () => bundle(statementOf(DIGEST), { key, payloadType: 'application/vnd.in-toto+json;x=y' }),
    () => keyed(key),
    'wrong-type: the envelope holds "application/vnd.in-toto+json;x=y"',
  ],
  [
    '22: as another type, and told as the wanted one after',
    () => bundle(statementOf(DIGEST), { key, payloadType: 'text/plain', change: retyped }),
    () => keyed(key),
    'signature-invalid',
  ],
  [
    '22: as a statement of a version that is none',
    () => bundle({ ...statementOf(DIGEST), _type: 'https://in-toto.io/Statement/v2' }, { key }),
    () => keyed(key),
    'wrong-type: the envelope holds "https://in-toto.io/Statement/v2", which is no in-toto statement',
  ],
  [
    '22: without a type of its predicate',
    () => bundle({ ...statementOf(DIGEST), predicateType: null }, { key }),
    () => keyed(key),
    'malformed: the statement names no predicateType',
  ],
  [
    '28: of JSON in a string that never ends',
    async () => ({ form: 'bundle', content: Buffer.from(`"${'\\"'.repeat(1_000_000)}`) }),
    () => keyed(key),
    'malformed: the bundle is not valid JSON',
  ],
  [
    '28: with more objects than anybody wants to hold',
    async () => ({ form: 'bundle', content: Buffer.from(`[${'{},'.repeat(100_000)}{}]`) }),
    () => keyed(key),
    'malformed: the bundle has more than 5000 tokens',
  ],
  [
    '28: with more log entries than anybody wants to verify',
    () => bundle(statementOf(DIGEST), { key, instance, change: repeatedly(4) }),
    () => keyed(key),
    'malformed: it has 4 log entries, and 3 may be looked at',
  ],
  [
    '28: with larger proofs than there are',
    () => bundle(statementOf(DIGEST), { key, change: swollen(300_000) }),
    () => keyed(key),
    'malformed: its proofs are larger than 262144 bytes',
  ],
];
