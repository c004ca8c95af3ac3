import { createHash, verify as verifyWith, type KeyObject } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { toSignedEntity, type SignedEntity } from '@sigstore/verify';
import type { Means } from './means.ts';
import { withoutStrangeLogs } from './strange-proofs.ts';

/**
 * What the verifier is to look at of a bundle. Where the log is not wanted, its entries prove nothing, neither the time; and a key
 * without it has no trusted root, so that no clock is believed.
 */
export function signedEntity(bundle: Bundle, artifact: Uint8Array | undefined, means: Means): SignedEntity {
  const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
  const signature = hashedByKey(entity.signature, signedBytes(bundle, artifact));
  if (means.log) return withoutStrangeLogs({ ...entity, signature }, means.trust);
  if (means.by === 'key') return { ...entity, signature, tlogEntries: [], timestamps: [] };
  const clocks = entity.timestamps.filter(({ $case }) => $case === 'timestamp-authority');
  return { ...entity, signature, tlogEntries: [], timestamps: clocks.length > 0 ? clocks : undatedClock(means.undatedAt) };
}

function undatedClock(time: number | undefined): SignedEntity['timestamps'] {
  return time === undefined ? [] : [ownClock(time)];
}

/** The verifier's own time in the form in which it takes times; nothing of it is looked up in a log. */
function ownClock(time: number): SignedEntity['timestamps'][number] {
  const none = Buffer.alloc(0);
  return {
    $case: 'transparency-log',
    tlogEntry: {
      logIndex: '0',
      logId: { keyId: none },
      kindVersion: { kind: '', version: '' },
      integratedTime: String(Math.floor(time / 1000)),
      inclusionPromise: { signedEntryTimestamp: none },
      inclusionProof: undefined,
      canonicalizedBody: none,
    },
  };
}

function signedBytes({ content }: Bundle, artifact: Uint8Array | undefined): Uint8Array {
  if (content.$case === 'messageSignature') return artifact ?? new Uint8Array();
  return dsse.preAuthEncoding(content.dsseEnvelope.payloadType, content.dsseEnvelope.payload);
}

/** The key says by which hash it signs; the verifier would go by SHA-256, or by what the bundle says of itself. */
function hashedByKey(content: SignatureContent, signed: Uint8Array): SignatureContent {
  return {
    signature: content.signature,
    compareSignature: (other) => content.compareSignature(other),
    compareDigest: (digest) => content.compareDigest(digest),
    compareSignedDigest: (digest) => HASHES.some((hash) => createHash(hash).update(signed).digest().equals(digest)),
    verifySignature: (key) => hashesOf(key).some((hash) => verifyWith(hash, signed, key, content.signature)),
  };
}

/** Cosign takes the hash that is as strong as the curve; until 2.5 it took SHA-256 for all. Ed25519 hashes by itself. */
function hashesOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): readonly (string | null)[] {
  if (type === 'ed25519') return [null];
  const strong = details?.namedCurve === undefined ? undefined : STRONG[details.namedCurve];
  return strong === undefined ? ['sha256'] : [strong, 'sha256'];
}

type SignatureContent = SignedEntity['signature'];

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
/** Curves by their names in OpenSSL. */
const STRONG: Readonly<Record<string, string>> = { secp384r1: 'sha384', secp521r1: 'sha512' };
