import type { KeyPair } from '../webhook/certificate.ts';
import type { DecisionLog } from '../webhook/respond.ts';
import type { RunningWebhook } from '../webhook/serve.ts';

/** Looks at the files of a certificate again and again, and serves what has come into them; a pair that is half written waits. */
export function keepRenewed(read: () => Promise<KeyPair>, first: KeyPair, running: RunningWebhook, log: DecisionLog): void {
  let seen = first;
  const look = async (): Promise<void> => {
    const pair = await read();
    if (pair.cert === seen.cert && pair.key === seen.key) return;
    seen = pair;
    const renewed = running.renew(pair);
    if (renewed.ok) log.info({ expires: new Date(renewed.expires).toISOString() }, 'certificate renewed');
    else log.error({ code: renewed.code }, `the new certificate is not served: ${renewed.message}`);
  };
  const next = (): void => {
    setTimeout(() => {
      look().then(next, (error: unknown) => {
        log.error({ error: error instanceof Error ? error.message : String(error) }, 'the certificate cannot be read');
        next();
      });
    }, BETWEEN_LOOKS).unref();
  };
  next();
}

/** Milliseconds; a kubelet brings a changed Secret within a minute or two. */
const BETWEEN_LOOKS = 5000;
