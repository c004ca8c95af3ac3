import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { sha256 } from './instance.ts';

/** What a registry does instead of answering; undefined: it answers. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | undefined;

/** A registry of the tests' own, on loopback: it holds what it is given, and misbehaves as it is told. */
export class RegistryServer {
  readonly host: string;
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** Whether it has the referrers API. */
  referrers = true;
  fault: Fault | undefined;
  readonly #server: Server;
  readonly #blobs = new Map<string, Buffer>();
  readonly #manifests = new Map<string, { readonly bytes: Buffer; readonly mediaType: string }>();
  readonly #referring = new Map<string, object[]>();

  static async start(): Promise<RegistryServer> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new RegistryServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
      if (this.fault?.(request, response) !== true) this.#answer(request.url ?? '', response);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Keeps a manifest under a tag, and under its digest. */
  tag(name: string, manifest: object, mediaType = OCI_MANIFEST): string {
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(bytes);
    for (const reference of [name, digest]) this.#manifests.set(reference, { bytes, mediaType });
    return digest;
  }

  /** Keeps evidence beside a digest, as cosign pushes it. */
  attach(digest: string, evidence: readonly Evidence[]): void {
    const prefix = digest.replace(':', '-');
    for (const [suffix, form] of [
      ['sig', 'simple-signing'],
      ['att', 'dsse'],
    ] as const) {
      const layers = evidence.flatMap((one) => (one.form === form ? [this.#layer(LAYERS[form], one.content, one.annotations)] : []));
      if (layers.length > 0)
        this.tag(`${prefix}.${suffix}`, {
          schemaVersion: 2,
          mediaType: OCI_MANIFEST,
          config: this.#layer('application/vnd.oci.image.config.v1+json', Buffer.from('{}')),
          layers,
        });
    }
    for (const one of evidence) if (one.form === 'bundle') this.refer(digest, one.content);
  }

  /** A referrer, whatever it is about. */
  refer(digest: string, content: Uint8Array, artifactType = BUNDLE): void {
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType,
      config: this.#layer('application/vnd.oci.empty.v1+json', Buffer.from('{}')),
      layers: [this.#layer(artifactType, content)],
      subject: { mediaType: OCI_MANIFEST, digest, size: 1 },
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const descriptor = { mediaType: OCI_MANIFEST, artifactType, digest: digestOf(bytes), size: bytes.length };
    this.#manifests.set(descriptor.digest, { bytes, mediaType: OCI_MANIFEST });
    const list = [...(this.#referring.get(digest) ?? []), descriptor];
    this.#referring.set(digest, list);
    this.tag(digest.replace(':', '-'), { schemaVersion: 2, mediaType: OCI_INDEX, manifests: list }, OCI_INDEX);
  }

  blob(content: Uint8Array): string {
    const digest = digestOf(content);
    this.#blobs.set(digest, Buffer.from(content));
    return digest;
  }

  #layer(mediaType: string, content: Uint8Array, annotations: object = {}): object {
    return { mediaType, digest: this.blob(content), size: content.length, annotations };
  }

  #answer(url: string, response: ServerResponse): void {
    const [, kind = '', reference = ''] = /^\/v2\/[a-z/]+\/(manifests|blobs|referrers)\/([^?]+)/u.exec(url) ?? [];
    const manifest = this.#manifests.get(reference);
    const blob = this.#blobs.get(reference);
    if (kind === 'referrers' && this.referrers)
      send(
        response,
        Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: this.#referring.get(reference) ?? [] })),
        OCI_INDEX,
      );
    else if (kind === 'manifests' && manifest !== undefined) send(response, manifest.bytes, manifest.mediaType);
    else if (kind === 'blobs' && blob !== undefined) send(response, blob, 'application/octet-stream');
    else response.writeHead(404).end('{"errors":[]}');
  }
}

export function send(response: ServerResponse, bytes: Buffer, contentType: string, status = 200): true {
  response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes);
  return true;
}

function digestOf(content: Uint8Array): string {
  return `sha256:${sha256(content).toString('hex')}`;
}

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const LAYERS = { 'simple-signing': 'application/vnd.dev.cosign.simplesigning.v1+json', dsse: 'application/vnd.dsse.envelope.v1+json' };
