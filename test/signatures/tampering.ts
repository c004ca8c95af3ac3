import { ASN1Obj } from '@sigstore/core';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Trust } from '../../src/signatures/trust.ts';
import { bundle, rekorBundle, signatureLayer, simpleSigning } from './forge.ts';
import { pem, trustOf, type Instance, type KeyPair } from './instance.ts';
import { DIGEST, instance, key, OTHER, stranger } from './signers.ts';

/** The signature is of one key, and the log was told another. */
export async function misLogged(): Promise<Evidence> {
  return signatureLayer(simpleSigning(DIGEST), {
    key,
    instance: {
      ...instance,
      log: (entry) => {
        const told = JSON.parse(JSON.stringify(entry)) as { spec: { signature: { publicKey: { content: string } } } };
        told.spec.signature.publicKey.content = Buffer.from(pem(stranger.publicKey)).toString('base64');
        return instance.log(told);
      },
    },
  });
}

export function twice(): string {
  return JSON.stringify(simpleSigning(DIGEST)).replace(
    '"docker-manifest-digest"',
    `"docker-manifest-digest":"${OTHER}","docker-manifest-digest"`,
  );
}

export function bytesOf(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function without(name: string) {
  return (annotations: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== name));
}

export function withEntryOf(other: Evidence) {
  return (annotations: Record<string, string>): Record<string, string> => ({
    ...annotations,
    'dev.sigstore.cosign/bundle': other.form === 'bundle' ? '' : (other.annotations['dev.sigstore.cosign/bundle'] ?? ''),
  });
}

export function laterBy(seconds: number): NonNullable<Parameters<typeof signatureLayer>[1]['change']> {
  return (annotations, entry) =>
    entry === undefined
      ? annotations
      : { ...annotations, 'dev.sigstore.cosign/bundle': rekorBundle({ ...entry, integratedTime: entry.integratedTime + seconds }) };
}

/** Letters whose lower seven bits are those of the wanted name. */
export function lookAlike(text: string): string {
  return text.replace('a', String.fromCodePoint(0x61 + 0x80));
}

export const withoutTime: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  verificationMaterial: {
    ...parts.verificationMaterial,
    tlogEntries: parts.verificationMaterial.tlogEntries.map(({ inclusionPromise: _promise, ...entry }) => ({
      ...entry,
      integratedTime: '0',
    })),
  },
});

export const doubled: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  dsseEnvelope: { ...parts.dsseEnvelope, signatures: [...parts.dsseEnvelope.signatures, ...parts.dsseEnvelope.signatures] },
});

/** Trust in all that several instances have. */
export function trusting(...instances: readonly Instance[]): Trust {
  const lists = ['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'];
  return trustOf(Object.fromEntries(lists.map((list) => [list, instances.flatMap(({ root }) => root[list] as readonly Json[])])));
}

/** An envelope of something else, told as a statement after it was signed. */
export const retyped: NonNullable<Parameters<typeof bundle>[1]['change']> = (parts) => ({
  ...parts,
  dsseEnvelope: { ...parts.dsseEnvelope, payloadType: 'application/vnd.in-toto+json' },
});

/** The certificate with an authority beside it, in the form of a bundle that has room for both. */
export function chained(authority: Buffer): NonNullable<Parameters<typeof bundle>[1]['change']> {
  return ({ verificationMaterial: { certificate, ...material }, ...parts }) => ({
    ...parts,
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
    verificationMaterial: {
      ...material,
      x509CertificateChain: { certificates: [certificate, { rawBytes: authority.toString('base64') }] },
    },
  });
}

/** A signature in DER, and a byte after it. */
export function withTail(annotations: Record<string, string>): Record<string, string> {
  const name = 'dev.cosignproject.cosign/signature';
  return { ...annotations, [name]: Buffer.concat([Buffer.from(annotations[name] ?? '', 'base64'), Buffer.of(0)]).toString('base64') };
}

/** As many copies of the entry as anybody likes. */
export function repeatedly(times: number): NonNullable<Parameters<typeof bundle>[1]['change']> {
  return ({ verificationMaterial, ...parts }) => ({
    ...parts,
    verificationMaterial: {
      ...verificationMaterial,
      tlogEntries: Array.from({ length: times }, () => verificationMaterial.tlogEntries[0]),
    },
  });
}

/** A hint of so many bytes. */
export function swollen(bytes: number): NonNullable<Parameters<typeof bundle>[1]['change']> {
  return ({ verificationMaterial, ...parts }) => ({
    ...parts,
    verificationMaterial: { ...verificationMaterial, publicKey: { hint: 'x'.repeat(bytes) } },
  });
}

/** The same signature by other numbers: with (r, s), (r, n - s) verifies, too. */
export function malleated(annotations: Record<string, string>): Record<string, string> {
  const name = 'dev.cosignproject.cosign/signature';
  const [r, s] = ASN1Obj.parseBuffer(Buffer.from(annotations[name] ?? '', 'base64')).subs.map((number) => number.toInteger());
  const numbers = Buffer.concat([integer(r ?? 0n), integer(P256_ORDER - (s ?? 0n))]);
  return { ...annotations, [name]: Buffer.concat([Buffer.of(0x30, numbers.length), numbers]).toString('base64') };
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
  return Buffer.concat([Buffer.of(2, positive.length), positive]);
}

/** A key as PEM, its point in the form of one coordinate and a sign. */
export function compressed({ publicKey }: KeyPair): string {
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
  const short = Buffer.concat([Buffer.of(2 + ((point[64] ?? 0) % 2)), point.subarray(1, 33)]);
  const der = Buffer.concat([P256_COMPRESSED, short]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** SubjectPublicKeyInfo (RFC 5480) up to a compressed point on P-256. */
const P256_COMPRESSED = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
