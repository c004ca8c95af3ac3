// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 throws unless this is there first.
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Json } from '../../src/signatures/strict-json.ts';
import { authorityOf, ISSUER, NOW, SUBJECT, type KeyPair } from './instance.ts';

/** An authority of the tests' own that certifies whatever it is asked to; Fulcio's mock knows one kind of key and one kind of name. */
export interface Authority {
  /** As a trusted root has it. */
  readonly entry: Json;
  certify(key: KeyObject, names?: readonly Name[]): Promise<Buffer>;
}

export interface Name {
  readonly type: 'url' | 'email' | 'dns';
  readonly value: string;
}

export async function newAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...DATES,
    name: 'CN=anybody',
    keys,
    signingAlgorithm: SIGNING,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    entry: authorityOf(Buffer.from(root.rawData)),
    certify: async (key, names = [{ type: 'url', value: SUBJECT }]) => {
      const publicKey = new x509.PublicKey(key.export({ type: 'spki', format: 'der' }));
      const leaf = await x509.X509CertificateGenerator.create({
        ...DATES,
        subject: '',
        issuer: root.subject,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: SIGNING,
        extensions: extensionsFor(names),
      });
      return Buffer.from(leaf.rawData);
    },
  };
}

/** A certificate that vouches for itself, and its keys. */
export async function selfSigned(): Promise<{ readonly certificate: Buffer; readonly key: KeyPair }> {
  const keys = await newKeys();
  const extensions = extensionsFor([{ type: 'url', value: SUBJECT }]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...DATES,
    name: 'CN=sigstore,O=sigstore.mock',
    keys,
    signingAlgorithm: SIGNING,
    extensions,
  });
  const key = { publicKey: KeyObject.from(keys.publicKey), privateKey: KeyObject.from(keys.privateKey) };
  return { certificate: Buffer.from(certificate.rawData), key };
}

/** As Fulcio writes them, for a signer whom the tests' settings want. */
function extensionsFor(names: readonly Name[]): x509.Extension[] {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.SubjectAlternativeNameExtension([...names], true),
    new x509.Extension('1.3.6.1.4.1.57264.1.1', false, Buffer.from(ISSUER)),
  ];
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  x509.cryptoProvider.set(webcrypto);
  return await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DATES = { notBefore: new Date(NOW.getTime() - 3_600_000), notAfter: new Date(NOW.getTime() + 3_600_000) };
