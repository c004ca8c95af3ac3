import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { RegistryPush } from './registry-push.ts';
import { digestOf, RegistryStore } from './registry-store.ts';

/** What a registry does instead of answering; undefined: it answers. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | undefined;

/** A registry of the tests' own, on loopback: it holds what it is given, and misbehaves as it is told. */
export class RegistryServer {
  readonly host: string;
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  readonly store = new RegistryStore();
  /** Where `tag`, `attach`, `refer` and `blob` keep things. */
  repository = 'acme/app';
  /** Whether it has the referrers API. */
  referrers = true;
  fault: Fault | undefined;
  readonly #server: Server;
  readonly #push = new RegistryPush(this.store);

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
      if (this.fault?.(request, response) !== true) this.answer(request, response);
    });
  }

  /** What it would answer. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'GET' || request.method === 'HEAD') this.#answer(request.url ?? '', response);
    else void this.#push.answer(request, response, this.referrers);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Keeps a manifest under a tag, and under its digest. */
  tag(name: string, manifest: object, mediaType = OCI_MANIFEST): string {
    return this.store.addManifest(this.repository, [name], Buffer.from(JSON.stringify(manifest)), mediaType);
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

  /** A referrer, whatever it is about; the tag that stands in for the referrers API lists it too. */
  refer(digest: string, content: Uint8Array, artifactType = BUNDLE): void {
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType,
      config: this.#layer('application/vnd.oci.empty.v1+json', Buffer.from('{}')),
      layers: [this.#layer(artifactType, content)],
      subject: { mediaType: OCI_MANIFEST, digest, size: 1 },
    };
    this.store.addManifest(this.repository, [], Buffer.from(JSON.stringify(manifest)), OCI_MANIFEST);
    this.tag(digest.replace(':', '-'), indexOf(this.store.referrers(this.repository, digest)), OCI_INDEX);
  }

  blob(content: Uint8Array): string {
    return this.store.addBlob(content);
  }

  #layer(mediaType: string, content: Uint8Array, annotations: object = {}): object {
    return { mediaType, digest: this.blob(content), size: content.length, annotations };
  }

  #answer(url: string, response: ServerResponse): void {
    const { repository = '', kind, reference = '' } = PULLED.exec(url)?.groups ?? {};
    const manifest = kind === 'manifests' ? this.store.manifest(repository, reference) : undefined;
    const blob = kind === 'blobs' ? this.store.blob(reference) : undefined;
    if (url === '/v2/') response.writeHead(200).end('{}');
    else if (kind === 'referrers' && this.referrers)
      send(response, Buffer.from(JSON.stringify(indexOf(this.store.referrers(repository, reference)))), OCI_INDEX);
    else if (manifest !== undefined) send(response, manifest.bytes, manifest.mediaType);
    else if (blob !== undefined) send(response, blob, 'application/octet-stream');
    else response.writeHead(404).end('{"errors":[]}');
  }
}

export function send(response: ServerResponse, bytes: Buffer, contentType: string, status = 200): true {
  const headers = { 'content-type': contentType, 'content-length': bytes.length, 'docker-content-digest': digestOf(bytes) };
  response.writeHead(status, headers).end(bytes);
  return true;
}

function indexOf(manifests: readonly object[]): object {
  return { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
}

const PULLED = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs|referrers)\/(?<reference>[^/?]+)/u;
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const LAYERS = { 'simple-signing': 'application/vnd.dev.cosign.simplesigning.v1+json', dsse: 'application/vnd.dsse.envelope.v1+json' };
