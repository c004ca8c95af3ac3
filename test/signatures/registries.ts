import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach } from 'vitest';
import { Registry, type RegistryOptions, type Repository } from '../../src/signatures/registry/registry.ts';
import { RegistryServer, type Fault } from './registry-server.ts';

/** Two registries for the tests of one file, and what they do instead of answering. */
export const server = await RegistryServer.start();
export const elsewhere = await RegistryServer.start();
/** Of an image that both tests and nobody signed. */
export const digest = server.tag('v1', { schemaVersion: 2, config: {}, layers: [] });

afterEach(() => {
  server.referrers = true;
  for (const one of [server, elsewhere]) {
    one.fault = undefined;
    one.asked.length = 0;
  }
});

afterAll(async () => {
  await server.stop();
  await elsewhere.stop();
});

export function client(options: RegistryOptions = {}): Registry {
  return new Registry({ plainHttp: new Set([server.host, elsewhere.host]), ...options });
}

export function here(): Repository {
  return { host: server.host, path: 'acme/app' };
}

export function soon(milliseconds = 2000): AbortSignal {
  return AbortSignal.timeout(milliseconds);
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Fault {
  return (_request, response) => (response.writeHead(code, headers).end(), true);
}

export function challenge(realm: string): Fault {
  return status(401, { 'www-authenticate': `Bearer realm="${realm}",service="registry",scope="repository:other:push"` });
}

export function redirect(response: ServerResponse, location: string): true {
  response.writeHead(307, { location }).end();
  return true;
}

export function endless(_request: IncomingMessage, response: ServerResponse): true {
  const write = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
  };
  response.on('drain', write);
  write();
  return true;
}

export function drip(_request: IncomingMessage, response: ServerResponse): true {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
  return true;
}
