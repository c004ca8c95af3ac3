import type { PublicKey } from './public-key.ts';
import type { Trust } from './trust.ts';

/** By what means a signature has to be proved. `log`: whether the transparency log has to hold it. */
export type Means =
  | {
      readonly by: 'key';
      readonly key: PublicKey;
      readonly trust: Trust;
      readonly log: boolean;
      /** Milliseconds since the epoch at which a log is judged whose entry no trusted clock dates. */
      readonly undatedAt: number;
    }
  | {
      readonly by: 'certificate';
      readonly trust: Trust;
      readonly log: boolean;
      /** Whether certificate logs have to vouch for the certificate. */
      readonly certificateLog: boolean;
      /** Milliseconds since the epoch at which a certificate is judged that no trusted clock dates; absent: such a one is refused. */
      readonly undatedAt?: number;
    };
