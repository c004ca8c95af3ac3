import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** A public key that signatures may be verified with. */
export interface PublicKey {
  readonly key: KeyObject;
  /** SHA-256 of its SubjectPublicKeyInfo in DER, as `sha256:` and lower-case hex digits. */
  readonly fingerprint: string;
}

/** Reads a key in PEM (`BEGIN PUBLIC KEY`, as cosign writes it). Throws a TypeError that says what is wrong. */
export function publicKeyFromPem(pem: string): PublicKey {
  if (/PRIVATE KEY/u.test(pem)) throw new TypeError('this is a private key; give the public one (cosign public-key --key ...)');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    throw new TypeError('this is no public key in PEM; it should begin with -----BEGIN PUBLIC KEY-----');
  }
  refuseWeak(key);
  return { key, fingerprint: fingerprintOf(key) };
}

/** The kinds of key that cosign signs with, none of them too short. Throws a TypeError that says what is wrong. */
export function refuseWeak(key: KeyObject): void {
  const weakness = weaknessOf(key);
  if (weakness !== undefined) throw new TypeError(weakness);
}

export function fingerprintOf(key: KeyObject): string {
  return `sha256:${createHash('sha256').update(spkiOf(key)).digest('hex')}`;
}

/** One key has one: OpenSSL would write the point of an EC key in the form in which it read it. */
export function spkiOf(key: KeyObject): Buffer {
  const plain = key.asymmetricKeyType === 'ec' ? createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }) : key;
  return plain.export({ type: 'spki', format: 'der' });
}

function weaknessOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  const check = CHECKS[type ?? 'unknown'];
  return check === undefined ? `a key of type ${type ?? 'unknown'} is not accepted; EC, RSA and Ed25519 are` : check(details ?? {});
}

type Check = (details: { readonly namedCurve?: string; readonly modulusLength?: number }) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  ed25519: () => undefined,
  ec: ({ namedCurve = '' }) =>
    CURVES.has(namedCurve) ? undefined : `a key on the curve ${namedCurve} is not accepted; P-256, P-384 and P-521 are`,
  rsa: ({ modulusLength = 0 }) =>
    modulusLength >= LEAST_RSA ? undefined : `an RSA key of ${modulusLength} bits is too short; at least ${LEAST_RSA} are needed`,
};
/** P-256, P-384 and P-521 by their names in OpenSSL. */
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const LEAST_RSA = 2048;
