import { createHash, X509Certificate } from 'node:crypto';
import { MOST_TOKENS, type Evidence } from './evidence.ts';
import { accepted, rejected, type Result } from './outcome.ts';
import { field, parseStrict, type Json } from './strict-json.ts';

type Layer = Exclude<Evidence, { readonly form: 'bundle' }>;

/**
 * A layer of a `.sig` or `.att` tag as a Sigstore bundle v0.1, so that one verifier does for both generations. The chain that the
 * layer offers is left out: only the trusted root says which authorities there are.
 */
export function legacyBundle(layer: Layer): Result<Json> {
  try {
    const content = layer.form === 'dsse' ? envelopeContent(layer) : messageContent(layer);
    if (!content.ok) return content;
    const entry = tlogEntries(layer.annotations[ANNOTATIONS.bundle]);
    if (!entry.ok) return entry;
    const timestamp = timestampOf(layer.annotations[ANNOTATIONS.timestamp]);
    if (!timestamp.ok) return timestamp;
    return accepted({
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      verificationMaterial: {
        ...keyMaterial(layer.annotations[ANNOTATIONS.certificate]),
        tlogEntries: entry.value,
        timestampVerificationData: { rfc3161Timestamps: timestamp.value },
      },
      ...content.value,
    });
  } catch {
    return rejected('malformed', 'the annotation with the certificate holds no certificate in PEM');
  }
}

type Content = { readonly messageSignature: Json } | { readonly dsseEnvelope: Json };

function messageContent({ content, annotations }: Layer): Result<Content> {
  const signature = annotations[ANNOTATIONS.signature];
  if (signature === undefined || signature === '') return rejected('malformed', 'the signature layer has no annotation with a signature');
  const digest = createHash('sha256').update(content).digest('base64');
  return accepted({ messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest }, signature } });
}

function envelopeContent({ content }: Layer): Result<Content> {
  const envelope = parseStrict(content, 'the DSSE envelope', MOST_TOKENS);
  return envelope.ok ? accepted({ dsseEnvelope: envelope.value }) : envelope;
}

function keyMaterial(certificate: string | undefined): { readonly [key: string]: Json } {
  if (certificate === undefined || certificate === '') return { publicKey: { hint: '' } };
  const rawBytes = new X509Certificate(certificate).raw.toString('base64');
  return { x509CertificateChain: { certificates: [{ rawBytes }] } };
}

/** `{ SignedEntryTimestamp, Payload: { body, integratedTime, logIndex, logID } }`, as Rekor v1 answers it. */
function tlogEntries(annotation: string | undefined): Result<readonly Json[]> {
  if (annotation === undefined || annotation === '') return accepted([]);
  const parsed = parseStrict(Buffer.from(annotation), 'the annotation with the log entry');
  if (!parsed.ok) return parsed;
  const payload = field(parsed.value, 'Payload') ?? null;
  const body = parseStrict(Buffer.from(textOf(field(payload, 'body')), 'base64'), 'the body of the log entry');
  if (!body.ok) return body;
  return accepted([
    {
      logIndex: countOf(field(payload, 'logIndex')),
      logId: { keyId: Buffer.from(textOf(field(payload, 'logID')), 'hex').toString('base64') },
      kindVersion: { kind: textOf(field(body.value, 'kind')), version: textOf(field(body.value, 'apiVersion')) },
      integratedTime: countOf(field(payload, 'integratedTime')),
      inclusionPromise: { signedEntryTimestamp: textOf(field(parsed.value, 'SignedEntryTimestamp')) },
      canonicalizedBody: textOf(field(payload, 'body')),
    },
  ]);
}

/** `{ SignedRFC3161Timestamp }` in base64. */
function timestampOf(annotation: string | undefined): Result<readonly Json[]> {
  if (annotation === undefined || annotation === '') return accepted([]);
  const parsed = parseStrict(Buffer.from(annotation), 'the annotation with the timestamp');
  if (!parsed.ok) return parsed;
  const signedTimestamp = field(parsed.value, 'SignedRFC3161Timestamp');
  return typeof signedTimestamp === 'string'
    ? accepted([{ signedTimestamp }])
    : rejected('malformed', 'the annotation with the timestamp holds none');
}

/** What is no whole number is none that any log would sign. */
function countOf(value: Json | undefined): string {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : '0';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
const ANNOTATIONS = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;
