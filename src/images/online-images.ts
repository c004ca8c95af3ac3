import { isVerified, type ImageVerification, type Proof } from '../engine/images.ts';
import { normalised, type ImageReference } from '../kube/image-reference.ts';
import { discover, type Discovered } from '../signatures/registry/discover.ts';
import { RegistryFailure, type RegistryFailureCode } from '../signatures/registry/failure.ts';
import type { Registry, Repository } from '../signatures/registry/registry.ts';
import { demandsOn, type ImageDemand } from './demands.ts';
import { Breakers, SILENCES } from './breakers.ts';
import { Cache } from './cache.ts';
import { Gates } from './gates.ts';
import { byPlace, lyingAround, together, type LyingAround } from './places.ts';
import { unknownVerification, verificationOf } from './verification.ts';

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
  readonly notes?: Partial<OnlineNotes>;
}

/** A repository where evidence lies, and the demands that want it looked for there. */
interface Search {
  readonly place: string;
  readonly repository: Repository;
  readonly demands: readonly ImageDemand[];
}

/** What happened, for whoever counts. */
export interface OnlineNotes {
  readonly verified: (outcome: Proof['outcome']) => void;
  /** A verdict was known already. */
  readonly remembered: () => void;
  /** A registry gave no answer that counts. */
  readonly failed: (code: RegistryFailureCode) => void;
  /** A registry is left alone for a while. */
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

  constructor(options: OnlineOptions) {
    this.#options = options;
    this.#gates = new Gates(options.parallel ?? PARALLEL);
    this.#breakers = new Breakers(options.now);
    this.#verdicts = new Cache(MOST_REMEMBERED, options.now);
    this.#digests = new Cache(MOST_REMEMBERED, options.now);
  }

  /** Whether the settings want anything of an image. */
  wants(image: ImageReference): boolean {
    return demandsOn(image, this.#options.demands).length > 0;
  }

  /** Undefined where the settings want nothing of the image. Never throws for what a registry does. */
  async verify(image: ImageReference, signal: AbortSignal): Promise<ImageVerification | undefined> {
    const searches = this.#searchesFor(image);
    if (searches.length === 0) return undefined;
    return this.#told(together(await Promise.all(searches.map(async (search) => await this.#verified(image, search, signal)))));
  }

  /** What there is to verify, for a lock file. Throws a RegistryFailure. */
  async look(image: ImageReference, signal: AbortSignal): Promise<Looked> {
    const searches = this.#searchesFor(image);
    return await within(this.#look(image, searches), signal, hostsOf(image, searches));
  }

  #searchesFor(image: ImageReference): readonly Search[] {
    return [...byPlace(demandsOn(image, this.#options.demands))].map(([place, demands]) => ({
      place,
      repository: demands[0]?.repository ?? repositoryOf(image),
      demands,
    }));
  }

  /** The silence of one registry is nobody else's. */
  async #verified(image: ImageReference, search: Search, signal: AbortSignal): Promise<ImageVerification> {
    try {
      return await within(this.#verdict(image, search), signal, hostsOf(image, [search]));
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      const { code, message: reason } = error;
      return unknownVerification(search.demands, { code, reason, digest: image.digest, isSilence: SILENCES.has(code) });
    }
  }

  #told(verification: ImageVerification): ImageVerification {
    const outcomes = new Set([...verification.signatures, ...verification.attestations].map(({ outcome }) => outcome));
    this.#options.notes?.verified?.(WORST_FIRST.find((outcome) => outcomes.has(outcome)) ?? 'verified');
    return verification;
  }

  async #look(image: ImageReference, searches: readonly Search[]): Promise<Looked> {
    const digest = image.digest ?? (await this.#digestOf(image));
    const found = await Promise.all(
      searches.map(async ({ place, repository }) => [place, await this.#evidenceIn(repository, digest)] as const),
    );
    return { digest, ...lyingAround(found) };
  }

  async #verdict(image: ImageReference, search: Search): Promise<ImageVerification> {
    return await this.#verdictOn(image.digest ?? (await this.#digestOf(image)), search);
  }

  /** A tag is remembered for seconds, since it may move. */
  async #digestOf(image: ImageReference): Promise<string> {
    const { tag = 'latest' } = image;
    return await this.#digests.get(normalised(image), async () => {
      const { digest } = await this.#ask(image.host, (registry, signal) => registry.manifest(repositoryOf(image), tag, signal));
      return { value: digest, keep: TAG_LIFE };
    });
  }

  /** The demands never change, so that what they say is no part of the key; a repository is, since evidence lies in it. */
  async #verdictOn(digest: string, { place, repository, demands }: Search): Promise<ImageVerification> {
    const key = JSON.stringify([repository.host, repository.path, digest, demands.map((demand) => this.#options.demands.indexOf(demand))]);
    if (this.#verdicts.recall(key) !== undefined) this.#options.notes?.remembered?.();
    return await this.#verdicts.get(key, async () => {
      const value = verificationOf(digest, { place, ...(await this.#evidenceIn(repository, digest)) }, demands, this.#options.now());
      return { value, keep: isVerified(value) ? GOOD_LIFE : BAD_LIFE };
    });
  }

  async #evidenceIn(repository: Repository, digest: string): Promise<Discovered> {
    return await this.#ask(repository.host, (registry, signal) => discover(registry, repository, digest, signal));
  }

  /** With a deadline of its own, since more than one may wait for the answer. */
  async #ask<T>(host: string, question: (registry: Registry, signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(DEADLINE);
    this.#breakers.check(host);
    return await this.#gates.pass(host, signal, async () => {
      try {
        const answer = await question(this.#options.registry, signal);
        this.#breakers.answered(host);
        return answer;
      } catch (error) {
        if (error instanceof RegistryFailure) this.#failed(host, error);
        throw error;
      }
    });
  }

  #failed(host: string, failure: RegistryFailure): void {
    this.#options.notes?.failed?.(failure.code);
    if (this.#breakers.failed(host, failure)) this.#options.notes?.paused?.();
  }
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
/** Milliseconds for all that is asked of a registry about one image. */
const DEADLINE = 10_000;
const MOST_REMEMBERED = 10_000;
const TAG_LIFE = 15_000;
/** A verified digest stays what it is; a condition on its age may not. */
const GOOD_LIFE = 600_000;
const BAD_LIFE = 10_000;
