import { asList, asString, member, type Json } from '../engine/json.ts';
import { Cache } from '../images/cache.ts';
import type { Lent } from '../images/lent.ts';
import type { Puller } from '../kube/puller.ts';
import { keychainOf, readDockerConfig, type Login } from '../signatures/registry/credentials.ts';
import type { Cluster } from './client.ts';
import { readNamed, type NamedObject, type NamedRead } from './named-read.ts';

export interface PullSecretsOptions {
  readonly cluster: Pick<Cluster, 'get'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What came of asking the API server, for whoever counts. */
  readonly read?: (outcome: PullSecretRead) => void;
}

export type PullSecretRead = 'used' | 'unusable' | Exclude<NamedRead['is'], 'read'>;

/**
 * The credentials that pods are pulled with, as their namespace keeps them. Each Secret and each account is read once however many
 * ask, and known for a while; of a Secret nothing is kept but its logins, and only of the types that are for registries.
 */
export class PullSecrets {
  readonly #options: PullSecretsOptions;
  readonly #secrets: Cache<Reading<Login>>;
  readonly #accounts: Cache<Reading<string>>;

  constructor(options: PullSecretsOptions) {
    this.#options = options;
    this.#secrets = new Cache(MOST_REMEMBERED, options.now);
    this.#accounts = new Cache(MOST_REMEMBERED, options.now);
  }

  /** What there is, and what is lacking; never throws for what the API server does, and waits for it no longer than a second. */
  async of({ namespace, secrets, account }: Puller, signal: AbortSignal): Promise<Lent> {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const given: Reading<string> = account === undefined ? NOTHING : await this.#account(namespace, account, soon);
    const names = [...secrets, ...given.found];
    const read = await Promise.all(names.slice(0, MOST_SECRETS).map((name) => this.#secret(namespace, name, soon)));
    const others = names.length - read.length;
    const untold = others > 0 ? [`of ${names.length} pull secrets only the first ${MOST_SECRETS} are read: name fewer`] : [];
    return {
      keychain: keychainOf(read.flatMap(({ found }) => found)),
      lacking: [...[given, ...read].flatMap(({ lacking }) => lacking ?? []), ...untold],
    };
  }

  async #account(namespace: string, name: string, signal: AbortSignal): Promise<Reading<string>> {
    const what = `ServiceAccount "${name}"`;
    return await this.#read(this.#accounts, { plural: 'serviceaccounts', namespace, name, what }, signal, (object) => {
      const names = asList(member(object, 'imagePullSecrets')).map((reference) => asString(member(reference, 'name')) ?? '');
      return { found: [...new Set(names.filter((one) => one !== ''))] };
    });
  }

  async #secret(namespace: string, name: string, signal: AbortSignal): Promise<Reading<Login>> {
    const what = `pull secret "${name}"`;
    return await this.#read(this.#secrets, { plural: 'secrets', namespace, name, what }, signal, (object) => loginsIn(object, what));
  }

  async #read<T>(cache: Cache<Reading<T>>, named: Named, signal: AbortSignal, take: (object: Json) => Reading<T>): Promise<Reading<T>> {
    const work = cache.get(`${named.namespace}/${named.name}`, async () => {
      const read = await readNamed(this.#options.cluster, named);
      const value: Reading<T> = read.is === 'read' ? take(read.object) : { found: [], lacking: `${named.what} ${read.why}` };
      const outcome = value.lacking === undefined ? 'used' : 'unusable';
      this.#options.read?.(read.is === 'read' ? outcome : read.is);
      return { value, keep: value.lacking === undefined ? LIFE : LACKING_LIFE };
    });
    return await before(signal, work, { found: [], lacking: `${named.what} could not be read: the API server did not answer in time` });
  }
}

interface Reading<T> {
  readonly found: readonly T[];
  /** Why there is nothing. */
  readonly lacking?: string;
}

interface Named extends NamedObject {
  /** For messages. */
  readonly what: string;
}

/** Of what stands in a Secret of another type nothing is looked at (kubernetes.io, "Secrets", "Docker config Secrets"). */
function loginsIn(secret: Json, what: string): Reading<Login> {
  const form = FORMS.get(asString(member(secret, 'type')) ?? '');
  if (form === undefined) return { found: [], lacking: `${what} is of another type than kubernetes.io/dockerconfigjson: ${MAKE}` };
  const config = Buffer.from(asString(member(member(secret, 'data'), form.key)) ?? '', 'base64');
  if (config.length === 0) return { found: [], lacking: `${what} has no ${form.key}: ${MAKE}` };
  if (config.length > LARGEST_CONFIG) return { found: [], lacking: `${what} is larger than ${LARGEST_CONFIG} bytes: split it` };
  try {
    return { found: readDockerConfig(config, form.form) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { found: [], lacking: `${what} cannot be used: ${error.message}` };
  }
}

/** What comes later is remembered all the same. */
async function before<T>(signal: AbortSignal, work: Promise<T>, otherwise: T): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const leave = (): void => resolve(otherwise);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

const NOTHING = { found: [] };
const MAKE = 'make it by kubectl create secret docker-registry';
const FORMS: ReadonlyMap<string, { readonly key: string; readonly form: 'config.json' | '.dockercfg' }> = new Map([
  ['kubernetes.io/dockerconfigjson', { key: '.dockerconfigjson', form: 'config.json' }],
  ['kubernetes.io/dockercfg', { key: '.dockercfg', form: '.dockercfg' }],
]);
/** Milliseconds: what is left of a request is for the registries. */
const PATIENCE = 1000;
const LIFE = 60_000;
/** Somebody may be making it. */
const LACKING_LIFE = 10_000;
const MOST_REMEMBERED = 500;
const MOST_SECRETS = 20;
const LARGEST_CONFIG = 64 * 1024;
