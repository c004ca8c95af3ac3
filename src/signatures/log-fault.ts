import type { SignedEntity, TrustMaterial } from '@sigstore/verify';

type Entry = SignedEntity['tlogEntries'][number];
type Log = TrustMaterial['tlogs'][number];

/**
 * What is wrong with the log of an entry whose inclusion is proved: a proof is checked under the key of its log, whenever that was
 * valid, whatever the log calls itself and wherever the entry is said to be. `times` in milliseconds since the epoch.
 */
export function logFault(entries: readonly Entry[], times: readonly number[], logs: readonly Log[]): string | undefined {
  for (const entry of entries) {
    const known = logs.filter(({ logID }) => logID.equals(entry.logId.keyId));
    const fault = checkpointFault(entry, known);
    if (fault !== undefined) return fault;
    if (!known.some(({ validFor }) => times.every((time) => validFor.start.getTime() <= time && time <= validFor.end.getTime())))
      return 'the key of the transparency log was not valid when it logged this';
  }
  return undefined;
}

/**
 * A promise binds the entry to its log and place; else the checkpoint has to begin with the log's name. Rekor v1 follows that up with
 * the number of one of its trees, each of which counts its places by itself. https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md
 */
function checkpointFault({ logIndex, inclusionPromise, inclusionProof }: Entry, known: readonly Log[]): string | undefined {
  if (inclusionPromise !== undefined || inclusionProof?.checkpoint === undefined) return undefined;
  const [origin = ''] = inclusionProof.checkpoint.envelope.split('\n', 1);
  const name = origin.replace(/ - \d+$/u, '');
  if (!known.some(({ baseURL }) => URL.canParse(baseURL) && new URL(baseURL).hostname === name))
    return `the checkpoint is of a log by the name of ${JSON.stringify(name)}, which is not that of the trusted one`;
  return name === origin && logIndex !== inclusionProof.logIndex
    ? `the entry is said to be at ${logIndex}, and proved to be at ${inclusionProof.logIndex}`
    : undefined;
}
