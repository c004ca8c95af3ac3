import type { Registry } from '../signatures/registry/registry.ts';
import { Cache } from './cache.ts';

/**
 * Whether a registry is silent for everybody. Whoever brings credentials can bring about that he is answered late or asked to wait,
 * so that his word alone is no silence that settings may let pass.
 */
export class Silence {
  readonly #registry: Registry;
  readonly #known: Cache<boolean>;

  constructor(registry: Registry, now: () => number) {
    this.#registry = registry;
    this.#known = new Cache(MOST_HOSTS, now);
  }

  async isOf(host: string): Promise<boolean> {
    return await this.#known.get(host, async () => {
      const answers = await this.#registry.answers(host, AbortSignal.timeout(PATIENCE));
      return { value: !answers, keep: LIFE };
    });
  }
}

const MOST_HOSTS = 1000;
/** Milliseconds: what a request has left when a registry has used up its time. */
const PATIENCE = 300;
const LIFE = 2000;
