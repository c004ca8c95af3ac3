import { createHash } from 'node:crypto';
import type { Reach } from './address-guard.ts';
import { readChallenge, type Challenge } from './challenge.ts';
import type { Keychain } from './credentials.ts';
import { RegistryFailure } from './failure.ts';
import { get, type Answer } from './get.ts';

/** A repository of a registry: `docker.io` and `library/nginx`. */
export interface Repository {
  readonly host: string;
  readonly path: string;
}

export interface RegistryOptions {
  readonly keychain?: Keychain;
  /** Hosts, with their port, that are spoken to without TLS and may be this machine. For tests and for caches on the node. */
  readonly plainHttp?: ReadonlySet<string>;
  readonly ca?: string;
}

/** What was got, and what it is said to be; the bytes are those that the digest names. */
export interface Content {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly mediaType: string;
}

/**
 * A client of the OCI distribution API that trusts nothing that it is told: sizes, digests, redirects and realms are checked.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #tokens = new Map<string, { readonly authorization: string; readonly until: number }>();

  constructor(options: RegistryOptions = {}) {
    this.#options = options;
  }

  /** A manifest or an index by tag or digest. Throws a RegistryFailure. */
  async manifest(repository: Repository, reference: string, signal: AbortSignal): Promise<Content> {
    const answer = await this.#ask(repository, ['manifests', reference], { accept: MANIFEST_TYPES.join(', ') }, LARGEST_MANIFEST, signal);
    return contentOf(answer, reference.includes(':') ? reference : undefined);
  }

  async blob(repository: Repository, digest: string, limit: number, signal: AbortSignal): Promise<Buffer> {
    const answer = await this.#ask(repository, ['blobs', digest], {}, limit, signal);
    return contentOf(answer, digest).bytes;
  }

  /** The index of what refers to a digest; undefined where the registry has no such API. */
  async referrers(repository: Repository, digest: string, signal: AbortSignal): Promise<Buffer | undefined> {
    try {
      return (await this.#ask(repository, ['referrers', digest], { accept: INDEX_TYPE }, LARGEST_MANIFEST, signal)).body;
    } catch (error) {
      if (error instanceof RegistryFailure && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async #ask(
    repository: Repository,
    [kind, reference]: readonly [kind: string, reference: string],
    headers: Readonly<Record<string, string>>,
    limit: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (!NAME.test(repository.path) || !REFERENCE.test(reference))
      throw new RegistryFailure('malformed', `${repository.path}/${kind}/${reference} is no name that a registry has`);
    const url = new URL(`${this.#origin(repository.host)}/v2/${repository.path}/${kind}/${reference}`);
    const known = this.#tokenFor(repository);
    const first = await this.#follow(url, { ...headers, ...(known && { authorization: known }) }, limit, signal);
    if (first.status !== 401) return successful(first, repository);
    const challenge = readChallenge(first.headers['www-authenticate']);
    const authorization = challenge && (await this.#logIn(repository, challenge, signal));
    if (authorization === undefined) throw refused(repository);
    return successful(await this.#follow(url, { ...headers, authorization }, limit, signal), repository);
  }

  /** Blobs are often kept elsewhere: the way there is followed without credentials, and never to a place inside. */
  async #follow(start: URL, headers: Readonly<Record<string, string>>, limit: number, signal: AbortSignal): Promise<Answer> {
    let url = start;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const isHome = url.host === start.host;
      const { authorization: _secret, ...open } = headers;
      const answer = await get({
        url,
        headers: isHome ? headers : open,
        limit,
        reach: this.#reach(url.host, isHome),
        signal,
        ...this.#ca(),
      });
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
      url = this.#checked(location, url);
    }
    throw new RegistryFailure('refused', `${start.host} sends one round and round: more than ${MOST_REDIRECTS} redirects`);
  }

  async #logIn(repository: Repository, challenge: Challenge, signal: AbortSignal): Promise<string | undefined> {
    const credentials = this.#options.keychain?.(repository.host, repository.path);
    const basic = credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
    if (challenge.scheme === 'basic') return basic;
    const realm = this.#checked(challenge.realm);
    realm.searchParams.set('scope', `repository:${repository.path}:pull`);
    if (challenge.service !== undefined) realm.searchParams.set('service', challenge.service);
    const isHome = realm.host === repository.host;
    const headers = basic === undefined ? {} : { authorization: basic };
    const answer = await get({ url: realm, headers, limit: LARGEST_TOKEN, reach: this.#reach(realm.host, isHome), signal, ...this.#ca() });
    if (answer.status !== 200) throw refused(repository);
    return this.#keepToken(repository, answer.body);
  }

  #keepToken(repository: Repository, body: Buffer): string {
    const { token, access_token: access, expires_in: seconds } = tokenIn(body);
    const value = token ?? access;
    if (value === undefined) throw new RegistryFailure('malformed', `the token server of ${repository.host} gave no token`);
    const authorization = `Bearer ${value}`;
    if (this.#tokens.size >= MOST_TOKENS) this.#tokens.clear();
    this.#tokens.set(keyOf(repository), { authorization, until: Date.now() + Math.min(seconds ?? USUAL_LIFE, LONGEST_LIFE) * 900 });
    return authorization;
  }

  #tokenFor(repository: Repository): string | undefined {
    const known = this.#tokens.get(keyOf(repository));
    return known !== undefined && known.until > Date.now() ? known.authorization : undefined;
  }

  #origin(host: string): string {
    const scheme = this.#isPlain(host) ? 'http' : 'https';
    return `${scheme}://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
  }

  /** Where a registry sends one: over TLS, or to a host that the settings name. */
  #checked(text: string, base?: URL): URL {
    const url = urlOf(text, base?.href);
    const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && this.#isPlain(url.host));
    if (!allowed || url.username !== '')
      throw new RegistryFailure('refused', `the registry sends one to ${url.protocol}//${url.host}, which is not followed`);
    return url;
  }

  #reach(host: string, isHome: boolean): Reach {
    if (this.#isPlain(host)) return 'any';
    return isHome ? 'network' : 'public';
  }

  #isPlain(host: string): boolean {
    return this.#options.plainHttp?.has(host) === true;
  }

  #ca(): { readonly ca?: string } {
    return this.#options.ca === undefined ? {} : { ca: this.#options.ca };
  }
}

function urlOf(text: string, base: string | undefined): URL {
  if (URL.canParse(text, base)) return new URL(text, base);
  throw new RegistryFailure('malformed', `the registry sends one to ${JSON.stringify(text.slice(0, 200))}, which is no address`);
}

function contentOf({ body, headers }: Answer, wanted: string | undefined): Content {
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

function successful(answer: Answer, repository: Repository): Answer {
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404) throw new RegistryFailure('not-found', `${repository.host}/${repository.path} does not hold it`);
  if (status === 401 || status === 403) throw refused(repository);
  if (status === 429) throw new RegistryFailure('rate-limited', `${repository.host} asks for fewer requests`, retryAfter(answer));
  throw new RegistryFailure('server-error', `${repository.host} answers with status ${status}`, retryAfter(answer));
}

function refused({ host, path }: Repository): RegistryFailure {
  return new RegistryFailure('unauthorized', `${host} does not let this one read ${path}; give a pull secret for it`);
}

function retryAfter({ headers }: Answer): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, LONGEST_LIFE) * 1000 : undefined;
}

interface Token {
  readonly token?: string;
  readonly access_token?: string;
  readonly expires_in?: number;
}

function tokenIn(body: Buffer): Token {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function keyOf({ host, path }: Repository): string {
  return `${host}/${path}`;
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  INDEX_TYPE,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
/** The names, tags and digests of the distribution specification: nothing of them would lead a URL elsewhere. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/u;
const REFERENCE = /^(?:\w[\w.-]{0,127}|sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/u;
const LARGEST_MANIFEST = 4 * 1024 * 1024;
const LARGEST_TOKEN = 64 * 1024;
const MOST_REDIRECTS = 5;
const MOST_TOKENS = 1000;
/** Seconds; what a token server that says nothing means. */
const USUAL_LIFE = 60;
const LONGEST_LIFE = 3600;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
