/** Why a signature or attestation does not count. Codes are stable; messages are for people. */
export type RejectionCode =
  /** Not what its media type says: no JSON, a key twice, a missing part, too large. */
  | 'malformed'
  /** Well-formed, and of a kind that is not verified here. */
  | 'unsupported'
  /** The cryptographic signature does not verify. */
  | 'signature-invalid'
  /** A genuine signature, of another image. */
  | 'digest-mismatch'
  /** A genuine signature, of a statement that is no signature of an image. */
  | 'wrong-type'
  /** The certificate does not lead to a trusted authority at the time of signing, or no certificate log vouches for it. */
  | 'certificate-untrusted'
  /** No trusted clock says when it was signed. */
  | 'time-untrusted'
  /** The transparency log does not hold it, or holds something else. */
  | 'not-logged'
  /** Signed by a key that is not the wanted one. */
  | 'wrong-key'
  /** Signed under the wanted subject, by another issuer. */
  | 'wrong-issuer'
  /** Signed by someone else. */
  | 'wrong-subject'
  /** The certificate says something else of the build than is wanted. */
  | 'wrong-extension'
  /** The signed annotations are not the wanted ones. */
  | 'wrong-annotation'
  /** Older than is allowed. */
  | 'too-old'
  /** The attested predicate does not meet a condition. */
  | 'condition-failed';

/** A candidate that does not count, and why. */
export interface Rejection {
  readonly code: RejectionCode;
  /** What was found and what was wanted, in one sentence. */
  readonly message: string;
}

/** A value, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rejection: Rejection };

export function accepted<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function rejected(code: RejectionCode, message: string): { readonly ok: false; readonly rejection: Rejection } {
  return { ok: false, rejection: { code, message } };
}
