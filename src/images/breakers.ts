import { RegistryFailure, type RegistryFailureCode } from '../signatures/registry/failure.ts';

/** Leaves registries alone that failed some times in a row, for whoever asks with the same credentials: limits may be theirs alone. */
export class Breakers {
  readonly #now: () => number;
  readonly #known = new Map<string, Breaker>();

  /** `now`: milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws a RegistryFailure where a registry is left alone now. */
  check({ host, who }: Asked): void {
    const { failures, until } = this.#known.get(`${host} ${who}`) ?? CLOSED;
    if (until > this.#now())
      throw new RegistryFailure('unreachable', `${host} failed ${failures} times in a row and is left alone for a while`);
  }

  answered({ host, who }: Asked): void {
    this.#known.delete(`${host} ${who}`);
  }

  /** Whether the registry is left alone from now on: each time for longer, and never for the same time twice. */
  failed({ host, who }: Asked, { code, retryAfter = 0 }: RegistryFailure): boolean {
    if (!SILENCES.has(code)) return false;
    const key = `${host} ${who}`;
    const failures = (this.#known.get(key) ?? CLOSED).failures + 1;
    const pause = Math.max(pauseAfter(failures), retryAfter);
    if (this.#known.size >= MOST_HOSTS) this.#known.clear();
    this.#known.set(key, { failures, until: this.#now() + pause });
    return pause > 0;
  }
}

/** A registry, and as whom it is asked. */
export interface Asked {
  readonly host: string;
  readonly who: string;
}

/**
 * Trouble of a registry as a whole, that says something of the next question. Whoever pushes images can bring about any other
 * failure (a signature that is too large, say), so that none of those may pass for a silence.
 */
export const SILENCES: ReadonlySet<RegistryFailureCode> = new Set(['rate-limited', 'server-error', 'unreachable', 'timeout']);

interface Breaker {
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

function pauseAfter(failures: number): number {
  if (failures < PATIENCE) return 0;
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - PATIENCE)) * (0.5 + Math.random());
}

const CLOSED: Breaker = { failures: 0, until: 0 };
const MOST_HOSTS = 10_000;
const PATIENCE = 3;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
