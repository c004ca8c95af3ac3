import type { ImageVerification, Proof } from '../engine/images.ts';
import type { Rejection } from '../signatures/outcome.ts';
import { describeSigner } from '../signatures/signer.ts';
import { verifyImage, verifyInTurns, type DemandVerdict, type ImageVerdict } from '../signatures/verify-image.ts';
import type { ImageDemand } from './demands.ts';
import { BESIDE, byPlace, lyingAt, together, type Lying, type LyingAround } from './places.ts';
import { unreadProof, unsureProof } from './unread-proofs.ts';

/** What evidence from several places proves of an image, each against the demands that want it looked for there. */
export function verificationAround(digest: string, found: LyingAround, demands: readonly ImageDemand[], now: number): ImageVerification {
  return together([...byPlace(demands)].map(([place, there]) => verificationOf(digest, { place, ...lyingAt(found, place) }, there, now)));
}

/** What evidence from one place proves of an image, against every demand that wants it looked for there. */
export function verificationOf(digest: string, found: LyingAt, demands: readonly ImageDemand[], now: number): ImageVerification {
  return cameTo(
    digest,
    found,
    demands,
    demands.map(({ policy }) => verifyImage(digest, found.evidence, policy, now)),
  );
}

/** The same, so that nobody waits for all of it. */
export async function verificationInTurns(
  digest: string,
  found: LyingAt,
  demands: readonly ImageDemand[],
  now: number,
): Promise<ImageVerification> {
  const policies = demands.map(({ policy }) => policy);
  return cameTo(digest, found, demands, await verifyInTurns(digest, found.evidence, policies, now, turn));
}

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Evidence, and the place where it lies. */
export interface LyingAt extends Lying {
  readonly place: string;
}

function cameTo(digest: string, found: LyingAt, demands: readonly ImageDemand[], of: readonly ImageVerdict[]): ImageVerification {
  const search = { place: found.place, leftOut: found.leftOut ?? [] };
  const verdicts = demands.flatMap(({ policy, unread }, index) => {
    const verdict = of[index];
    return verdict === undefined ? [] : [{ policy, unread, ...verdict }];
  });
  return {
    digest,
    pinned: isPinned(demands),
    signatures: verdicts.flatMap(({ policy: { signatures: wanted }, unread, signatures: verdict }) =>
      wanted === undefined ? [] : [unsureProof(verdict, wanted, unread.signatures) ?? proofOf(verdict, 'signature', wanted.count, search)],
    ),
    attestations: verdicts.flatMap(({ policy, unread, attestations }) =>
      policy.attestations.flatMap((wanted, index) => {
        const verdict = attestations[index];
        if (verdict === undefined) return [];
        const unsure = unsureProof(verdict, wanted, unread.attestations[index]);
        return [{ type: wanted.predicateType, ...(unsure ?? proofOf(verdict, 'attestation', wanted.count, search)) }];
      }),
    ),
  };
}

/** Why nothing could be found out. */
export interface Unknown {
  readonly code: string;
  readonly reason: string;
  /** What the reference names, or stood for. */
  readonly digest: string | undefined;
  /** Whether it is a silence that the settings may let pass: a registry's, that nobody who pushes images can bring about. */
  readonly isSilence: boolean;
}

export function unknownVerification(demands: readonly ImageDemand[], { code, reason, digest, isSilence }: Unknown): ImageVerification {
  const proofs = demands.map(({ policy, unread, unreachable }) => ({
    policy,
    unread,
    proof: { outcome: 'unknown', code, reason, ...(isSilence && unreachable !== 'deny' && { atMost: unreachable }) } as const,
  }));
  return {
    ...(digest !== undefined && { digest }),
    pinned: isPinned(demands),
    signatures: proofs.flatMap(({ policy: { signatures: wanted }, unread, proof }) =>
      wanted === undefined ? [] : [unreadProof(wanted, unread.signatures) ?? proof],
    ),
    attestations: proofs.flatMap(({ policy, unread, proof }) =>
      policy.attestations.map((wanted, index) => ({
        type: wanted.predicateType,
        ...(unreadProof(wanted, unread.attestations[index]) ?? proof),
      })),
    ),
  };
}

function isPinned(demands: readonly ImageDemand[]): boolean {
  return demands.some(({ pin }) => pin);
}

interface Search {
  readonly place: string;
  readonly leftOut: readonly string[];
}

function proofOf(verdict: DemandVerdict, what: string, count: number, { place, leftOut }: Search): Proof {
  const signed = verdict.signers.map(describeSigner).join(', ');
  if (verdict.satisfied) return { outcome: 'verified', code: '', reason: signed };
  const there = place === BESIDE ? '' : ` (in ${place})`;
  const unseen = leftOut.length > 0 ? `; ${leftOut.join('; ')}` : '';
  if (verdict.signers.length > 0)
    return { outcome: 'refused', code: 'too-few', reason: `${verdict.signers.length} of ${count} signers: ${signed}${there}${unseen}` };
  const { code, reason } = refusal(told(verdict.rejections), `it has no such ${what}`);
  // Whether it has one anywhere else, nobody has looked.
  const found = code === 'missing' && place !== BESIDE ? 'not-there' : code;
  return { outcome: 'refused', code: unseen === '' ? found : 'left-out', reason: `${reason}${there}${unseen}` };
}

function refusal([first, ...others]: readonly Rejection[], nothing: string): Pick<Proof, 'code' | 'reason'> {
  if (first === undefined) return { code: 'missing', reason: nothing };
  const more = others.length > 0 ? ` (and ${others.length} more that do not count)` : '';
  return { code: first.code, reason: `${first.message}${more}` };
}

/** The one that tells most: who signed instead, rather than what is broken. */
function told(rejections: readonly Rejection[]): readonly Rejection[] {
  return rejections.toSorted((a, b) => Number(DULL.has(a.code)) - Number(DULL.has(b.code)));
}

const DULL: ReadonlySet<Rejection['code']> = new Set(['malformed', 'unsupported', 'wrong-key']);
