import type { ImageVerification } from '../engine/images.ts';
import type { Evidence } from '../signatures/evidence.ts';
import type { Quorum } from '../signatures/policy.ts';
import { verifyImage } from '../signatures/verify-image.ts';
import type { ImageDemand } from './demands.ts';
import type { LockedImage } from './lock.ts';
import type { Looked } from './online-images.ts';
import { verificationOf } from './verification.ts';

/** What was found of an image, and what of it goes into the lock file: the evidence that counts, and no other. */
export function lockEntryOf(
  looked: Looked,
  demands: readonly ImageDemand[],
  now: number,
): { readonly verification: ImageVerification; readonly entry: LockedImage } {
  const verification = verificationOf(looked.digest, looked, demands, now);
  const evidence = looked.evidence.filter((one) => demands.some((demand) => counts(one, looked.digest, demand, now)));
  const proofs = [...verification.signatures, ...verification.attestations].filter(({ outcome }) => outcome === 'verified');
  return { verification, entry: { digest: looked.digest, signers: [...new Set(proofs.map(({ reason }) => reason))], evidence } };
}

/** Whether a piece of evidence would do for some part of a demand if one signer were enough. */
function counts(evidence: Evidence, digest: string, { policy: { signatures, attestations } }: ImageDemand, now: number): boolean {
  const alone = { ...(signatures && { signatures: one(signatures) }), attestations: attestations.map(one) };
  const verdict = verifyImage(digest, [evidence], alone, now);
  return (signatures !== undefined && verdict.signatures.satisfied) || verdict.attestations.some(({ satisfied }) => satisfied);
}

function one<Q extends Quorum>(quorum: Q): Q {
  return { ...quorum, count: 1 };
}
