import { createHash, verify as verifyWith, type KeyObject } from 'node:crypto';
import { bundleFromJSON, ValidationError, type Bundle } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { toSignedEntity, VerificationError, Verifier, type SignedEntity } from '@sigstore/verify';
import { holdsEnvelope, isOldIntoto } from './intoto-entry.ts';
import { loggedKey } from './log-entry-keys.ts';
import { accepted, rejected, type RejectionCode, type Result } from './outcome.ts';
import { refuseWeak, spkiOf, type PublicKey } from './public-key.ts';
import { certificateSigner, type Signer } from './signer.ts';
import type { Json } from './strict-json.ts';
import type { Trust } from './trust.ts';

/** By what means a signature has to be proved. `log`: whether the transparency log has to hold it. */
export type Means =
  | { readonly by: 'key'; readonly key: PublicKey; readonly trust: Trust; readonly log: boolean }
  | {
      readonly by: 'certificate';
      readonly trust: Trust;
      readonly log: boolean;
      /** Whether certificate logs have to vouch for the certificate. */
      readonly certificateLog: boolean;
      /** Milliseconds since the epoch at which a certificate is judged that no trusted clock dates; absent: such a one is refused. */
      readonly undatedAt?: number;
    };

/** Bytes that were proved to be signed, by whom and when. */
export interface Proved {
  readonly signed:
    | { readonly as: 'message'; readonly content: Uint8Array }
    | { readonly as: 'envelope'; readonly payloadType: string; readonly content: Uint8Array };
  readonly signer: Signer;
  /** The earliest trusted time of signing, in milliseconds since the epoch; absent for a bare key without log and clock. */
  readonly time?: number;
}

/** What a bundle does not hold itself: the message that it signs, or the envelope in the bytes in which it was signed and logged. */
export interface Apart {
  readonly artifact?: Uint8Array;
  readonly envelope?: Uint8Array;
}

/** Proves a bundle: time, key, log, signature. What the signed bytes mean, and whether the signer is the wanted one, is not asked here. */
export function verifyBundle(json: Json, { artifact, envelope }: Apart, means: Means): Result<Proved> {
  try {
    const bundle = bundleFromJSON(json);
    const fault = unfit(bundle, artifact, means);
    if (fault !== undefined) return fault;
    const entity = entityOf(bundle, artifact, means);
    const key = signingKey(entity, envelope, means);
    if (!key.ok) return key;
    const signer = signerOf(bundle, key.value, means);
    return signer.ok ? accepted(provedBy(bundle, artifact, signer.value, entity)) : signer;
  } catch (error) {
    return rejectionOf(error);
  }
}

function signingKey(entity: SignedEntity, envelope: Uint8Array | undefined, means: Means): Result<KeyObject> {
  const old = envelope === undefined ? [] : entity.tlogEntries.filter((entry) => isOldIntoto(entry));
  if (envelope !== undefined && !old.every((entry) => holdsEnvelope(entry, envelope, means.trust.material.tlogs)))
    return rejected('not-logged', 'the transparency log does not hold this envelope');
  const rest = entity.tlogEntries.filter((entry) => !old.includes(entry));
  const { key } = verifierFor(means, means.log && old.length === 0).verify({ ...entity, tlogEntries: rest });
  refuseWeak(key);
  if (!isLogCurrent(entity, means)) return rejected('not-logged', 'the key of the transparency log was not valid when it logged this');
  return isLoggedUnder(key, entity)
    ? accepted(key)
    : rejected('not-logged', 'the transparency log records another key than the one that signed');
}

function verifierFor(means: Means, log: boolean): Verifier {
  const isKey = means.by === 'key';
  const material = isKey
    ? { ...means.trust.material, publicKey: () => ({ publicKey: means.key.key, validFor: () => true }) }
    : means.trust.material;
  return new Verifier(material, {
    tlogThreshold: log ? 1 : 0,
    ctlogThreshold: !isKey && means.certificateLog ? 1 : 0,
    timestampThreshold: isKey ? 0 : 1,
  });
}

/** What the verifier would accept, or take for something else. */
function unfit({ content, verificationMaterial }: Bundle, artifact: Uint8Array | undefined, { by }: Means): Result<never> | undefined {
  const signedBy = verificationMaterial.content.$case === 'publicKey' ? 'key' : 'certificate';
  if (signedBy !== by)
    return by === 'key'
      ? rejected('wrong-key', 'it is signed with a certificate, and a key is wanted')
      : rejected('wrong-subject', 'it is signed with a bare key, and a certificate is wanted');
  return content.$case === 'dsseEnvelope' ? undefined : unfitMessage(content.messageSignature, artifact);
}

function unfitMessage({ messageDigest }: Message, artifact: Uint8Array | undefined): Result<never> | undefined {
  if (artifact === undefined)
    return rejected('unsupported', 'the bundle signs bytes that it does not hold, and no statement about an image');
  if (messageDigest.algorithm !== HashAlgorithm.SHA2_256) return rejected('unsupported', 'the digest of the message is not SHA-256');
  return createHash('sha256').update(artifact).digest().equals(messageDigest.digest)
    ? undefined
    : rejected('signature-invalid', 'the bundle is of another message');
}

/** Where the log is not wanted, its entries prove nothing, neither the time. */
function entityOf(bundle: Bundle, artifact: Uint8Array | undefined, means: Means): SignedEntity {
  const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
  const signature = hashedByKey(entity.signature, signedBytes(bundle, artifact));
  if (means.log) return { ...entity, signature };
  const clocks = entity.timestamps.filter(({ $case }) => $case === 'timestamp-authority');
  return { ...entity, signature, tlogEntries: [], timestamps: clocks.length > 0 ? clocks : undatedClock(means) };
}

function undatedClock(means: Means): SignedEntity['timestamps'] {
  return means.by === 'certificate' && means.undatedAt !== undefined ? [ownClock(means.undatedAt)] : [];
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

/** An inclusion proof is checked under the key of its log, whenever that was valid: so its time is checked here. */
function isLogCurrent(entity: SignedEntity, { trust }: Means): boolean {
  const times = timesOf(entity);
  return entity.tlogEntries.every(({ logId }) => {
    const logs = trust.material.tlogs.filter(({ logID }) => logID.equals(logId.keyId));
    return logs.some(({ validFor: { start, end } }) => times.every((time) => start.getTime() <= time && time <= end.getTime()));
  });
}

function isLoggedUnder(key: KeyObject, { tlogEntries }: SignedEntity): boolean {
  if (tlogEntries.length === 0) return true;
  const spki = spkiOf(key);
  return tlogEntries.every(({ canonicalizedBody }) => loggedKey(canonicalizedBody)?.equals(spki) === true);
}

function signerOf({ verificationMaterial: { content } }: Bundle, key: KeyObject, means: Means): Result<Signer> {
  if (means.by === 'key') return accepted({ by: 'key', fingerprint: means.key.fingerprint });
  if (content.$case === 'certificate') return certificateSigner(content.certificate.rawBytes, key);
  const [leaf] = content.$case === 'x509CertificateChain' ? content.x509CertificateChain.certificates : [];
  return leaf === undefined ? rejected('malformed', 'the bundle holds no certificate') : certificateSigner(leaf.rawBytes, key);
}

function provedBy({ content }: Bundle, artifact: Uint8Array | undefined, signer: Signer, entity: SignedEntity): Proved {
  const signed =
    content.$case === 'dsseEnvelope'
      ? ({ as: 'envelope', payloadType: content.dsseEnvelope.payloadType, content: content.dsseEnvelope.payload } as const)
      : ({ as: 'message', content: artifact ?? new Uint8Array() } as const);
  const times = timesOf(entity);
  return { signed, signer, ...(times.length > 0 && { time: Math.min(...times) }) };
}

function timesOf({ timestamps }: SignedEntity): readonly number[] {
  return timestamps.map(timeOf).filter((time) => time !== undefined);
}

/** Only an entry with an inclusion promise has its time signed. */
function timeOf(timestamp: SignedEntity['timestamps'][number]): number | undefined {
  if (timestamp.$case === 'timestamp-authority') return timestamp.timestamp.signingTime.getTime();
  return timestamp.tlogEntry.inclusionPromise === undefined ? undefined : Number(timestamp.tlogEntry.integratedTime) * 1000;
}

function rejectionOf(error: unknown): Result<never> {
  if (error instanceof VerificationError) return rejected(CODES[error.code] ?? 'malformed', causeOf(error));
  if (error instanceof ValidationError) return rejected('malformed', `it is no valid bundle: ${error.fields.join(', ')}`);
  return rejected('malformed', `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

function causeOf({ message, cause }: VerificationError): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

type SignatureContent = SignedEntity['signature'];
type Message = Extract<Bundle['content'], { readonly $case: 'messageSignature' }>['messageSignature'];

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
/** Curves by their names in OpenSSL. */
const STRONG: Readonly<Record<string, string>> = { secp384r1: 'sha384', secp521r1: 'sha512' };

const CODES: Readonly<Record<string, RejectionCode>> = {
  NOT_IMPLEMENTED_ERROR: 'unsupported',
  TLOG_ERROR: 'not-logged',
  TLOG_INCLUSION_PROOF_ERROR: 'not-logged',
  TLOG_INCLUSION_PROMISE_ERROR: 'not-logged',
  TLOG_MISSING_INCLUSION_ERROR: 'not-logged',
  TLOG_BODY_ERROR: 'not-logged',
  CERTIFICATE_ERROR: 'certificate-untrusted',
  PUBLIC_KEY_ERROR: 'wrong-key',
  SIGNATURE_ERROR: 'signature-invalid',
  TIMESTAMP_ERROR: 'time-untrusted',
};
