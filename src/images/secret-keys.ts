import { isSecretKey, parseSecretKey } from '../kube/secret-key-ref.ts';
import type { RawAuthority, RawImagePolicy, RawImages, RawQuorum, UnreadKey } from '../settings/raw.ts';

/** What is known of a key in a Secret: the key in PEM, or why there is none. */
export type SecretKey = { readonly pem: string } | { readonly why: string };

/** The keys of the settings that are in Secrets, each once, as they are written. */
export function secretKeysIn({ policies = [] }: RawImages): readonly string[] {
  const authorities = policies.flatMap(({ signatures, attestations = [] }) =>
    [signatures, ...attestations].flatMap((one) => one?.by ?? []),
  );
  return [...new Set(authorities.flatMap(({ key }) => (key !== undefined && isSecretKey(key) ? [key] : [])))];
}

/** The settings with what a cluster's Secrets hold; copies beside the settings count for nothing then. */
export function withSecretKeys(images: RawImages, known: ReadonlyMap<string, SecretKey>): RawImages {
  return { ...images, policies: (images.policies ?? []).map((policy) => policyWith(policy, known)) };
}

/** Why the key of a signer is not known here; undefined where it is, or where there is no such key. */
export function unreadKeyOf({ key, copy, unread }: RawAuthority): UnreadKey | undefined {
  if (key === undefined || !isSecretKey(key)) return undefined;
  if (unread !== undefined) return unread;
  if (copy !== undefined) return undefined;
  const { namespace = '', name = '' } = parseSecretKey(key) ?? {};
  const reason = `its key is in Secret ${namespace}/${name}, which is asked for in the cluster alone; name a copy of its public half (copy: the file that cosign public-key --key ${key} prints)`;
  return { code: 'key-in-cluster', reason, atMost: 'warn' };
}

/** By the signatures, and by each attestation, of a policy. */
export interface UnreadKeys {
  readonly signatures: readonly UnreadKey[];
  readonly attestations: readonly (readonly UnreadKey[])[];
}

export function unreadKeysOf({ signatures, attestations = [] }: RawImagePolicy): UnreadKeys {
  return { signatures: unreadIn(signatures?.by), attestations: attestations.map(({ by = signatures?.by }) => unreadIn(by)) };
}

function unreadIn(by: readonly RawAuthority[] = []): readonly UnreadKey[] {
  return by.flatMap((authority) => unreadKeyOf(authority) ?? []);
}

function policyWith(policy: RawImagePolicy, known: ReadonlyMap<string, SecretKey>): RawImagePolicy {
  const { signatures, attestations } = policy;
  return {
    ...policy,
    ...(signatures && { signatures: quorumWith(signatures, known) }),
    ...(attestations && { attestations: attestations.map((attestation) => quorumWith(attestation, known)) }),
  };
}

function quorumWith<Q extends Partial<RawQuorum>>(quorum: Q, known: ReadonlyMap<string, SecretKey>): Q {
  return quorum.by === undefined ? quorum : { ...quorum, by: quorum.by.map((authority) => authorityWith(authority, known)) };
}

function authorityWith(authority: RawAuthority, known: ReadonlyMap<string, SecretKey>): RawAuthority {
  const { key, copy: _, ...others } = authority;
  if (key === undefined || !isSecretKey(key)) return authority;
  const found = known.get(key) ?? { why: 'has not been read yet; try again' };
  if ('pem' in found) return { ...others, key: found.pem };
  return { ...others, key, unread: { code: 'key-unread', reason: `its key ${key} is not known: the Secret ${found.why}` } };
}
