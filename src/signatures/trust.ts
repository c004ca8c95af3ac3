import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, type TrustMaterial } from '@sigstore/verify';
import { field, parseStrict, type Json } from './strict-json.ts';

/** Whom to believe: certificate authorities, transparency logs, certificate logs and clocks, each within its time. */
export interface Trust {
  readonly material: TrustMaterial;
}

/**
 * Reads a `trusted_root.json` (protobuf TrustedRoot). Throws a TypeError that says what is wrong. Every key and authority must say
 * since when it is valid: one that does not would be believed for all of the past.
 */
export function trustedRootFromJson(bytes: Uint8Array): Trust {
  const parsed = parseStrict(bytes, 'the trusted root');
  if (!parsed.ok) throw new TypeError(parsed.rejection.message);
  const fault = faultIn(parsed.value);
  if (fault !== undefined) throw new TypeError(fault);
  try {
    return { material: toTrustMaterial(TrustedRoot.fromJSON(parsed.value)) };
  } catch (error) {
    throw new TypeError(`the trusted root cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The root of the public Sigstore instance, as of the release of the package that ships it. */
export function publicGoodTrust(): Trust {
  const encoded = field(seeds, PUBLIC_GOOD, 'targets', 'trusted_root.json');
  if (typeof encoded !== 'string') throw new TypeError('@sigstore/tuf ships no root of the public Sigstore instance any more');
  return trustedRootFromJson(Buffer.from(encoded, 'base64'));
}

/** For keys without a transparency log: nothing else is believed. */
export const NO_TRUST: Trust = {
  material: toTrustMaterial({ mediaType: '', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] }),
};

function faultIn(root: Json): string | undefined {
  for (const [list, path] of DATED) {
    const entries = field(root, list) ?? [];
    if (!Array.isArray(entries)) return `${list} of the trusted root is no list`;
    const index = entries.findIndex((entry: Json) => typeof field(entry, ...path) !== 'string');
    if (index >= 0) return `${list}[${index}] of the trusted root does not say since when it is valid (${path.join('.')})`;
  }
  return undefined;
}

const KEY_START = ['publicKey', 'validFor', 'start'];
const AUTHORITY_START = ['validFor', 'start'];
const DATED: readonly (readonly [list: string, path: readonly string[]])[] = [
  ['tlogs', KEY_START],
  ['ctlogs', KEY_START],
  ['certificateAuthorities', AUTHORITY_START],
  ['timestampAuthorities', AUTHORITY_START],
];
const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev';
