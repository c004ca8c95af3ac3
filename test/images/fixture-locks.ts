import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { printLock, type LockedImage } from '../../src/images/lock.ts';
import type { Json } from '../../src/engine/json.ts';
import type { KeyPair } from '../signatures/instance.ts';
import { attested, signed } from './images.ts';

/**
 * The lock files beside the fixtures of rules about images, by their folders; run by itself, this file writes them. Ed25519 signs the
 * same bytes the same way each time.
 */
export async function fixtureLocks(): Promise<ReadonlyMap<string, string>> {
  const signatures = lockOf({
    'registry.example/shop/api:1.4': { digest: API, evidence: [await signed(API, ours)] },
    'registry.example/shop/web:2.0': { digest: WEB, evidence: [await signed(WEB, ours)] },
    'registry.example/shop/theirs:1.0': { digest: OTHER, evidence: [await signed(OTHER, theirs)] },
    'registry.example/shop/scanned:1.0': { digest: OTHER, evidence: [await attested(OTHER, SCAN, {}, ours)] },
    'registry.example/shop/bare:1.0': { digest: OTHER, evidence: [] },
  });
  const attestations = lockOf({
    'registry.example/shop/api:1.4': {
      digest: API,
      evidence: [await attested(API, PROVENANCE, provenanceBy('https://builder.example/release'), ours)],
    },
    'registry.example/shop/laptop:1.0': {
      digest: WEB,
      evidence: [await attested(WEB, PROVENANCE, provenanceBy('https://laptop.example'), ours)],
    },
    'registry.example/shop/scanned:1.0': { digest: OTHER, evidence: [await attested(OTHER, SCAN, {}, ours)] },
  });
  return new Map([
    ['image-signature-verified', signatures],
    ['image-attestation', attestations],
    ['require-digest', signatures],
  ]);
}

/** A throw-away key that is the same each time; nothing but fixtures is signed with it. */
function pairOf(seed: string): KeyPair {
  const secret = createHash('sha256').update(seed).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, secret]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function lockOf(images: Readonly<Record<string, Omit<LockedImage, 'signers'>>>): string {
  return printLock(new Map(Object.entries(images).map(([name, entry]) => [name, { ...entry, signers: [] }])));
}

function provenanceBy(builder: string): Json {
  return { buildDefinition: { buildType: 'https://builder.example/v1' }, runDetails: { builder: { id: builder } } };
}

/** RFC 8410: what stands before the 32 bytes of a private key. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
export const ours = pairOf('a key of the fixtures');
export const theirs = pairOf('another key of the fixtures');
const API = `sha256:${'a1'.repeat(32)}`;
const WEB = `sha256:${'b2'.repeat(32)}`;
const OTHER = `sha256:${'c3'.repeat(32)}`;
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SCAN = 'https://cosign.sigstore.dev/attestation/vuln/v1';

if (import.meta.main)
  for (const [rule, text] of await fixtureLocks())
    writeFileSync(path.resolve(import.meta.dirname, '../../fixtures', rule, 'images.lock'), text);
