import type { Proof } from '../engine/images.ts';
import type { UnreadKey } from '../settings/raw.ts';
import type { Quorum } from '../signatures/policy.ts';
import type { DemandVerdict } from '../signatures/verify-image.ts';

/** Where those whose keys are not known might have signed, and that would be enough: nobody knows. */
export function unsureProof(
  { satisfied, signers }: DemandVerdict,
  { count }: Quorum,
  unread: readonly UnreadKey[] = [],
): Proof | undefined {
  return satisfied || unread.length === 0 || signers.length + unread.length < count ? undefined : unknownFor(unread);
}

/** Where nobody else may sign: no registry and no lock file could help. */
export function unreadProof({ authorities }: Quorum, unread: readonly UnreadKey[] = []): Proof | undefined {
  return authorities.length > 0 || unread.length === 0 ? undefined : unknownFor(unread);
}

function unknownFor(unread: readonly UnreadKey[]): Proof {
  const reason = [...new Set(unread.map((key) => key.reason))].join('; ');
  const isSoft = unread.every(({ atMost }) => atMost === 'warn');
  return { outcome: 'unknown', code: unread[0]?.code ?? '', reason, ...(isSoft && { atMost: 'warn' }) };
}
