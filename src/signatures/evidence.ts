/**
 * What stands beside an image and claims something of it; every byte is untrusted.
 * `bundle`: a Sigstore bundle (cosign 3). `simple-signing` and `dsse`: the layers of a `.sig` or `.att` tag (cosign 1 and 2), the
 * signature of the first and the proofs of both in annotations. https://github.com/sigstore/cosign/blob/main/specs
 */
export type Evidence =
  | { readonly form: 'bundle'; readonly content: Uint8Array }
  | { readonly form: 'simple-signing' | 'dsse'; readonly content: Uint8Array; readonly annotations: Readonly<Record<string, string>> };

/** Evidence as plain JSON, for files that keep it. */
export type StoredEvidence =
  | { readonly form: 'bundle'; readonly content: string }
  | { readonly form: 'simple-signing' | 'dsse'; readonly content: string; readonly annotations: Readonly<Record<string, string>> };

/** The content in base64, the rest as it is. */
export function storeEvidence(evidence: Evidence): StoredEvidence {
  return { ...evidence, content: Buffer.from(evidence.content).toString('base64') };
}

export function readEvidence(stored: StoredEvidence): Evidence {
  return { ...stored, content: Buffer.from(stored.content, 'base64') };
}

/** Layer and artifact types by which cosign stores evidence. */
export const MEDIA_TYPES = {
  bundle: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  simpleSigning: 'application/vnd.dev.cosign.simplesigning.v1+json',
  dsse: 'application/vnd.dsse.envelope.v1+json',
} as const;

/** More than this no signed statement needs; an SBOM of a large image has a few megabytes. */
export const LARGEST_EVIDENCE = 32 * 1024 * 1024;

/** Of JSON around what is signed, which is a single one of them, however large; real evidence has some hundreds. */
export const MOST_TOKENS = 5000;
