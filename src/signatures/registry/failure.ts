/** Why a registry gave no answer that counts. None of these means that something is not signed. */
export type RegistryFailureCode =
  /** No such repository, manifest or blob: for whoever asks for a signature, an answer. */
  | 'not-found'
  /** It takes no such question: a name that is none for it, or an API that it does not have. Whoever chose the name brought it about. */
  | 'bad-request'
  | 'unauthorized'
  | 'rate-limited'
  | 'server-error'
  | 'unreachable'
  | 'timeout'
  /** An address, scheme or redirect that is not followed. */
  | 'refused'
  | 'too-large'
  /** The bytes are not those that the digest names. */
  | 'digest-mismatch'
  | 'malformed';

export class RegistryFailure extends Error {
  readonly code: RegistryFailureCode;
  /** How long the registry asks to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: RegistryFailureCode, message: string, retryAfter?: number) {
    super(message);
    this.name = 'RegistryFailure';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
