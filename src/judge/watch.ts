import type { Mark, Whereabouts } from './mark.ts';

/** Looks at a thread's mark now and then, and tells when one rule has been at one object for too long. */
export class Watch {
  readonly #mark: Mark;
  readonly #allowedMs: number;
  #seen = { step: -1, since: 0 };

  constructor(mark: Mark, allowedMs: number) {
    this.#mark = mark;
    this.#allowedMs = allowedMs;
  }

  /** `now` in milliseconds of any clock that never goes back. */
  overdue(now: number): Whereabouts | undefined {
    const at = this.#mark.read();
    if (at.rule === undefined || at.step !== this.#seen.step) {
      this.#seen = { step: at.step, since: now };
      return undefined;
    }
    return now - this.#seen.since >= this.#allowedMs ? at : undefined;
  }
}
