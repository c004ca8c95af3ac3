import type { StopReason } from '../webhook/suspended.ts';
import type { Suspended } from './protocol.ts';

/**
 * Rules that were stopped, each for the namespace that it was stopped in and for a minute: one crafted object can neither keep the
 * judges busy nor switch a rule off for the cluster.
 */
export class Quarantine {
  #entries: readonly (Required<Suspended> & { readonly until: number })[] = [];

  /** `now` in milliseconds. */
  add(rule: string, namespace: string, reason: StopReason, now: number): void {
    const others = this.#entries.filter((entry) => entry.rule !== rule || entry.namespace !== namespace);
    this.#entries = [...others, { rule, namespace, reason, until: now + QUARANTINE }];
  }

  at(now: number): readonly Suspended[] {
    if (this.#entries.some(({ until }) => until <= now)) this.#entries = this.#entries.filter(({ until }) => until > now);
    return this.#entries.map(({ rule, namespace, reason }) => ({ rule, namespace, reason }));
  }
}

const QUARANTINE = 60_000;
