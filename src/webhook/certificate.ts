// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 throws unless this is there first.
import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** PEM texts of a certificate, with its chain, and of its private key. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface SelfMade extends KeyPair {
  /** The authority that signed the certificate: what a client must trust, and what goes into `caBundle`. */
  readonly ca: string;
}

export type CheckedPair =
  | { readonly ok: true; /** Milliseconds since the epoch. */ readonly expires: number }
  | { readonly ok: false; readonly code: 'no-certificate' | 'no-key' | 'mismatch' | 'not-yet-valid' | 'expired'; readonly message: string };

/** A certificate of an authority made for it alone, for loopback and the given host names and addresses; the authority's key is forgotten. */
export async function makeCertificate(hosts: readonly string[], now: number): Promise<SelfMade> {
  x509.cryptoProvider.set(webcrypto);
  const dates = { notBefore: new Date(now - CLOCK_SKEW), notAfter: new Date(now + VALIDITY) };
  const authority = await makeAuthority(dates);
  const keys = await newKeys();
  const leaf = await x509.X509CertificateGenerator.create({
    ...dates,
    serialNumber: serial(),
    subject: 'CN=lintel webhook',
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...new Set([...LOOPBACK, ...hosts])].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return { ca: `${authority.certificate.toString('pem')}\n`, cert: `${leaf.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

/** Whether a pair can serve now: both parse, they belong together, and the dates hold. */
export function checkPair({ cert, key }: KeyPair, now: number): CheckedPair {
  const certificate = attempt(() => new X509Certificate(cert));
  if (certificate === undefined)
    return fault('no-certificate', 'The TLS certificate is not a PEM certificate. Give a file that begins with BEGIN CERTIFICATE.');
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined)
    return fault('no-key', 'The TLS key is not an unencrypted PEM private key. Give a file that begins with BEGIN PRIVATE KEY.');
  if (!certificate.checkPrivateKey(privateKey))
    return fault(
      'mismatch',
      'The TLS key does not belong to the TLS certificate. Give the key that the certificate was made for; the server certificate stands first in its file.',
    );
  const [validFromDate, validToDate] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (validFromDate.getTime() > now)
    return fault(
      'not-yet-valid',
      `The TLS certificate is valid from ${validFromDate.toISOString()} only. Check the clock, or make a new one.`,
    );
  if (validToDate.getTime() <= now) return fault('expired', `The TLS certificate expired at ${validToDate.toISOString()}. Make a new one.`);
  return { ok: true, expires: validToDate.getTime() };
}

async function makeAuthority(dates: { readonly notBefore: Date; readonly notAfter: Date }) {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    serialNumber: serial(),
    name: 'CN=lintel authority',
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
}

async function newKeys() {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const body = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${body.replaceAll(/(.{64})/gu, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

/** Positive, as RFC 5280 wants it. */
function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function fault(code: Extract<CheckedPair, { ok: false }>['code'], message: string): CheckedPair {
  return { ok: false, code, message };
}

const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const VALIDITY = 365 * 24 * 3_600_000;
/** The clocks of a cluster differ a little. */
const CLOCK_SKEW = 5 * 60_000;
