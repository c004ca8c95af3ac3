import { createHash } from 'node:crypto';
import { RegistryFailure } from './failure.ts';
import type { Answer } from './get.ts';
import type { Repository } from './registry.ts';

/** What was got, and what it is said to be; the bytes are those that the digest names. */
export interface Content {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly mediaType: string;
}

export function contentOf({ body, headers }: Answer, wanted: string | undefined): Content {
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  if (wanted !== undefined && digestOf(wanted, body) !== wanted)
    throw new RegistryFailure('digest-mismatch', `the registry answers ${digest} where ${wanted} was asked for`);
  return { bytes: body, digest: wanted ?? digest, mediaType: (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '' };
}

function digestOf(wanted: string, body: Buffer): string {
  const algorithm = wanted.slice(0, wanted.indexOf(':'));
  if (algorithm !== 'sha256' && algorithm !== 'sha512')
    throw new RegistryFailure('malformed', `${wanted} is no digest that can be checked`);
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`;
}

/** An answer that brings what was asked for; throws a RegistryFailure for any other. */
export function successful(answer: Answer, repository: Repository): Answer {
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404) throw new RegistryFailure('not-found', `${repository.host}/${repository.path} does not hold it`);
  if (REFUSALS.has(status)) throw refused(repository, 0);
  if (status === 429) throw new RegistryFailure('rate-limited', `${repository.host} asks for fewer requests`, retryAfter(answer));
  if (Math.trunc(status / 100) === 4 && status !== 408)
    throw new RegistryFailure('bad-request', `${repository.host} does not take the question (status ${status}); is the name right?`);
  throw new RegistryFailure('server-error', `${repository.host} answers with status ${status}`, retryAfter(answer));
}

/** `tried`: how many credentials were. */
export function refused({ host, path }: Repository, tried: number): RegistryFailure {
  if (tried === 0) return new RegistryFailure('unauthorized', `${host} does not let this one read ${path}; give a pull secret for it`);
  const which = tried === 1 ? 'the credentials' : `any of the ${tried} credentials`;
  return new RegistryFailure('unauthorized', `${host} does not let one read ${path} with ${which} for it; look at the pull secrets`);
}

/** Credentials are for the registry, and whoever it sends one to could have them sent anywhere. */
export function strange(host: string, other: string): RegistryFailure {
  return new RegistryFailure('unauthorized', `${host} sends one to ${other}, which wants to know who one is and is not told`);
}

function retryAfter({ headers }: Answer): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, LONGEST_PAUSE) * 1000 : undefined;
}

export const REFUSALS: ReadonlySet<number> = new Set([401, 403]);
/** Seconds. */
const LONGEST_PAUSE = 3600;
