import { sign as signWith } from 'node:crypto';
import type { Evidence } from '../../src/signatures/evidence.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { pem, sha256, type Instance, type KeyPair, type LogEntry } from './instance.ts';

/** A `.sig` layer as cosign 2 writes it. */
export interface LayerOptions {
  readonly key: KeyPair;
  readonly certificate?: Buffer | undefined;
  readonly instance?: Instance | undefined;
  readonly change?: (annotations: Record<string, string>, entry: LogEntry | undefined) => Record<string, string>;
}

export async function signatureLayer(payload: string | Json, { key, certificate, instance, change }: LayerOptions): Promise<Evidence> {
  const content = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const signature = signBytes(content, key);
  const entry = await instance?.log({
    kind: 'hashedrekord',
    apiVersion: '0.0.1',
    spec: {
      data: { hash: { algorithm: 'sha256', value: sha256(content).toString('hex') } },
      signature: {
        content: signature.toString('base64'),
        publicKey: { content: Buffer.from(verifierPem(key, certificate)).toString('base64') },
      },
    },
  });
  const annotations = { 'dev.cosignproject.cosign/signature': signature.toString('base64'), ...proofAnnotations(certificate, entry) };
  return { form: 'simple-signing', content, annotations: change?.(annotations, entry) ?? annotations };
}

/** An `.att` layer as cosign 2 writes it. */
export async function attestationLayer(statement: Json, { key, certificate, instance, change }: LayerOptions): Promise<Evidence> {
  const { envelope, entry } = await sealed(statement, PAYLOAD_TYPE, key, certificate, instance);
  const annotations = proofAnnotations(certificate, entry);
  return { form: 'dsse', content: Buffer.from(JSON.stringify(envelope)), annotations: change?.(annotations, entry) ?? annotations };
}

export interface BundleOptions {
  readonly key: KeyPair;
  readonly certificate?: Buffer | undefined;
  readonly instance?: Instance | undefined;
  readonly payloadType?: string;
  /** A clock's word instead of the log's. */
  readonly timestamped?: boolean;
  readonly change?: (bundle: BundleParts) => object;
}

export interface BundleParts {
  readonly mediaType: string;
  readonly verificationMaterial: Record<string, unknown> & { readonly tlogEntries: readonly Record<string, unknown>[] };
  readonly dsseEnvelope: Envelope;
}

/** A Sigstore bundle v0.3 as cosign 3 writes it. */
export async function bundle(
  statement: Json,
  { key, certificate, instance, payloadType = PAYLOAD_TYPE, timestamped = false, change }: BundleOptions,
): Promise<Evidence> {
  const { envelope, entry } = await sealed(statement, payloadType, key, certificate, instance);
  const signature = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
  const rfc3161Timestamps = timestamped ? [{ signedTimestamp: (await instance?.timestamp(signature))?.toString('base64') }] : [];
  const parts: BundleParts = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      ...(certificate === undefined ? { publicKey: { hint: '' } } : { certificate: { rawBytes: certificate.toString('base64') } }),
      tlogEntries: entry === undefined ? [] : [entryJson(entry, !timestamped)],
      timestampVerificationData: { rfc3161Timestamps },
    },
    dsseEnvelope: envelope,
  };
  return { form: 'bundle', content: Buffer.from(JSON.stringify(change?.(parts) ?? parts)) };
}

export interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string; readonly keyid: string }[];
}

async function sealed(statement: Json, payloadType: string, key: KeyPair, certificate: Buffer | undefined, instance: Instance | undefined) {
  const payload = Buffer.from(typeof statement === 'string' ? statement : JSON.stringify(statement));
  const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  const sig = signBytes(encoded, key).toString('base64');
  const envelope: Envelope = { payload: payload.toString('base64'), payloadType, signatures: [{ sig, keyid: '' }] };
  const verifier = Buffer.from(verifierPem(key, certificate)).toString('base64');
  const entry = await instance?.log({
    kind: 'dsse',
    apiVersion: '0.0.1',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256(Buffer.from(JSON.stringify(envelope))).toString('hex') },
      payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
      signatures: [{ signature: sig, verifier }],
    },
  });
  return { envelope, entry };
}

export function simpleSigning(
  digest: string,
  more: { readonly type?: string; readonly optional?: Json; readonly repository?: string } = {},
): Json {
  return {
    critical: {
      identity: { 'docker-reference': more.repository ?? 'registry.example/acme/app' },
      image: { 'docker-manifest-digest': digest },
      type: more.type ?? 'cosign container image signature',
    },
    optional: more.optional ?? null,
  };
}

export function statementOf(
  digest: string,
  predicateType = 'https://sigstore.dev/cosign/sign/v1',
  predicate: Json = {},
): Record<string, Json> {
  const [algorithm = '', hex = ''] = digest.split(':');
  return { _type: 'https://in-toto.io/Statement/v1', subject: [{ name: '', digest: { [algorithm]: hex } }], predicateType, predicate };
}

function signBytes(content: Buffer, { privateKey }: KeyPair): Buffer {
  return signWith(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', content, privateKey);
}

function verifierPem({ publicKey }: KeyPair, certificate: Buffer | undefined): string {
  return certificate === undefined ? pem(publicKey) : certificatePem(certificate);
}

export function certificatePem(certificate: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/(.{64})/gu, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

function proofAnnotations(certificate: Buffer | undefined, entry: LogEntry | undefined): Record<string, string> {
  return {
    ...(certificate && { 'dev.sigstore.cosign/certificate': certificatePem(certificate) }),
    ...(entry && { 'dev.sigstore.cosign/bundle': rekorBundle(entry) }),
  };
}

export function rekorBundle({ body, integratedTime, logID, logIndex, verification }: LogEntry): string {
  return JSON.stringify({ SignedEntryTimestamp: verification.signedEntryTimestamp, Payload: { body, integratedTime, logIndex, logID } });
}

function entryJson(
  { body, integratedTime, logID, logIndex, verification: { inclusionProof, signedEntryTimestamp } }: LogEntry,
  promised: boolean,
): Record<string, unknown> {
  const { kind, apiVersion } = JSON.parse(Buffer.from(body, 'base64').toString()) as { readonly kind: string; readonly apiVersion: string };
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: promised ? String(integratedTime) : '0',
    ...(promised && { inclusionPromise: { signedEntryTimestamp } }),
    inclusionProof: {
      logIndex: String(inclusionProof.logIndex),
      rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'),
      treeSize: String(inclusionProof.treeSize),
      hashes: [],
      checkpoint: { envelope: inclusionProof.checkpoint },
    },
    canonicalizedBody: body,
  };
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
