import { createPublicKey } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ASN1Obj } from '@sigstore/core';
import { certificatePem } from './forge.ts';
import { sha256, type Instance } from './instance.ts';

/** An instance of Sigstore behind HTTP, for a real cosign: Fulcio of both versions, Rekor, and a clock. */
export interface SigstoreServer {
  readonly url: string;
  stop(): void;
}

export async function startSigstore(instance: Instance): Promise<SigstoreServer> {
  const server = createServer((request, response) => void answer(request, response, instance));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What an OIDC provider would give; nobody here checks its signature. */
export function identityToken(claims: Readonly<Record<string, unknown>>): string {
  const seconds = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { aud: 'sigstore', iat: seconds, exp: seconds + 3600, ...claims },
  ];
  return [...parts.map((part) => JSON.stringify(part)), 'unsigned'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

async function answer(request: IncomingMessage, response: ServerResponse, instance: Instance): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  const route = ROUTES[request.url ?? ''];
  if (route === undefined) {
    response.writeHead(404).end();
    return;
  }
  try {
    const { type, content, status = 201 } = await route(body, instance, request.headers.authorization);
    response.writeHead(status, { 'content-type': type, etag: ENTRY }).end(content);
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}

type Route = (
  body: Buffer,
  instance: Instance,
  authorization: string | undefined,
) => Promise<{ readonly type: string; readonly content: Buffer | string; readonly status?: number }>;

const ROUTES: Readonly<Record<string, Route>> = {
  '/api/v1/signingCert': async (body, instance, authorization) => {
    const { publicKey } = read<{ publicKey: { content: string } }>(body);
    const key = createPublicKey(Buffer.from(publicKey.content, 'base64').toString());
    const chain = await chainFor(key, authorization?.replace('Bearer ', ''), instance);
    return { type: 'application/pem-certificate-chain', content: chain.join('') };
  },
  '/api/v2/signingCert': async (body, instance, authorization) => {
    const { publicKeyRequest, credentials } = read<{
      publicKeyRequest: { publicKey: { content: string } };
      credentials?: { oidcIdentityToken: string };
    }>(body);
    const token = credentials?.oidcIdentityToken ?? authorization?.replace('Bearer ', '');
    const certificates = await chainFor(createPublicKey(publicKeyRequest.publicKey.content), token, instance);
    const content = JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates } } });
    return { type: 'application/json', content, status: 200 };
  },
  '/api/v1/log/entries': async (body, instance) => {
    const { kind, apiVersion, spec } = read<Proposal>(body);
    const entry = await instance.log({ kind, apiVersion, spec: CANONICAL[`${kind} ${apiVersion}`]?.(spec) ?? spec });
    return { type: 'application/json', content: JSON.stringify({ [ENTRY]: entry }) };
  },
  '/api/v1/timestamp': async (body, instance) => {
    // TimeStampReq (RFC 3161, 2.4.1): version, messageImprint { algorithm, hash }, ...
    const hash = ASN1Obj.parseBuffer(Buffer.from(body)).subs[1]?.subs[1]?.value ?? Buffer.of();
    return { type: 'application/timestamp-reply', content: await instance.timestampHash(hash) };
  },
};

async function chainFor(key: ReturnType<typeof createPublicKey>, token = '', instance: Instance): Promise<readonly string[]> {
  const { sub, iss } = read<{ sub: string; iss: string }>(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  const leaf = await instance.certify(key, sub, { issuer: iss });
  return [leaf, instance.authority].map((certificate) => certificatePem(certificate));
}

interface Proposal {
  readonly kind: string;
  readonly apiVersion: string;
  readonly spec: Spec;
}

interface Spec {
  readonly proposedContent?: { readonly envelope: string; readonly verifiers: readonly string[] };
  readonly content?: { readonly envelope: string };
  readonly publicKey?: string;
}

/** The name of every log entry; clients find the new one by its ETag. */
const ENTRY = '0'.repeat(80);
/** What Rekor keeps of what it is offered, where that is less (pkg/types/dsse and pkg/types/intoto of Rekor). */
const CANONICAL: Readonly<Record<string, (spec: Spec) => object>> = {
  'dsse 0.0.1': ({ proposedContent: { envelope, verifiers } = { envelope: '{}', verifiers: [] } }) => ({
    envelopeHash: hashOf(Buffer.from(envelope)),
    payloadHash: hashOf(payloadIn(envelope)),
    signatures: signaturesIn(envelope).map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })),
  }),
  'intoto 0.0.1': ({ content: { envelope } = { envelope: '{}' }, publicKey }) => ({
    content: { hash: hashOf(Buffer.from(envelope)), payloadHash: hashOf(payloadIn(envelope)) },
    publicKey,
  }),
};

function hashOf(content: Buffer): object {
  return { algorithm: 'sha256', value: sha256(content).toString('hex') };
}

function payloadIn(envelope: string): Buffer {
  return Buffer.from(read<{ payload: string }>(Buffer.from(envelope)).payload, 'base64');
}

function signaturesIn(envelope: string): readonly { readonly sig: string }[] {
  return read<{ signatures: readonly { readonly sig: string }[] }>(Buffer.from(envelope)).signatures;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a client sends is what its route says
function read<T>(body: Buffer): T {
  return JSON.parse(body.toString()) as T;
}
