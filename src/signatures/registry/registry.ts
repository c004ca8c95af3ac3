import type { Reach } from './address-guard.ts';
import { contentOf, REFUSALS, refused, strange, successful, type Content } from './answers.ts';
import { tokenIn, type Login } from './token.ts';
import { readChallenge, type Challenge } from './challenge.ts';
import type { Credentials, Keychain } from './credentials.ts';
import { RegistryFailure } from './failure.ts';
import { get, type Answer } from './get.ts';
import { Sessions } from './sessions.ts';

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

/** An index, and whether it is the first page of several. */
export interface Referrers {
  readonly bytes: Buffer;
  readonly isPage: boolean;
}

/**
 * A client of the OCI distribution API that trusts nothing that it is told: sizes, digests, redirects and realms are checked.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #sessions: Sessions;

  constructor(options: RegistryOptions = {}, sessions = new Sessions()) {
    this.#options = options;
    this.#sessions = sessions;
  }

  /** The same client for whoever brings credentials: it tries those first, then its own. Nobody is let in with what others brought. */
  lent(keychain: Keychain): Registry {
    const { keychain: own } = this.#options;
    const both: Keychain = (host, path) => [...keychain(host, path), ...(own?.(host, path) ?? [])];
    return new Registry({ ...this.#options, keychain: both }, this.#sessions);
  }

  /** As whom a repository is asked: equal for equal credentials, and nothing can be told from it. */
  identity(repository: Repository): string {
    return this.#sessions.identity(this.#credentialsFor(repository));
  }

  /** Whether a registry answers anybody at all, whatever it says. */
  async answers(host: string, signal: AbortSignal): Promise<boolean> {
    try {
      const url = new URL(`${this.#origin(host)}/v2/`);
      const { status } = await get({ url, headers: {}, limit: LARGEST_TOKEN, reach: this.#reach(host, true), signal, ...this.#ca() });
      return status < 500 && status !== 429;
    } catch (error) {
      if (error instanceof RegistryFailure) return false;
      throw error;
    }
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
  async referrers(repository: Repository, digest: string, signal: AbortSignal): Promise<Referrers | undefined> {
    try {
      const { body, headers } = await this.#ask(repository, ['referrers', digest], { accept: INDEX_TYPE }, LARGEST_MANIFEST, signal);
      return { bytes: body, isPage: headers.link !== undefined };
    } catch (error) {
      if (error instanceof RegistryFailure && LACKS.has(error.code)) return undefined;
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
    const follow: Follow = async (authorization) =>
      await this.#follow(url, { ...headers, ...(authorization !== undefined && { authorization }) }, limit, signal);
    return successful(await this.#authorized(repository, follow, signal), repository);
  }

  /** By what let one in before, else with nothing, else as one who logs in. */
  async #authorized(repository: Repository, follow: Follow, signal: AbortSignal): Promise<Answer> {
    const session = this.#session(repository);
    const known = this.#sessions.get(session);
    if (known !== undefined) {
      const answer = await follow(known);
      if (!REFUSALS.has(answer.status)) return answer;
      this.#sessions.end(session);
    }
    const open = await follow();
    const challenge = open.status === 401 ? readChallenge(open.headers['www-authenticate']) : undefined;
    return challenge === undefined ? open : await this.#introduced(repository, challenge, follow, signal);
  }

  /** With the first credentials that are taken, as the kubelet tries them; what one of them does not find, the others are not asked for. */
  async #introduced(repository: Repository, challenge: Challenge, follow: Follow, signal: AbortSignal): Promise<Answer> {
    const credentials = this.#credentialsFor(repository);
    for (const one of credentials.length === 0 ? [undefined] : credentials) {
      const login = await this.#logIn(repository, challenge, one, signal);
      if (login === undefined) continue;
      const answer = await follow(login.authorization);
      if (REFUSALS.has(answer.status)) continue;
      this.#sessions.keep(this.#session(repository), login.authorization, login.seconds);
      return answer;
    }
    throw refused(repository, credentials.length);
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
      if (answer.status === 401 && !isHome) throw strange(start.host, url.host);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
      url = this.#checked(location, url);
    }
    throw new RegistryFailure('refused', `${start.host} sends one round and round: more than ${MOST_REDIRECTS} redirects`);
  }

  /** Undefined where these credentials are not taken. */
  async #logIn(
    repository: Repository,
    challenge: Challenge,
    credentials: Credentials | undefined,
    signal: AbortSignal,
  ): Promise<Login | undefined> {
    const basic = credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
    if (challenge.scheme === 'basic') return basic === undefined ? undefined : { authorization: basic, seconds: BASIC_LIFE };
    const realm = this.#checked(challenge.realm);
    realm.searchParams.set('scope', `repository:${repository.path}:pull`);
    if (challenge.service !== undefined) realm.searchParams.set('service', challenge.service);
    const isHome = realm.host === repository.host;
    const headers = basic === undefined ? {} : { authorization: basic };
    const answer = await get({ url: realm, headers, limit: LARGEST_TOKEN, reach: this.#reach(realm.host, isHome), signal, ...this.#ca() });
    return tokenIn(answer, repository);
  }

  #session(repository: Repository): string {
    return `${repository.host}/${repository.path} ${this.identity(repository)}`;
  }

  #credentialsFor({ host, path }: Repository): readonly Credentials[] {
    return this.#options.keychain?.(host, path).slice(0, MOST_LOGINS) ?? [];
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

/** Asks, perhaps with an authorization. */
type Follow = (authorization?: string) => Promise<Answer>;

function urlOf(text: string, base: string | undefined): URL {
  if (URL.canParse(text, base)) return new URL(text, base);
  throw new RegistryFailure('malformed', `the registry sends one to ${JSON.stringify(text.slice(0, 200))}, which is no address`);
}

/** What registries say that have no API of referrers. */
const LACKS: ReadonlySet<RegistryFailure['code']> = new Set(['not-found', 'bad-request']);
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
/** Each costs a login; whoever has more pull secrets for one place than that has to wait no longer for it. */
const MOST_LOGINS = 5;
/** Seconds. */
const BASIC_LIFE = 3600;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
