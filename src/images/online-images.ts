import { isVerified, type ImageVerification, type Proof } from '../engine/images.ts';
import { normalised, type ImageReference } from '../kube/image-reference.ts';
import { discover, type Discovered } from '../signatures/registry/discover.ts';
import { RegistryFailure, type RegistryFailureCode } from '../signatures/registry/failure.ts';
import type { Registry, Repository } from '../signatures/registry/registry.ts';
import type { ImageDemand } from './demands.ts';
import { Breakers, SILENCES, type Asked } from './breakers.ts';
import { Cache } from './cache.ts';
import { Gates } from './gates.ts';
import { HostFailure, reasonOf, type Lent } from './lent.ts';
import { lyingAround, together, type LyingAround } from './places.ts';
import { hostsOf, repositoryOf, Searches, type Search } from './searches.ts';
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
  readonly #searches: Searches;

  constructor(options: OnlineOptions) {
    this.#options = options;
    this.#gates = new Gates(options.parallel ?? PARALLEL);
    this.#breakers = new Breakers(options.now);
    this.#searches = new Searches(options.demands);
    this.#silence = new Silence(options.registry, options.now);
    this.#verdicts = new Cache(MOST_REMEMBERED, options.now);
    this.#digests = new Cache(MOST_REMEMBERED, options.now);
  }

  /** Whether the settings want anything of an image. */
  wants(image: ImageReference): boolean {
    return this.#searches.of(image).length > 0;
  }

  /** Undefined where the settings want nothing of the image. Never throws for what a registry does. */
  async verify(image: ImageReference, signal: AbortSignal, lent?: Lent): Promise<ImageVerification | undefined> {
    const searches = this.#searches.of(image);
    if (searches.length === 0) return undefined;
    const asking = this.#asking(image, lent);
    return this.#told(together(await Promise.all(searches.map(async (search) => await this.#verified(asking, search, signal)))));
  }

  /** What is remembered by the door's own credentials: the same object each time. Undefined where it has to be found out, or nothing is wanted. */
  recall(image: ImageReference): ImageVerification | undefined {
    const searches = this.#searches.of(image);
    const asking = this.#asking(image);
    const digest = image.digest ?? this.#digests.recall(tagKey(asking));
    if (digest === undefined || searches.length === 0) return undefined;
    const parts = searches.map((search) => this.#verdicts.recall(verdictKey(asking, digest, search)));
    if (!parts.every((part) => part !== undefined)) return undefined;
    for (const _ of parts) this.#options.notes?.remembered?.();
    return this.#told(together(parts));
  }

  /** What there is to verify, for a lock file. Throws a RegistryFailure. */
  async look(image: ImageReference, signal: AbortSignal): Promise<Looked> {
    const searches = this.#searches.of(image);
    return await within(this.#look(this.#asking(image), searches), signal, hostsOf(image, searches));
  }

  #asking(image: ImageReference, lent?: Lent): Asking {
    const { registry } = this.#options;
    return { image, registry: lent === undefined ? registry : registry.lent(lent.keychain), lent };
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

  /** A tag is remembered for seconds, since it may move. */
  async #digestOf(asking: Asking): Promise<string> {
    const { image, registry } = asking;
    const repository = repositoryOf(image);
    const { tag = 'latest' } = image;
    return await this.#digests.get(tagKey(asking), async () => {
      const { digest } = await this.#ask(registry, repository, (signal) => registry.manifest(repository, tag, signal));
      return { value: digest, keep: TAG_LIFE };
    });
  }

  async #verdictOn(asking: Asking, digest: string, search: Search): Promise<ImageVerification> {
    const { place, repository, demands } = search;
    const key = verdictKey(asking, digest, search);
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

/** What one may see of a registry says nothing to whoever has other credentials. */
function tagKey({ image, registry }: Asking): string {
  return `${normalised(image)} ${registry.identity(repositoryOf(image))}`;
}

function verdictKey({ registry }: Asking, digest: string, { key, repository }: Search): string {
  return `${digest} ${registry.identity(repository)} ${key}`;
}

const WORST_FIRST = ['unknown', 'refused', 'verified'] as const;
const PARALLEL = 8;
const DEADLINE = 10_000;
const MOST_REMEMBERED = 10_000;
const TAG_LIFE = 15_000;
/** A verified digest stays what it is. */
const GOOD_LIFE = 600_000;
const BAD_LIFE = 10_000;
