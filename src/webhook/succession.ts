import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkPair, type KeyPair } from './certificate.ts';

/** `fit`: it serves, and will for long. `due`: it serves, and has less than a third of its time left. `unfit`: it can't serve that name. */
export function fitnessOf(pair: KeyPair, host: string, now: number): 'fit' | 'due' | 'unfit' {
  if (!checkPair(pair, now).ok) return 'unfit';
  const certificate = new X509Certificate(pair.cert);
  if ((isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) === undefined) return 'unfit';
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return to - now < (to - from) / 3 ? 'due' : 'fit';
}

/** Trust in the new authority and in those before it that still hold, so that whichever certificate is being served is trusted. */
export function overlapping(authority: string, before: string, now: number): string {
  const older = (before.match(CERTIFICATE) ?? []).filter((pem) => Date.parse(new X509Certificate(pem).validTo) > now);
  return [authority.trim(), ...older.slice(0, MOST_OLDER)].map((pem) => `${pem}\n`).join('');
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gsu;
/** One of them is being served; the other may still be, where a kubelet is slow. */
const MOST_OLDER = 2;
