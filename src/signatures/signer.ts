import { X509Certificate, type ASN1Obj } from '@sigstore/core';
import type { KeyObject } from 'node:crypto';
import { accepted, rejected, type Result } from './outcome.ts';
import { fingerprintOf } from './public-key.ts';

/** Who signed. */
export type Signer = { readonly by: 'key'; readonly fingerprint: string } | CertificateSigner;

export interface CertificateSigner {
  readonly by: 'certificate';
  /** The OIDC provider that vouched for the subject (Fulcio); absent in a certificate of another authority. */
  readonly issuer?: string;
  /** Every subject alternative name: URIs, e-mail addresses and Fulcio's usernames. */
  readonly subjects: readonly string[];
  /** What Fulcio says of the build, by the names of its extensions. */
  readonly extensions: Readonly<Partial<Record<ExtensionName, string>>>;
  /** Of the key, as of a key that signs without a certificate. */
  readonly fingerprint: string;
}

/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
export type ExtensionName = keyof typeof EXTENSIONS;

/** Who a leaf certificate names; whether it is to be trusted is decided elsewhere. */
export function certificateSigner(raw: Uint8Array, key: KeyObject): Result<CertificateSigner> {
  const certificate = X509Certificate.parse(Buffer.from(raw));
  const issuers = new Set([rawText(certificate, `${FULCIO}.1`), derText(certificate, `${FULCIO}.8`)].filter((text) => text !== undefined));
  if (issuers.size > 1) return rejected('certificate-untrusted', `the certificate names two issuers: ${[...issuers].join(' and ')}`);
  const [issuer] = issuers;
  const texts = Object.entries(EXTENSIONS).map(([name, number]) => [name, extensionText(certificate, number)] as const);
  return accepted({
    by: 'certificate',
    subjects: subjectsOf(certificate),
    extensions: Object.fromEntries(texts.filter(([, text]) => text !== undefined)),
    fingerprint: fingerprintOf(key),
    ...(issuer !== undefined && { issuer }),
  });
}

/** As messages name it. */
export function describeSigner(signer: Signer): string {
  if (signer.by === 'key') return `the key ${signer.fingerprint}`;
  const subjects = signer.subjects.length === 0 ? 'nobody' : signer.subjects.map((subject) => JSON.stringify(subject)).join(', ');
  return signer.issuer === undefined ? subjects : `${subjects} (issuer ${JSON.stringify(signer.issuer)})`;
}

/** Decoded as UTF-8, and never by dropping bits: a look-alike must not become the name that it looks like. */
function subjectsOf(certificate: X509Certificate): readonly string[] {
  const names = certificate.extSubjectAltName?.valueObj.subs[0]?.subs ?? [];
  return names.flatMap((name) => {
    if (name.tag.isContextSpecific(EMAIL) || name.tag.isContextSpecific(URI)) return [name.value.toString('utf8')];
    return name.tag.isContextSpecific(OTHER_NAME) ? usernameIn(name) : [];
  });
}

function usernameIn(name: ASN1Obj): readonly string[] {
  const [oid, wrapped] = name.subs;
  const text = wrapped?.subs[0]?.value;
  return oid?.toOID() === `${FULCIO}.7` && text !== undefined ? [text.toString('utf8')] : [];
}

/** The older extensions hold bare text, the newer ones a DER UTF8String. */
function extensionText(certificate: X509Certificate, number: number): string | undefined {
  const oid = `${FULCIO}.${number}`;
  return number < FIRST_DER ? rawText(certificate, oid) : derText(certificate, oid);
}

function rawText(certificate: X509Certificate, oid: string): string | undefined {
  return certificate.extension(oid)?.value.toString('utf8');
}

function derText(certificate: X509Certificate, oid: string): string | undefined {
  return certificate.extension(oid)?.valueObj.subs[0]?.value.toString('utf8');
}

const FULCIO = '1.3.6.1.4.1.57264.1';
const FIRST_DER = 8;
export const EXTENSIONS = {
  githubWorkflowTrigger: 2,
  githubWorkflowSha: 3,
  githubWorkflowName: 4,
  githubWorkflowRepository: 5,
  githubWorkflowRef: 6,
  buildSignerUri: 9,
  buildSignerDigest: 10,
  runnerEnvironment: 11,
  sourceRepositoryUri: 12,
  sourceRepositoryDigest: 13,
  sourceRepositoryRef: 14,
  sourceRepositoryIdentifier: 15,
  sourceRepositoryOwnerUri: 16,
  sourceRepositoryOwnerIdentifier: 17,
  buildConfigUri: 18,
  buildConfigDigest: 19,
  buildTrigger: 20,
  runInvocationUri: 21,
  sourceRepositoryVisibilityAtSigning: 22,
} as const;
/** Tags of a GeneralName (RFC 5280, 4.2.1.6). */
const OTHER_NAME = 0x00;
const EMAIL = 0x01;
const URI = 0x06;
