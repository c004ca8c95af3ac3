/**
 * What a door found out about an image before the engine was asked. Plain data, so that a recorded request can be judged again,
 * later, to the same verdict.
 */
export interface ImageVerification {
  /** The digest that was verified: as written, or what the tag stood for. Absent where it could not be found out. */
  readonly digest?: string;
  /** Whether the settings want the image to be named by that digest. */
  readonly pinned: boolean;
  /** One for each signature that the settings want. */
  readonly signatures: readonly Proof[];
  readonly attestations: readonly AttestationProof[];
}

export interface Proof {
  /** `unknown`: it could not be found out, since a registry did not answer, say. That is not "unsigned". */
  readonly outcome: 'verified' | 'refused' | 'unknown';
  /** Stable, as `wrong-subject` or `unreachable`; empty where verified. */
  readonly code: string;
  /** Who signed, or what was found and what was wanted. */
  readonly reason: string;
  /** Of `unknown`: the settings let it pass with no more than this. */
  readonly atMost?: 'warn' | 'audit';
}

export interface AttestationProof extends Proof {
  /** Its predicate type, such as `https://slsa.dev/provenance/v1`. */
  readonly type: string;
}

/** What is known of images, by their references in normal form; undefined where the settings want nothing of an image. */
export interface ImagesView {
  get(reference: string): ImageVerification | undefined;
}

/** Whether all that is wanted of an image was found, and that is something. */
export function isVerified({ signatures, attestations }: ImageVerification): boolean {
  const proofs = [...signatures, ...attestations];
  return proofs.length > 0 && proofs.every(({ outcome }) => outcome === 'verified');
}

/** Where no settings want anything of images. */
export const NO_IMAGES: ImagesView = { get: () => undefined };
