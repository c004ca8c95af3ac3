import { createHash, generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import type { Json } from '../../src/signatures/strict-json.ts';
import { trustedRootFromJson, type Trust } from '../../src/signatures/trust.ts';

/** A Sigstore instance of the tests' own: an authority, its logs and its clock, all in this process. */
export interface Instance {
  readonly root: Record<string, Json>;
  readonly trust: Trust;
  /** The certificate of the authority, in DER. */
  readonly authority: Buffer;
  certify(key: KeyObject, subject: string, options?: CertifyOptions): Promise<Buffer>;
  log(entry: object): Promise<LogEntry>;
  timestamp(signature: Buffer): Promise<Buffer>;
  /** Of bytes whose SHA-256 this is. */
  timestampHash(artifactHash: Buffer): Promise<Buffer>;
  /** What the log signs of a tree of so many entries, with this hash at its root. */
  checkpoint(size: bigint, rootHash: Buffer): string;
}

export interface CertifyOptions {
  readonly issuer?: string;
  /** What the older extension says; default: the same. */
  readonly oldIssuer?: string;
  readonly extensions?: readonly { readonly oid: string; readonly value: string }[];
}

export interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: { readonly signedEntryTimestamp: string; readonly inclusionProof: Proof };
}

interface Proof {
  readonly logIndex: number;
  readonly rootHash: string;
  readonly treeSize: number;
  readonly checkpoint: string;
}

export const ISSUER = 'https://issuer.example';
export const SUBJECT = 'https://git.example/acme/app/.github/workflows/release.yml@refs/heads/main';

interface InstanceOptions {
  /** `false`: certificates that no log vouches for; `first`: each has what the log said of the first. */
  readonly sct?: boolean | 'first';
  /** When all of it believes to live. */
  readonly clock?: Date;
}

export async function instanceOf({ sct = true, clock = NOW }: InstanceOptions = {}): Promise<Instance> {
  const keys = { ca: pair('P-384'), ct: pair(), log: pair(), tsa: pair('P-384') };
  const ctLog = await initializeCTLog(keys.ct, clock);
  const vouching = sct === 'first' ? repeating(ctLog) : ctLog;
  const ca = await initializeCA(keys.ca, sct === false ? undefined : vouching, clock);
  const tlog = await initializeTLog('https://rekor.example', keys.log, clock);
  const tsa = await initializeTSA(keys.tsa, clock);
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf('https://rekor.example', tlog.publicKey)],
    ctlogs: [logOf('https://ct.example', ctLog.publicKey)],
    certificateAuthorities: [authorityOf(bytes(ca.rootCertificate))],
    timestampAuthorities: [authorityOf(bytes(tsa.intCertificate), bytes(tsa.rootCertificate))],
  };
  const timestampHash = async (artifactHash: Buffer): Promise<Buffer> =>
    bytes(await tsa.timestamp({ artifactHash, hashAlgorithmOID: SHA256, nonce: 7, policyOID: `${FULCIO_ROOT}.2`, certReq: true }));
  return {
    root,
    trust: trustOf(root),
    authority: bytes(ca.rootCertificate),
    certify: async (key, subject, { issuer = ISSUER, oldIssuer = issuer, extensions = [] } = {}) =>
      bytes(
        await ca.issueCertificate({
          publicKey: key.export({ type: 'spki', format: 'der' }),
          subjectAltName: subject,
          extensions: [{ oid: `${FULCIO}.1`, value: oldIssuer, legacy: true }, { oid: `${FULCIO}.8`, value: issuer }, ...extensions],
        }),
      ),
    log: async (entry) => Object.values(await tlog.log(entry))[0] as LogEntry,
    timestamp: async (signature) => await timestampHash(sha256(signature)),
    timestampHash,
    checkpoint: (size, rootHash) => checkpointOf(size, rootHash, keys.log),
  };
}

function repeating(log: CTLog): CTLog {
  let first: ArrayBuffer | undefined;
  return {
    publicKey: log.publicKey,
    logID: log.logID,
    log: async (certificate, issuer) => (first ??= await log.log(certificate, issuer)),
  };
}

/** https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md */
function checkpointOf(size: bigint, rootHash: Buffer, { publicKey, privateKey }: KeyPair): string {
  const note = `rekor.example\n${size}\n${rootHash.toString('base64')}\n`;
  const hint = sha256(publicKey.export({ type: 'spki', format: 'der' })).subarray(0, 4);
  const signature = Buffer.concat([hint, signWith('sha256', Buffer.from(note), privateKey)]);
  return `${note}\n\u2014 rekor.example ${signature.toString('base64')}\n`;
}

export function trustOf(root: Json): Trust {
  return trustedRootFromJson(Buffer.from(JSON.stringify(root)));
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function pair(namedCurve = 'P-256'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve });
}

export function pem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export function sha256(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function logOf(baseUrl: string, key: Buffer): Json {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { start: LONG_AGO } },
    logId: { keyId: sha256(key).toString('base64') },
  };
}

export function authorityOf(...chain: readonly Buffer[]): Json {
  return {
    subject: { organization: 'example', commonName: 'example' },
    uri: 'https://ca.example',
    certChain: { certificates: chain.map((certificate) => ({ rawBytes: certificate.toString('base64') })) },
    validFor: { start: LONG_AGO },
  };
}

type CTLog = NonNullable<Parameters<typeof initializeCA>[1]>;

function bytes(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Mock authorities have certificates from the moment at which they are made. */
export const NOW = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
const LONG_AGO = '2020-01-01T00:00:00Z';
const FULCIO_ROOT = '1.3.6.1.4.1.57264';
const FULCIO = `${FULCIO_ROOT}.1`;
const SHA256 = '2.16.840.1.101.3.4.2.1';
