import { createHash, type KeyObject } from 'node:crypto';
import { bundleFromJSON, ValidationError, type Bundle } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { VerificationError, Verifier, type SignedEntity } from '@sigstore/verify';
import { holdsEnvelope, isOldIntoto } from './intoto-entry.ts';
import { loggedKey } from './log-entry-keys.ts';
import { logFault } from './log-fault.ts';
import type { Means } from './means.ts';
import { accepted, rejected, type RejectionCode, type Result } from './outcome.ts';
import { refuseWeak, spkiOf } from './public-key.ts';
import { signedEntity } from './signed-entity.ts';
import { certificateSigner, type Signer } from './signer.ts';
import { withoutStrangeClocks } from './strange-proofs.ts';
import type { Json } from './strict-json.ts';

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
export function verifyBundle(json: Json, apart: Apart, means: Means): Result<Proved> {
  try {
    const bundle = bundleFromJSON(json);
    const fault = unfit(bundle, apart.artifact, means);
    if (fault !== undefined) return fault;
    const entity = signedEntity(bundle, apart.artifact, means);
    const proved = prove(bundle, entity, apart, means);
    if (proved.ok || proved.rejection.code !== 'time-untrusted') return proved;
    const believed = withoutStrangeClocks(entity, verifierFor(means, false), timesNeeded(means));
    return believed === undefined ? proved : prove(bundle, believed, apart, means);
  } catch (error) {
    return rejectionOf(error);
  }
}

function prove(bundle: Bundle, entity: SignedEntity, { artifact, envelope }: Apart, means: Means): Result<Proved> {
  try {
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
  const fault = logFault(entity.tlogEntries, timesOrNow(entity, means), means.trust.material.tlogs);
  if (fault !== undefined) return rejected('not-logged', fault);
  return isLoggedUnder(key, entity)
    ? accepted(key)
    : rejected('not-logged', 'the transparency log records another key than the one that signed');
}

/** Else whoever drops the timestamp of an entry would have a log believed that is none any more. */
function timesOrNow(entity: SignedEntity, means: Means): readonly number[] {
  const times = timesOf(entity);
  return times.length === 0 && means.undatedAt !== undefined ? [means.undatedAt] : times;
}

function verifierFor(means: Means, log: boolean): Verifier {
  const isKey = means.by === 'key';
  const material = isKey
    ? { ...means.trust.material, publicKey: () => ({ publicKey: means.key.key, validFor: () => true }) }
    : means.trust.material;
  return new Verifier(material, {
    tlogThreshold: log ? 1 : 0,
    ctlogThreshold: !isKey && means.certificateLog ? 1 : 0,
    timestampThreshold: timesNeeded(means),
  });
}

/** A key is valid at any time, a certificate at its own. */
function timesNeeded({ by }: Means): 0 | 1 {
  return by === 'key' ? 0 : 1;
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
