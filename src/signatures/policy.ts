import type { Matcher } from './matcher.ts';
import type { PublicKey } from './public-key.ts';
import type { ExtensionName } from './signer.ts';
import type { Json } from './strict-json.ts';
import type { Trust } from './trust.ts';

/** Who may sign. */
export type Authority = KeyAuthority | KeylessAuthority;

/** A key of one's own, wherever its private half is kept. */
export interface KeyAuthority {
  readonly by: 'key';
  readonly key: PublicKey;
  /** What its log and its clocks are believed by; absent where no log has to hold the signature. */
  readonly trust?: Trust;
}

/** A certificate of Fulcio, or of a private authority. */
export interface KeylessAuthority {
  readonly by: 'certificate';
  readonly trust: Trust;
  /** Mandatory with Fulcio: a subject without its issuer is anybody's word. Absent: certificates of a private authority that name none. */
  readonly issuer?: Matcher;
  readonly subject: Matcher;
  readonly extensions?: Readonly<Partial<Record<ExtensionName, Matcher>>>;
  /** Default: both. A private authority may do without. */
  readonly log?: boolean;
  readonly certificateLog?: boolean;
}

/** At least `count` distinct signers, each accepted by one of the authorities. */
export interface Quorum {
  readonly count: number;
  readonly authorities: readonly Authority[];
}

/** What an image needs. */
export interface ImagePolicy {
  /** Absent: no signature is needed, attestations alone. */
  readonly signatures?: SignatureDemand;
  readonly attestations: readonly AttestationDemand[];
}

export interface SignatureDemand extends Quorum {
  /** Signed annotations that must be there, with these values. */
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface AttestationDemand extends Quorum {
  readonly predicateType: string;
  /** What the predicate has to be like: undefined where it is, else what is wrong with it. Pure. */
  readonly condition?: (predicate: Json, now: number) => string | undefined;
  /** Milliseconds since a trusted clock dated the signature. */
  readonly maxAge?: number;
}
