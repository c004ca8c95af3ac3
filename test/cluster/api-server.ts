import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../src/engine/json.ts';
import { clusterAt, type Cluster } from '../../src/cluster/client.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';

/** An API server of the tests' own, on loopback: it hands out the objects that it is given, and misbehaves as it is told. */
export class ApiServer {
  /** By their paths. */
  readonly objects = new Map<string, Json>();
  readonly asked: string[] = [];
  readonly port: string;
  /** A folder with the token and the authority that it knows. */
  readonly account: string;
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  readonly #server: Server;

  static async start(): Promise<ApiServer> {
    const { ca, cert, key } = await makeCertificate([], Date.now());
    const server = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const account = mkdtempSync(path.join(tmpdir(), 'lintel-account-'));
    writeFileSync(path.join(account, 'token'), 'the-token\n');
    writeFileSync(path.join(account, 'ca.crt'), ca);
    return new ApiServer(server, account);
  }

  private constructor(server: Server, account: string) {
    this.#server = server;
    this.account = account;
    this.port = String((server.address() as AddressInfo).port);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const target = request.url ?? '';
      this.asked.push(target);
      if (this.fault?.(request, response) === true) return;
      const object = this.objects.get(target);
      const status = request.headers.authorization === 'Bearer the-token' ? (object === undefined ? 404 : 200) : 401;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(status === 200 ? object : { kind: 'Status' }));
    });
  }

  cluster(parallel?: number): Cluster {
    const { port, account } = this;
    return clusterAt({ host: '127.0.0.1', port, account, ...(parallel !== undefined && { parallel }) });
  }

  /** As a pod is told of it. */
  env(): Readonly<Record<string, string>> {
    return { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: this.port };
  }

  secret(namespace: string, name: string, type: string, data: Readonly<Record<string, Buffer>>): void {
    const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.toString('base64')]));
    this.objects.set(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
      kind: 'Secret',
      metadata: { name, namespace },
      type,
      data: encoded,
    });
  }

  /** One of today's type. */
  pullSecret(namespace: string, name: string, config: Buffer): void {
    this.secret(namespace, name, 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': config });
  }

  serviceAccount(namespace: string, name: string, ...secrets: readonly string[]): void {
    const imagePullSecrets = secrets.map((secret) => ({ name: secret }));
    this.objects.set(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, { metadata: { name, namespace }, imagePullSecrets });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    rmSync(this.account, { recursive: true });
  }
}

export function answering(status: number): NonNullable<ApiServer['fault']> {
  return (_request, response) => (response.writeHead(status).end('{}'), true);
}
