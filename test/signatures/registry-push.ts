import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { partsOf, type RegistryStore } from './registry-store.ts';

/**
 * The half of the distribution API that writes, as far as cosign uses it.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
 */
export class RegistryPush {
  readonly #store: RegistryStore;
  readonly #uploads = new Map<string, Buffer>();

  constructor(store: RegistryStore) {
    this.#store = store;
  }

  /** `referrers`: whether the registry tells that it keeps the list of referrers, so that the client need not. */
  async answer(request: IncomingMessage, response: ServerResponse, referrers: boolean): Promise<void> {
    const url = new URL(request.url ?? '', 'http://registry');
    const { repository = '', kind, reference = '' } = PUSHED.exec(url.pathname)?.groups ?? {};
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    if (kind === 'manifests') this.#manifest(repository, reference, body, request.headers['content-type'] ?? '', response, referrers);
    else if (kind === 'blobs/uploads') this.#upload(repository, reference, body, url.searchParams.get('digest'), response);
    else response.writeHead(404).end();
  }

  #manifest(repository: string, reference: string, body: Buffer, mediaType: string, response: ServerResponse, referrers: boolean): void {
    const digest = this.#store.addManifest(repository, reference.includes(':') ? [] : [reference], body, mediaType);
    const { subject } = partsOf(body);
    response
      .writeHead(201, {
        location: `/v2/${repository}/manifests/${digest}`,
        'docker-content-digest': digest,
        ...(referrers && subject && { 'oci-subject': subject.digest }),
      })
      .end();
  }

  /** An upload is opened, added to, and closed by whoever names its digest. */
  #upload(repository: string, upload: string, body: Buffer, digest: string | null, response: ServerResponse): void {
    const id = upload === '' ? randomUUID() : upload;
    const bytes = Buffer.concat([this.#uploads.get(id) ?? Buffer.of(), body]);
    this.#uploads.set(id, bytes);
    if (digest === null) response.writeHead(202, { location: `/v2/${repository}/blobs/uploads/${id}`, range: `0-${bytes.length}` }).end();
    else if (this.#store.addBlob(bytes) === digest)
      response.writeHead(201, { location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest }).end();
    else response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
  }
}

const PUSHED = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs\/uploads)\/(?<reference>[^/]*)$/u;
