import { createPublicKey, X509Certificate } from 'node:crypto';
import { spkiOf } from './public-key.ts';
import { field, parseStrict } from './strict-json.ts';

/**
 * The key that a log entry records, as SubjectPublicKeyInfo in DER; undefined where it names none. The log's monitors see this
 * key: were it another than the one that signed, they would watch the wrong identity.
 */
export function loggedKey(canonicalizedBody: Uint8Array): Buffer | undefined {
  const body = parseStrict(canonicalizedBody, 'the body of the log entry');
  if (!body.ok) return undefined;
  const found = PLACES.map((path) => field(body.value, ...path)).find((value) => typeof value === 'string');
  return typeof found === 'string' ? keyIn(Buffer.from(found, 'base64')) : undefined;
}

/** PEM or DER, of a certificate or of a key. */
function keyIn(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1');
  const attempts = text.includes('-----BEGIN CERTIFICATE')
    ? [() => new X509Certificate(bytes).publicKey]
    : [
        () => createPublicKey(text),
        () => new X509Certificate(bytes).publicKey,
        () => createPublicKey({ key: bytes, format: 'der', type: 'spki' }),
      ];
  for (const attempt of attempts) {
    try {
      return spkiOf(attempt());
    } catch {
      // Another form, then.
    }
  }
  return undefined;
}

/** Rekor v1: hashedrekord and dsse 0.0.1, intoto 0.0.2 and 0.0.1; Rekor v2: hashedrekord and dsse 0.0.2. */
const PLACES: readonly (readonly (string | number)[])[] = [
  ['spec', 'signature', 'publicKey', 'content'],
  ['spec', 'signatures', 0, 'verifier'],
  ['spec', 'content', 'envelope', 'signatures', 0, 'publicKey'],
  ['spec', 'publicKey'],
  ['spec', 'hashedRekordV002', 'signature', 'verifier', 'x509Certificate', 'rawBytes'],
  ['spec', 'hashedRekordV002', 'signature', 'verifier', 'publicKey', 'rawBytes'],
  ['spec', 'dsseV002', 'signatures', 0, 'verifier', 'x509Certificate', 'rawBytes'],
  ['spec', 'dsseV002', 'signatures', 0, 'verifier', 'publicKey', 'rawBytes'],
];
