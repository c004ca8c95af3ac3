import { createHash, verify as verifyWith } from 'node:crypto';
import type { SignedEntity, TrustMaterial } from '@sigstore/verify';
import { field, parseStrict } from './strict-json.ts';

type LogEntry = SignedEntity['tlogEntries'][number];

/** What cosign had Rekor keep of an attestation until version 2.2; the verifier knows later entries alone. */
export function isOldIntoto({ kindVersion: { kind, version } }: LogEntry): boolean {
  return kind === 'intoto' && version === '0.0.1';
}

/**
 * Whether a log promises that it holds the hash of these very bytes. https://github.com/sigstore/rekor/tree/main/pkg/types/intoto/v0.0.1
 */
export function holdsEnvelope(entry: LogEntry, envelope: Uint8Array, logs: TrustMaterial['tlogs']): boolean {
  const body = parseStrict(entry.canonicalizedBody, 'the body of the log entry');
  if (!body.ok || field(body.value, 'kind') !== 'intoto' || field(body.value, 'apiVersion') !== '0.0.1') return false;
  const hash = createHash('sha256').update(envelope).digest('hex');
  return field(body.value, 'spec', 'content', 'hash', 'value') === hash && isPromised(entry, logs);
}

/** The signed entry timestamp is over these four, in the order of their names and without spaces (RFC 8785). */
function isPromised(
  { canonicalizedBody, integratedTime, logIndex, logId, inclusionPromise }: LogEntry,
  logs: TrustMaterial['tlogs'],
): boolean {
  const signature = inclusionPromise?.signedEntryTimestamp;
  if (signature === undefined) return false;
  const seconds = Number(integratedTime);
  const told = {
    body: canonicalizedBody.toString('base64'),
    integratedTime: seconds,
    logID: logId.keyId.toString('hex'),
    logIndex: Number(logIndex),
  };
  return logs.some(
    ({ logID, publicKey, validFor: { start, end } }) =>
      logID.equals(logId.keyId) &&
      start.getTime() <= seconds * 1000 &&
      seconds * 1000 <= end.getTime() &&
      verifyWith(publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from(JSON.stringify(told)), publicKey, signature),
  );
}
