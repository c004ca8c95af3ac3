import type { ImageVerification } from '../engine/images.ts';
import type { Evidence } from '../signatures/evidence.ts';
import type { Quorum } from '../signatures/policy.ts';
import { verifyImage } from '../signatures/verify-image.ts';
import type { ImageDemand } from './demands.ts';
import type { LockedImage } from './lock.ts';
import type { Looked } from './online-images.ts';
import { BESIDE, lyingAt, placeOf } from './places.ts';
import { verificationAround } from './verification.ts';

/** What was found of an image, and what of it goes into the lock file: the evidence that counts, and no other. */
export function lockEntryOf(
  looked: Looked,
  demands: readonly ImageDemand[],
  now: number,
): { readonly verification: ImageVerification; readonly entry: LockedImage } {
  const verification = verificationAround(looked.digest, looked, demands, now);
  const counting = (place: string): readonly Evidence[] => {
    const there = demands.filter((demand) => placeOf(demand) === place);
    return lyingAt(looked, place).evidence.filter((one) => there.some((demand) => counts(one, looked.digest, demand, now)));
  };
  const elsewhere = [...(looked.elsewhere?.keys() ?? [])].map((place) => [place, { evidence: counting(place) }] as const);
  const proofs = [...verification.signatures, ...verification.attestations].filter(({ outcome }) => outcome === 'verified');
  const signers = [...new Set(proofs.map(({ reason }) => reason))];
  const entry = {
    digest: looked.digest,
    signers,
    evidence: counting(BESIDE),
    ...(elsewhere.length > 0 && { elsewhere: new Map(elsewhere) }),
  };
  return { verification, entry };
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
