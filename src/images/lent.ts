import type { Keychain } from '../signatures/registry/credentials.ts';
import { RegistryFailure } from '../signatures/registry/failure.ts';

/** Credentials that come with a question about an image, beside the door's own. */
export interface Lent {
  readonly keychain: Keychain;
  /** Why there are not all that were named, and what to do: each a sentence without its full stop. */
  readonly lacking: readonly string[];
}

/** A failure, and the registry whose it is. */
export class HostFailure extends RegistryFailure {
  readonly host: string;

  constructor(host: string, { code, message, retryAfter }: RegistryFailure) {
    super(code, message, retryAfter);
    this.host = host;
  }
}

/** Why a registry gave no answer: that it lets one not in may well be for want of what is lacking, and many say then that there is nothing. */
export function reasonOf({ code, message }: RegistryFailure, lent: Lent | undefined): string {
  return [message, ...(HIDDEN.has(code) ? (lent?.lacking ?? []) : [])].join('; ');
}

const HIDDEN: ReadonlySet<RegistryFailure['code']> = new Set(['unauthorized', 'not-found']);
