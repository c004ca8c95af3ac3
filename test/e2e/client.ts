import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { PlaneAddress, User } from './plane.ts';

/** What the API server answered. */
export interface Reply {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: Json;
  /** The texts of its Warning headers. */
  readonly warnings: readonly string[];
}

/** Talks to an API server as one user, without a client library in between. */
export class Client {
  readonly #address: PlaneAddress;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(address: PlaneAddress, user: User = 'jane') {
    this.#address = address;
    this.#token = address.tokens[user];
    this.#agent = new Agent({ keepAlive: true, ca: address.ca });
  }

  async get(path: string, accept?: string): Promise<Reply> {
    return await this.#call('GET', path, undefined, accept === undefined ? {} : { accept });
  }

  async post(path: string, body: JsonObject): Promise<Reply> {
    return await this.#call('POST', path, body, JSON_TYPE);
  }

  async put(path: string, body: JsonObject): Promise<Reply> {
    return await this.#call('PUT', path, body, JSON_TYPE);
  }

  async patch(path: string, body: Json, type = 'application/merge-patch+json'): Promise<Reply> {
    return await this.#call('PATCH', path, body, { 'content-type': type });
  }

  async delete(path: string): Promise<Reply> {
    return await this.#call('DELETE', path, undefined, {});
  }

  close(): void {
    this.#agent.destroy();
  }

  async #call(method: string, path: string, body: Json | undefined, headers: Readonly<Record<string, string>>): Promise<Reply> {
    return await new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers: { ...headers, authorization: `Bearer ${this.#token}` } };
      const call = request(`${this.#address.url}${path}`, options, (response) => {
        const { statusCode = 0, rawHeaders } = response;
        text(response).then((printed) => resolve({ status: statusCode, body: parsed(printed), warnings: warningsIn(rawHeaders) }), reject);
      });
      call.once('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function parsed(printed: string): Json {
  try {
    return JSON.parse(printed) as Json;
  } catch {
    return printed;
  }
}

/** RFC 7234: `299 - "text"`, with quotes and backslashes escaped. */
function warningsIn(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1 || name.toLowerCase() !== 'warning') return [];
    const quoted = /^299 \S+ "(?<text>.*)"$/su.exec(Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString())?.groups?.['text'];
    return quoted === undefined ? [] : [quoted.replaceAll(/\\(.)/gsu, '$1')];
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
