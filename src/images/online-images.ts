import { isVerified, type ImageVerification, type Proof } from '../engine/images.ts';
import { normalised, type ImageReference } from '../kube/image-reference.ts';
import { discover, type Discovered } from '../signatures/registry/discover.ts';
import { RegistryFailure, type RegistryFailureCode } from '../signatures/registry/failure.ts';
import type { Registry, Repository } from '../signatures/registry/registry.ts';
import { demandsOn, type ImageDemand } from './demands.ts';
import { Breakers, SILENCES, type Asked } from './breakers.ts';
import { Cache } from './cache.ts';
import { Gates } from './gates.ts';
import { HostFailure, reasonOf, type Lent } from './lent.ts';
import { byPlace, lyingAround, together, type LyingAround } from './places.ts';
import { Silence } from './silence.ts';
import { unknownVerification, verificationInTurns, type LyingAt } from './verification.ts';

/** What registries hold of an image: what its tag stands for now, and the evidence of that. */
export interface Looked extends LyingAround {
  readonly digest: string;
}

export interface OnlineOptions {
  readonly registry: Registry;
  readonly demands: readonly ImageDemand[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How many questions one registry is asked at once. */
  readonly parallel?: number;
  /** Milliseconds for all that is asked of a registry about one image. */
  readonly deadline?: number;
  readonly notes?: Partial<OnlineNotes>;
}

/** A repository where evidence lies, and the demands that want it looked for there. */
interface Search {
  readonly place: string;
  readonly repository: Repository;
  readonly demands: readonly ImageDemand[];
}

/** What happened, for whoever counts: `remembered`, a verdict was known; `failed`, a registry gave no answer that counts; `paused`, it is left alone for a while. */
export interface OnlineNotes {
  readonly verified: (outcome: Proof['outcome']) => void;
  readonly remembered: () => void;
  readonly failed: (code: RegistryFailureCode) => void;
  readonly paused: () => void;
}

/**
 * Verifies images against their registries, before any rule is asked. Each image is looked at once however many ask, what was
 * found is remembered for a while, and a registry that fails is left alone for a while: none of this makes anything verified.
 */
export class OnlineImages {
  readonly #options: OnlineOptions;
  readonly #gates: Gates;
  readonly #verdicts: Cache<ImageVerification>;
  readonly #digests: Cache<string>;
  readonly #breakers: Breakers;
  readonly #silence: Silence;

  constructor(options: OnlineOptions) {
    this.#options = options;
    this.#gates = new Gates(options.parallel ?? PARALLEL);
    this.#breakers = new Breakers(options.now);
    this.#silence = new Silence(options.registry, options.now);
    this.#verdicts = new Cache(MOST_REMEMBERED, options.now);
    this.#digests = new Cache(MOST_REMEMBERED, options.now);
  }

  /** Whether the settings want anything of an image. */
  wants(image: ImageReference): boolean {
    return demandsOn(image, this.#options.demands).length > 0;
  }

  /** Undefined where the settings want nothing of the image. Never throws for what a registry does. */
  async verify(image: ImageReference, signal: AbortSignal, lent?: Lent): Promise<ImageVerification | undefined> {
    const searches = this.#searchesFor(image);
    if (searches.length === 0) return undefined;
    const asking = this.#asking(image, lent);
    return this.#told(together(await Promise.all(searches.map(async (search) => await this.#verified(asking, search, signal)))));
  }

  /** What there is to verify, for a lock file. Throws a RegistryFailure. */
  async look(image: ImageReference, signal: AbortSignal): Promise<Looked> {
    const searches = this.#searchesFor(image);
    return await within(this.#look(this.#asking(image), searches), signal, hostsOf(image, searches));
  }

  #asking(image: ImageReference, lent?: Lent): Asking {
    const { registry } = this.#options;
    return { image, registry: lent === undefined ? registry : registry.lent(lent.keychain), lent };
  }

  #searchesFor(image: ImageReference): readonly Search[] {
    return [...byPlace(demandsOn(image, this.#options.demands))].map(([place, demands]) => ({
      place,
      repository: demands[0]?.repository ?? repositoryOf(image),
      demands,
    }));
  }

  /** The silence of one registry is nobody else's. */
  async #verified(asking: Asking, search: Search, signal: AbortSignal): Promise<ImageVerification> {
    const { image, lent } = asking;
    try {
      return await within(this.#verdict(asking, search), signal, hostsOf(image, [search]));
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      const mayPass = SILENCES.has(error.code) && search.demands.some(({ unreachable }) => unreachable !== 'deny');
      const isSilence = mayPass && (await this.#isForAll(error, asking, search));
      return unknownVerification(search.demands, { code: error.code, reason: reasonOf(error, lent), digest: image.digest, isSilence });
    }
  }

  /** Whether nobody is to blame: who brought credentials for a registry that may have failed, or pushed or named so much that it is late. */
  async #isForAll(failure: RegistryFailure, { image, lent }: Asking, { repository }: Search): Promise<boolean> {
    const all = [repository, ...(image.digest === undefined ? [repositoryOf(image)] : [])];
    const asked = all.filter(({ host }) => !(failure instanceof HostFailure) || failure.host === host);
    const suspects = asked.filter(({ host, path }) => (lent?.keychain(host, path) ?? []).length > 0);
    if (!(await this.#silent(suspects)).every(Boolean)) return false;
    return failure.code !== 'timeout' || (await this.#silent(asked)).some(Boolean);
  }

  async #silent(repositories: readonly Repository[]): Promise<readonly boolean[]> {
    return await Promise.all(repositories.map(async ({ host }) => await this.#silence.isOf(host)));
  }

  #told(verification: ImageVerification): ImageVerification {
    const outcomes = new Set([...verification.signatures, ...verification.attestations].map(({ outcome }) => outcome));
    this.#options.notes?.verified?.(WORST_FIRST.find((outcome) => outcomes.has(outcome)) ?? 'verified');
    return verification;
  }

  async #look(asking: Asking, searches: readonly Search[]): Promise<Looked> {
    const digest = asking.image.digest ?? (await this.#digestOf(asking));
    const found = await Promise.all(
      searches.map(async ({ place, repository }) => [place, await this.#evidenceIn(asking, repository, digest)] as const),
    );
    return { digest, ...lyingAround(found) };
  }

  async #verdict(asking: Asking, search: Search): Promise<ImageVerification> {
    return await this.#verdictOn(asking, asking.image.digest ?? (await this.#digestOf(asking)), search);
  }

  /** A tag is remembered for seconds, since it may move; and for whoever has the same credentials, since others may not see it. */
  async #digestOf({ image, registry }: Asking): Promise<string> {
    const repository = repositoryOf(image);
    const { tag = 'latest' } = image;
    return await this.#digests.get(JSON.stringify([normalised(image), registry.identity(repository)]), async () => {
      const { digest } = await this.#ask(registry, repository, (signal) => registry.manifest(repository, tag, signal));
      return { value: digest, keep: TAG_LIFE };
    });
  }

  /**
   * The demands never change, so that what they say is no part of the key; a repository is, since evidence lies in it, and so are
   * the credentials for it, since what one may see there says nothing to others.
   */
  async #verdictOn(asking: Asking, digest: string, { place, repository, demands }: Search): Promise<ImageVerification> {
    const { host, path } = repository;
    const who = asking.registry.identity(repository);
    const key = JSON.stringify([host, path, who, digest, demands.map((demand) => this.#options.demands.indexOf(demand))]);
    if (this.#verdicts.recall(key) !== undefined) this.#options.notes?.remembered?.();
    return await this.#verdicts.get(key, async () => {
      const found = { place, ...(await this.#evidenceIn(asking, repository, digest)) };
      const now = this.#options.now();
      const value = await verificationInTurns(digest, found, demands, now);
      return { value, keep: isVerified(value) && (await lasts(digest, found, demands, now)) ? GOOD_LIFE : BAD_LIFE };
    });
  }

  async #evidenceIn({ registry }: Asking, repository: Repository, digest: string): Promise<Discovered> {
    return await this.#ask(registry, repository, (signal) => discover(registry, repository, digest, signal));
  }

  /** With a deadline of its own, since more than one may wait for the answer. */
  async #ask<T>(registry: Registry, repository: Repository, question: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { host } = repository;
    const asked = { host, who: registry.identity(repository) };
    const signal = AbortSignal.timeout(this.#options.deadline ?? DEADLINE);
    try {
      this.#breakers.check(asked);
      return await this.#gates.pass(host, signal, async () => await this.#counted(asked, question(signal)));
    } catch (error) {
      throw error instanceof RegistryFailure ? new HostFailure(host, error) : error;
    }
  }

  async #counted<T>(asked: Asked, asking: Promise<T>): Promise<T> {
    try {
      const answer = await asking;
      this.#breakers.answered(asked);
      return answer;
    } catch (error) {
      if (error instanceof RegistryFailure) await this.#failed(asked, error);
      throw error;
    }
  }

  /** One that answers others is not left alone for a question that takes long. */
  async #failed(asked: Asked, failure: RegistryFailure): Promise<void> {
    this.#options.notes?.failed?.(failure.code);
    if (failure.code === 'timeout' && !(await this.#silence.isOf(asked.host))) return;
    if (this.#breakers.failed(asked, failure)) this.#options.notes?.paused?.();
  }
}

/** An image, and with whose credentials registries are asked about it. */
interface Asking {
  readonly image: ImageReference;
  readonly registry: Registry;
  readonly lent: Lent | undefined;
}

/** An answer while somebody still waits for it; what comes later is remembered all the same. */
async function within<T>(work: Promise<T>, signal: AbortSignal, hosts: string): Promise<T> {
  const late = new RegistryFailure('timeout', `${hosts} did not answer in time`);
  return await new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(late);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Of statements that may have an age, one may be too old before its verdict is forgotten. */
async function lasts(digest: string, found: LyingAt, demands: readonly ImageDemand[], now: number): Promise<boolean> {
  const isAgeless = demands.every(({ policy }) => policy.attestations.length === 0);
  return isAgeless || isVerified(await verificationInTurns(digest, found, demands, now + GOOD_LIFE));
}

function repositoryOf({ host, repository }: ImageReference): Repository {
  return { host, path: repository };
}

/** Whoever is asked: the image's own registry what a tag stands for, and those where evidence lies. */
function hostsOf(image: ImageReference, searches: readonly Search[]): string {
  const own = image.digest === undefined ? [image.host] : [];
  return [...new Set([...own, ...searches.map(({ repository }) => repository.host)])].join(' or ');
}

const WORST_FIRST = ['unknown', 'refused', 'verified'] as const;
const PARALLEL = 8;
const DEADLINE = 10_000;
const MOST_REMEMBERED = 10_000;
const TAG_LIFE = 15_000;
/** A verified digest stays what it is. */
const GOOD_LIFE = 600_000;
const BAD_LIFE = 10_000;
