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

/**
 * What the API server is to trust: the authority of the certificate and, for a day, those that it trusted before, since a kubelet may be
 * slow to bring what is new. After that, whoever lost the key of an authority gets rid of it by registering again.
 */
export function trusted({ ca, cert }: { readonly ca: string; readonly cert: string }, before: string, now: number): string {
  return now - Date.parse(new X509Certificate(cert).validFrom) < SLOWEST ? overlapping(ca, before, now) : ca;
}

/** Trust in the new authority and in the newest before it that still hold, so that whichever certificate is being served is trusted. */
export function overlapping(authority: string, before: string, now: number): string {
  const newest = certificatesIn(authority);
  const older = certificatesIn(before)
    .filter(({ validTo }) => Date.parse(validTo) > now)
    .toSorted((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom));
  const each = new Map([...newest, ...older].map((certificate) => [certificate.fingerprint256, `${certificate.toString().trim()}\n`]));
  return [...each.values()].slice(0, newest.length + MOST_OLDER).join('');
}

/** What is none is passed over: a bundle may have been written by anybody. */
function certificatesIn(bundle: string): readonly X509Certificate[] {
  return (bundle.match(CERTIFICATE) ?? []).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gsu;
/** One of them is being served; the other may still be, where a kubelet is slow. */
const MOST_OLDER = 2;
/** Milliseconds; longer than issuers date certificates back. */
const SLOWEST = 24 * 3_600_000;
