import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { checkLiteral, guardedLookup, type Reach } from './address-guard.ts';
import { RegistryFailure } from './failure.ts';

/** What a GET asks for. */
export interface Get {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The most bytes of a body that are read. */
  readonly limit: number;
  readonly reach: Reach;
  /** Ends the request; its reason is not looked at. */
  readonly signal: AbortSignal;
  /** PEM certificates that a registry's own authority issued, beside those of the system. */
  readonly ca?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One GET without redirects, of so many bytes and no more. Every failure is a RegistryFailure. */
export async function get({ url, headers, limit, reach, signal, ca }: Get): Promise<Answer> {
  checkLiteral(url.hostname, reach);
  const options: RequestOptions = {
    method: 'GET',
    // Nothing is unpacked here, so nothing small can become large.
    headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'lintel' },
    lookup: guardedLookup(reach),
    signal,
  };
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const take = (response: IncomingMessage): void => {
        read(response, limit).then((body) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        }, reject);
      };
      const sent =
        url.protocol === 'https:'
          ? requestHttps(url, { ...options, ...(ca !== undefined && { ca }) }, take)
          : requestHttp(url, options, take);
      sent.once('error', reject);
      sent.end();
    });
  } catch (error) {
    throw failureOf(error, url, signal);
  }
}

async function read(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) {
      response.destroy();
      throw new RegistryFailure('too-large', `the answer is larger than ${limit} bytes`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function failureOf(error: unknown, { host }: URL, signal: AbortSignal): RegistryFailure {
  if (error instanceof RegistryFailure) return error;
  if (signal.aborted) return new RegistryFailure('timeout', `${host} did not answer in time`);
  return new RegistryFailure('unreachable', `${host} cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
}
