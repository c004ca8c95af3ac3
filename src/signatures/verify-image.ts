import { acceptSigner } from './accept-signer.ts';
import type { Evidence } from './evidence.ts';
import type { Means } from './means.ts';
import { accepted, rejected, type Rejection, type Result } from './outcome.ts';
import type { AttestationDemand, Authority, ImagePolicy, Quorum, SignatureDemand } from './policy.ts';
import type { Signer } from './signer.ts';
import { NO_TRUST } from './trust.ts';
import { verifyEvidence, type Verified } from './verify-evidence.ts';

/** What verification of an image came to. */
export interface ImageVerdict {
  readonly signatures: DemandVerdict;
  /** In the order of the policy's. */
  readonly attestations: readonly DemandVerdict[];
}

/** What one demand came to: who satisfies it, and why the others don't. */
export interface DemandVerdict {
  readonly satisfied: boolean;
  readonly signers: readonly Signer[];
  /** How many pieces of evidence there were to look at. */
  readonly candidates: number;
  readonly rejections: readonly Rejection[];
}

/** Judges an image by all evidence that was found beside it. Pure but for time, which is an argument (milliseconds since the epoch). */
export function verifyImage(digest: string, evidence: readonly Evidence[], policy: ImagePolicy, now: number): ImageVerdict {
  return verdictOf(policy, new Proofs(digest, evidence, now), now);
}

/** The same by several policies, with a turn for others after each piece: all that somebody may have pushed can take a second and more. */
export async function verifyInTurns(
  digest: string,
  evidence: readonly Evidence[],
  policies: readonly ImagePolicy[],
  now: number,
  turn: () => Promise<void>,
): Promise<readonly ImageVerdict[]> {
  const proofs = new Proofs(digest, evidence, now);
  const quorums = policies.flatMap(({ signatures, attestations }) => [...(signatures ? [signatures] : []), ...attestations]);
  for (const index of proofs.indexes) {
    for (const { authorities } of quorums) for (const authority of authorities) proofs.prove(index, authority);
    await turn();
  }
  return policies.map((policy) => verdictOf(policy, proofs, now));
}

function verdictOf(policy: ImagePolicy, proofs: Proofs, now: number): ImageVerdict {
  return {
    signatures:
      policy.signatures === undefined
        ? NOTHING_WANTED
        : judge(policy.signatures, proofs, (verified) => meetsSignature(verified, policy.signatures)),
    attestations: policy.attestations.map((demand) => judge(demand, proofs, (verified) => meetsAttestation(verified, demand, now))),
  };
}

/** Undefined: it is about something else, and no candidate. */
type Meets = (verified: Verified) => Result<Verified> | undefined;

function judge({ count, authorities }: Quorum, proofs: Proofs, meets: Meets): DemandVerdict {
  const signers = new Map<string, Signer>();
  const rejections: Rejection[] = [];
  let candidates = 0;
  for (const index of proofs.indexes) {
    const outcomes = authorities.flatMap((authority) => outcomeOf(proofs.prove(index, authority), authority, meets) ?? []);
    if (outcomes.length > 0) candidates++;
    const good = outcomes.find((outcome) => outcome.ok);
    if (good?.ok === true) signers.set(nameOf(good.value), good.value);
    else rejections.push(...closest(outcomes));
  }
  return { satisfied: signers.size >= count, signers: [...signers.values()], candidates, rejections };
}

function outcomeOf(proved: Result<Verified>, authority: Authority, meets: Meets): Result<Signer> | undefined {
  if (!proved.ok) return proved;
  const met = meets(proved.value);
  if (met === undefined) return undefined;
  const signer = acceptSigner(proved.value.signer, authority);
  if (!signer.ok) return signer;
  return met.ok ? signer : met;
}

function meetsSignature(verified: Verified, demand: SignatureDemand | undefined): Result<Verified> | undefined {
  const { claim } = verified;
  if (claim.is !== 'signature') return undefined;
  for (const [name, value] of Object.entries(demand?.annotations ?? {})) {
    const found = Object.hasOwn(claim.annotations, name) ? claim.annotations[name] : undefined;
    if (found !== value)
      return rejected(
        'wrong-annotation',
        `annotation ${name} is ${found === undefined ? 'absent' : JSON.stringify(found)}, wanted is ${JSON.stringify(value)}`,
      );
  }
  return accepted(verified);
}

function meetsAttestation(
  verified: Verified,
  { predicateType, condition, maxAge }: AttestationDemand,
  now: number,
): Result<Verified> | undefined {
  const { claim } = verified;
  if (claim.is !== 'attestation' || claim.predicateType !== predicateType) return undefined;
  const fault = tooOld(verified, maxAge, now);
  if (fault !== undefined) return rejected('too-old', fault);
  const unmet = condition?.(claim.predicate, now);
  return unmet === undefined ? accepted(verified) : rejected('condition-failed', unmet);
}

function tooOld({ time }: Verified, maxAge: number | undefined, now: number): string | undefined {
  if (maxAge === undefined) return undefined;
  if (time === undefined) return 'no trusted clock says how old it is';
  return now - time > maxAge ? `it was signed at ${new Date(time).toISOString()}` : undefined;
}

/** One person is one signer, however often he signed. */
function nameOf(signer: Signer): string {
  return signer.by === 'key' ? signer.fingerprint : JSON.stringify([signer.issuer ?? null, signer.subjects.toSorted()]);
}

/** Of what the authorities say against one piece of evidence, the one that came furthest: it tells most. */
function closest(outcomes: readonly Result<Signer>[]): readonly Rejection[] {
  const rejections = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.rejection]));
  const [best] = rejections.toSorted((a, b) => FARNESS.indexOf(b.code) - FARNESS.indexOf(a.code));
  return best === undefined ? [] : [best];
}

/** Proves each piece of evidence once for each way of proving it. */
class Proofs {
  readonly indexes: readonly number[];
  readonly #known = new Map<string, Result<Verified>>();
  readonly #ids = new Map<object, number>();
  readonly #digest: string;
  readonly #evidence: readonly Evidence[];
  readonly #now: number;

  constructor(digest: string, evidence: readonly Evidence[], now: number) {
    this.#digest = digest;
    this.#evidence = evidence;
    this.#now = now;
    this.indexes = [...evidence.keys()];
  }

  prove(index: number, authority: Authority): Result<Verified> {
    const means = meansOf(authority, this.#now);
    const key = [
      index,
      means.by,
      means.log,
      this.#idOf(means.trust),
      means.by === 'key' ? means.key.fingerprint : [means.certificateLog, means.undatedAt],
    ].join(' ');
    const evidence = this.#evidence[index];
    const known = this.#known.get(key) ?? (evidence === undefined ? NO_EVIDENCE : verifyEvidence(evidence, this.#digest, means));
    this.#known.set(key, known);
    return known;
  }

  #idOf(trust: object): number {
    const id = this.#ids.get(trust) ?? this.#ids.size;
    this.#ids.set(trust, id);
    return id;
  }
}

function meansOf(authority: Authority, now: number): Means {
  if (authority.by === 'key')
    return { by: 'key', key: authority.key, trust: authority.trust ?? NO_TRUST, log: authority.trust !== undefined, undatedAt: now };
  const { trust, log = true, certificateLog = true, issuer } = authority;
  return { by: 'certificate', trust, log, certificateLog, ...(issuer === undefined && !log && { undatedAt: now }) };
}

const NO_EVIDENCE = rejected('malformed', 'there is no such evidence');
const NOTHING_WANTED: DemandVerdict = { satisfied: true, signers: [], candidates: 0, rejections: [] };
/** From what says least of the signer to what says most. */
const FARNESS: readonly Rejection['code'][] = [
  'malformed',
  'unsupported',
  'wrong-key',
  'wrong-subject',
  'signature-invalid',
  'wrong-type',
  'digest-mismatch',
  'time-untrusted',
  'not-logged',
  'certificate-untrusted',
  'wrong-issuer',
  'wrong-extension',
  'wrong-annotation',
  'too-old',
  'condition-failed',
];
