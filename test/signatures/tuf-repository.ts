import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Fault } from './registry-server.ts';
import { sha256 } from './instance.ts';

/** A repository of The Update Framework on loopback, whose keys are the test's: https://theupdateframework.github.io/specification/latest/ */
export class TufRepository {
  readonly url: string;
  /** The root.json that it began with. */
  readonly firstRoot: string;
  readonly asked: string[] = [];
  /** All that it serves, by path. */
  files = new Map<string, string>();
  fault: Fault | undefined;
  readonly #server: Server;
  #key = keyOf();
  #version = 0;

  static async start(): Promise<TufRepository> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TufRepository(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.firstRoot = this.#root(1, this.#key);
    this.files.set('/1.root.json', this.firstRoot);
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      if (this.fault?.(request, response) === true) return;
      const text = this.files.get(path);
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  get #roots(): number {
    return [...this.files.keys()].filter((path) => path.endsWith('.root.json')).length;
  }

  /** Publishes a trusted root, in metadata of its next version. */
  publish(
    trustedRoot: string,
    expiry: Partial<Record<'timestamp' | 'snapshot' | 'targets', string>> = {},
    name = 'trusted_root.json',
  ): void {
    const version = ++this.#version;
    const hash = sha256(Buffer.from(trustedRoot)).toString('hex');
    const target = { length: Buffer.byteLength(trustedRoot), hashes: { sha256: hash } };
    this.files.set(`/targets/${hash}.${name}`, trustedRoot);
    this.files.set(`/${version}.targets.json`, this.#signed('targets', version, { targets: { [name]: target } }, expiry.targets));
    this.files.set(
      `/${version}.snapshot.json`,
      this.#signed('snapshot', version, { meta: { 'targets.json': { version } } }, expiry.snapshot),
    );
    this.files.set('/timestamp.json', this.#signed('timestamp', version, { meta: { 'snapshot.json': { version } } }, expiry.timestamp));
  }

  /** Another key for everything, that the one before vouches for; what was published has to be published again. */
  rotate(expires = LATER): void {
    const before = this.#key;
    this.#key = keyOf();
    const version = this.#roots + 1;
    this.files.set(`/${version}.root.json`, this.#root(version, before, expires));
  }

  #root(version: number, before: Key, expires = LATER): string {
    const role = { keyids: [this.#key.id], threshold: 1 };
    const roles = { root: role, timestamp: role, snapshot: role, targets: role };
    const parts = { consistent_snapshot: true, keys: { [this.#key.id]: this.#key.json }, roles };
    return envelope(signedPart('root', version, parts, expires), [...new Set([before, this.#key])]);
  }

  #signed(type: string, version: number, parts: Record<string, Json>, expires = LATER): string {
    return envelope(signedPart(type, version, parts, expires), [this.#key]);
  }
}

interface Key {
  readonly id: string;
  readonly json: Json;
  readonly privateKey: KeyObject;
}

function keyOf(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const json = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex') },
  };
  return { id: sha256(Buffer.from(canonical(json))).toString('hex'), json, privateKey };
}

function signedPart(type: string, version: number, parts: Record<string, Json>, expires: string): Json {
  return { _type: type, spec_version: '1.0.31', version, expires, ...parts };
}

function envelope(signed: Json, keys: readonly Key[]): string {
  const signatures = keys.map(({ id, privateKey }) => ({
    keyid: id,
    sig: sign(null, Buffer.from(canonical(signed)), privateKey).toString('hex'),
  }));
  return JSON.stringify({ signed, signatures });
}

/** Canonical JSON as TUF signs it: sorted, without blanks. What stands in the texts here needs no escapes. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member ?? null)}`).join(',')}}`;
}

export const PAST = '2020-01-01T00:00:00Z';
const LATER = '2100-01-01T00:00:00Z';
