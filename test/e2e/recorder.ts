import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { member, type Json } from '../../src/engine/json.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';

/** One review and its reply, as they went over the wire. */
export interface Exchange {
  /** What stands before the door's own path: which registration sent it. */
  readonly registration: string;
  /** Of the door: `/validate/deny`. */
  readonly entry: string;
  readonly request: Json;
  /** Absent where none was given. */
  readonly response: Json | undefined;
}

export interface DoorAddress {
  readonly url: string;
  /** PEM text of what signed the door's certificate. */
  readonly ca: string;
}

/** Stands between the API server and the webhook, writes down what they say, and can hold it up. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  /** Who answers; absent: nobody does, and the line is cut. */
  door: DoorAddress | undefined;
  /** Milliseconds that a reply of an entry waits. */
  hold: (entry: string) => number = () => 0;
  readonly url: string;
  readonly caFile: string;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(server: Server, caFile: string) {
    const { port } = server.address() as AddressInfo;
    this.url = `https://127.0.0.1:${port}`;
    this.caFile = caFile;
    this.#server = server;
    server.on('request', (incoming: IncomingMessage, reply: ServerResponse) => {
      this.#pass(incoming, reply).catch(() => reply.destroy());
    });
  }

  static async open(folder: string): Promise<Recorder> {
    const { ca, cert, key } = await makeCertificate([], Date.now());
    const caFile = path.join(folder, 'recorder-ca.crt');
    writeFileSync(caFile, ca);
    const server = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Recorder(server, caFile);
  }

  /** What was said since a number of exchanges, about one namespace. */
  about(namespace: string): readonly Exchange[] {
    return this.exchanges.filter(({ request }) => member(request, 'namespace') === namespace);
  }

  /** From now on connections are refused. */
  async goDown(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Listens again where it did before. */
  async comeUp(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(Number(new URL(this.url).port), '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.goDown();
  }

  async #pass(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const asked = await text(incoming);
    const [, registration = '', entry = '', query = ''] = /^\/([^/]+)(\/[^?]*)(.*)$/u.exec(incoming.url ?? '') ?? [];
    const answered = this.door === undefined ? undefined : await this.#forward(this.door, `${entry}${query}`, asked);
    const response = answered === undefined ? undefined : member(JSON.parse(answered.body) as Json, 'response');
    this.exchanges.push({ registration, entry, request: member(JSON.parse(asked) as Json, 'request') ?? null, response });
    await pause(this.hold(entry), undefined, { ref: false });
    if (answered === undefined) reply.destroy();
    else reply.writeHead(answered.status, { 'content-type': 'application/json' }).end(answered.body);
  }

  async #forward({ url, ca }: DoorAddress, to: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
    return await new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, ca, headers: { 'content-type': 'application/json' } };
      const call = request(`${url}${to}`, options, (response) => {
        text(response).then((printed) => resolve({ status: response.statusCode ?? 0, body: printed }), reject);
      });
      call.once('error', reject);
      call.end(body);
    });
  }
}
