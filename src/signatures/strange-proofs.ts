import { VerificationError, type SignedEntity, type Verifier } from '@sigstore/verify';
import type { Trust } from './trust.ts';

/** What a log says that is not in the trusted root proves nothing, as long as another that is says something. */
export function withoutStrangeLogs(entity: SignedEntity, { material: { tlogs } }: Trust): SignedEntity {
  const known = entity.tlogEntries.filter(({ logId }) => tlogs.some(({ logID }) => logID.equals(logId.keyId)));
  if (known.length === 0) return entity;
  const timestamps = entity.timestamps.filter(
    (timestamp) => timestamp.$case === 'timestamp-authority' || known.includes(timestamp.tlogEntry),
  );
  return { ...entity, tlogEntries: known, timestamps };
}

/** The same of clocks, at least so many of which are needed. Undefined where that changes nothing. */
export function withoutStrangeClocks(entity: SignedEntity, verifier: Verifier, needed: 0 | 1): SignedEntity | undefined {
  const believed = entity.timestamps.filter((timestamp) => isBelieved(timestamp, entity, verifier));
  return believed.length < needed || believed.length === entity.timestamps.length ? undefined : { ...entity, timestamps: believed };
}

/** The verifier looks at the time first, so that any other error comes after a good one. */
function isBelieved(timestamp: SignedEntity['timestamps'][number], entity: SignedEntity, verifier: Verifier): boolean {
  try {
    verifier.verify({ ...entity, tlogEntries: [], timestamps: [timestamp] });
    return true;
  } catch (error) {
    return error instanceof VerificationError && error.code !== 'TIMESTAMP_ERROR';
  }
}
