import { LARGEST_EVIDENCE, MOST_TOKENS, type Evidence } from './evidence.ts';
import { excessIn } from './excess.ts';
import { legacyBundle } from './legacy-bundle.ts';
import type { Means } from './means.ts';
import { accepted, rejected, type Result } from './outcome.ts';
import type { Signer } from './signer.ts';
import { simpleSigningClaim, statementClaim, type Claim } from './statement.ts';
import { parseStrict, type Json } from './strict-json.ts';
import { verifyBundle, type Proved } from './verify-bundle.ts';

/** A claim about an image that somebody proved to have signed. */
export interface Verified {
  readonly claim: Claim;
  readonly signer: Signer;
  /** Milliseconds since the epoch, by a trusted clock. */
  readonly time?: number;
}

/** Proves one piece of evidence, and that it is about this image. `digest` is that of the manifest, `sha256:` and hex digits. */
export function verifyEvidence(evidence: Evidence, digest: string, means: Means): Result<Verified> {
  if (evidence.content.length > LARGEST_EVIDENCE) return rejected('malformed', `it is larger than ${LARGEST_EVIDENCE} bytes`);
  const bundle = evidence.form === 'bundle' ? parseStrict(evidence.content, 'the bundle', MOST_TOKENS) : legacyBundle(evidence);
  if (!bundle.ok) return bundle;
  const excess = excessIn(bundle.value);
  if (excess !== undefined) return rejected('malformed', excess);
  const proved = prove(bundle.value, evidence, means);
  if (!proved.ok) return proved;
  const { signed, signer, time } = proved.value;
  const claim = claimOf(signed, digest);
  return claim.ok ? accepted({ claim: claim.value, signer, ...(time !== undefined && { time }) }) : claim;
}

function prove(bundle: Json, { form, content }: Evidence, means: Means): Result<Proved> {
  if (form === 'bundle') return verifyBundle(bundle, {}, means);
  return verifyBundle(bundle, form === 'simple-signing' ? { artifact: content } : { envelope: content }, means);
}

function claimOf(signed: Proved['signed'], digest: string): Result<Claim> {
  return signed.as === 'envelope' ? statementClaim(signed.payloadType, signed.content, digest) : simpleSigningClaim(signed.content, digest);
}
