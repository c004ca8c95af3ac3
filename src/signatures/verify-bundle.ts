import { verify as verifyWith, type KeyObject } from 'node:crypto';
import { bundleFromJSON, ValidationError, type Bundle } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { toSignedEntity, VerificationError, Verifier, type SignedEntity } from '@sigstore/verify';
import { loggedKey } from './log-entry-keys.ts';
import { accepted, rejected, type RejectionCode, type Result } from './outcome.ts';
import { spkiOf, toPublicKey, type PublicKey } from './public-key.ts';
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

/** Proves a bundle: time, key, log, signature. What the signed bytes mean, and whether the signer is the wanted one, is not asked here. */
export function verifyBundle(json: Json, artifact: Uint8Array | undefined, means: Means): Result<Proved> {
  try {
    const bundle = bundleFromJSON(json);
    const fault = unfit(bundle, artifact, means);
    if (fault !== undefined) return fault;
    const entity = entityOf(bundle, artifact, means);
    const { key } = verifierFor(means).verify(entity);
    toPublicKey(key);
    if (!isLogCurrent(entity, means)) return rejected('not-logged', 'the key of the transparency log was not valid when it logged this');
    if (!isLoggedUnder(key, entity)) return rejected('not-logged', 'the transparency log records another key than the one that signed');
    const signer = signerOf(bundle, key, means);
    return signer.ok ? accepted(provedBy(bundle, artifact, signer.value, entity)) : signer;
  } catch (error) {
    return rejectionOf(error);
  }
}

function verifierFor(means: Means): Verifier {
  const isKey = means.by === 'key';
  const material = isKey
    ? { ...means.trust.material, publicKey: () => ({ publicKey: means.key.key, validFor: () => true }) }
    : means.trust.material;
  return new Verifier(material, {
    tlogThreshold: means.log ? 1 : 0,
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
  return messageDigest.algorithm === HashAlgorithm.SHA2_256
    ? undefined
    : rejected('unsupported', 'the digest of the message is not SHA-256');
}

/** Where the log is not wanted, its entries prove nothing, neither the time. */
function entityOf(bundle: Bundle, artifact: Uint8Array | undefined, means: Means): SignedEntity {
  const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
  const signature = artifact !== undefined && isEd25519(means) ? ed25519(entity.signature, artifact) : entity.signature;
  if (means.log) return { ...entity, signature };
  const clocks = entity.timestamps.filter(({ $case }) => $case === 'timestamp-authority');
  return { ...entity, signature, tlogEntries: [], timestamps: clocks.length > 0 ? clocks : undatedClock(means) };
}

function isEd25519(means: Means): boolean {
  return means.by === 'key' && means.key.key.asymmetricKeyType === 'ed25519';
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

/** Ed25519 hashes by itself: the verifier asks for SHA-256 beside it, which no key of the kind can do. */
function ed25519(content: SignedEntity['signature'], artifact: Uint8Array): SignedEntity['signature'] {
  return {
    signature: content.signature,
    compareSignature: (other) => content.compareSignature(other),
    compareDigest: (digest) => content.compareDigest(digest),
    compareSignedDigest: (digest) => content.compareSignedDigest(digest),
    verifySignature: (key) => verifyWith(null, artifact, key, content.signature),
  };
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

type Message = Extract<Bundle['content'], { readonly $case: 'messageSignature' }>['messageSignature'];

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
