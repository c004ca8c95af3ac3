import { generateKeyPairSync } from 'node:crypto';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { exactly, type Matcher } from '../../src/signatures/matcher.ts';
import type { Authority, KeylessAuthority } from '../../src/signatures/policy.ts';
import { publicKeyFromPem } from '../../src/signatures/public-key.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { verifyImage, type DemandVerdict } from '../../src/signatures/verify-image.ts';
import { bundle, signatureLayer } from './forge.ts';
import { instanceOf, ISSUER, NOW, pair, pem, SUBJECT, type KeyPair } from './instance.ts';
import { digestOf } from './registry-store.ts';

/** Who signs in the tests, and what they sign: an image as a registry would hold it, and another one. */
export const IMAGE = { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'signed' } };
export const DIGEST = digestOf(Buffer.from(JSON.stringify(IMAGE)));
export const OTHER = `sha256:${'cd'.repeat(32)}`;
export const instance = await instanceOf();
export const foreign = await instanceOf();
export const key = pair();
export const stranger = pair();
export const p384 = pair('P-384');
export const rsa: KeyPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ed25519: KeyPair = generateKeyPairSync('ed25519');

export function signatures(evidence: readonly Evidence[], authorities: readonly Authority[], count = 1): DemandVerdict {
  return verifyImage(DIGEST, evidence, { signatures: { count, authorities }, attestations: [] }, NOW.getTime()).signatures;
}

export function keyed({ publicKey }: KeyPair): Authority {
  return { by: 'key', key: publicKeyFromPem(pem(publicKey)) };
}

export function logged(of: KeyPair): Authority {
  return { ...keyed(of), trust: instance.trust };
}

export function beacon(more: Partial<KeylessAuthority> & { readonly subject?: Matcher } = {}): KeylessAuthority {
  return { by: 'certificate', trust: instance.trust, issuer: exactly(ISSUER), subject: exactly(SUBJECT), ...more };
}

export interface Person {
  readonly subject?: string;
  readonly issuer?: string;
  readonly oldIssuer?: string;
  readonly extensions?: readonly { readonly oid: string; readonly value: string }[];
}

export async function certified({ subject = SUBJECT, ...options }: Person = {}, from = instance) {
  const own = pair();
  return { key: own, certificate: await from.certify(own.publicKey, subject, options), instance: from };
}

export async function keyless(
  payload: Json,
  person: Person & Pick<Parameters<typeof signatureLayer>[1], 'change'> = {},
  from = instance,
): Promise<Evidence> {
  const { change, ...rest } = person;
  return signatureLayer(payload, { ...(await certified(rest, from)), ...(change && { change }) });
}

export async function keylessBundle(
  statement: Json,
  options: Pick<Parameters<typeof bundle>[1], 'timestamped' | 'change'> = {},
  from = instance,
): Promise<Evidence> {
  return bundle(statement, { ...(await certified({}, from)), ...options });
}
