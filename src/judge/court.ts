import type { FoundImages } from '../webhook/images.ts';
import type { Hiring, Judging } from '../webhook/judging.ts';
import type { Unjudged, WebhookMetrics } from '../webhook/metrics.ts';
import type { Answered, DecisionLog, Route } from '../webhook/respond.ts';
import { isFault, parseReview } from '../webhook/review.ts';
import { stoppedMessage, type StopReason } from '../webhook/suspended.ts';
import { unjudged, type UnjudgedReason } from '../webhook/unjudged.ts';
import { systemClock, type Clock } from './clock.ts';
import type { JudgeReply, Suspended, Told } from './protocol.ts';
import { Quarantine } from './quarantine.ts';
import { Seat } from './seat.ts';
import type { Hire } from './thread.ts';

export interface CourtOptions {
  readonly judges: number;
  /** Requests that may wait; what comes then is answered at once. */
  readonly queue: number;
  readonly hire: Hire;
  readonly clock?: Clock;
}

/** Judges beside the door; rejects where the first ones cannot start. */
export function courtOf(options: CourtOptions): Hiring {
  return async (desk) => {
    const court = new Court(options, desk);
    try {
      await court.opened;
    } catch (error) {
      await court.close();
      throw error;
    }
    return court;
  };
}

interface Case {
  readonly body: string;
  readonly route: Route;
  readonly images: FoundImages | undefined;
  readonly arrived: number;
  /** When it must be answered. */
  readonly by: number;
  /** Rules that were stopped over it. */
  stopped: readonly Suspended[];
  readonly settle: (answered: Answered) => void;
  /** Of the timer that ends its waiting. */
  cancel: () => void;
}

type CourtDesk = { readonly log: DecisionLog; readonly metrics: WebhookMetrics };

/** Hands requests to judges, keeps the time of each, and answers for those that nobody judged. */
class Court implements Judging {
  readonly opened: Promise<void>;
  readonly #queue: number;
  readonly #clock: Clock;
  readonly #desk: CourtDesk;
  readonly #quarantine = new Quarantine();
  readonly #seats: readonly Seat[];
  readonly #running = new Map<Seat, Case>();
  #waiting: Case[] = [];

  constructor({ judges, queue, hire, clock = systemClock }: CourtOptions, desk: CourtDesk) {
    this.#queue = queue;
    this.#clock = clock;
    this.#desk = desk;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    this.#seats = Array.from({ length: judges }, (): Seat => {
      const seat: Seat = new Seat(hire, clock, {
        free: () => {
          resolve();
          this.#next(seat);
        },
        replied: (reply) => this.#replied(seat, reply),
        lost: (reason, rule) => this.#lost(seat, reason, rule),
        unfilled: (reason) => {
          desk.log.error({ reason }, 'a judge did not start');
          reject(new Error(`a judge did not start: ${reason}`));
        },
      });
      return seat;
    });
  }

  answer(body: string, route: Route, budget: number, images?: FoundImages): Promise<Answered> {
    const arrived = this.#clock.now();
    return new Promise((settle) => {
      const asked: Case = { body, route, images, arrived, by: arrived + budget, stopped: [], settle, cancel: () => undefined };
      const seat = this.#waiting.length === 0 ? this.#seats.find(({ is }) => is === 'free') : undefined;
      if (seat !== undefined) this.#run(seat, asked);
      else if (this.#waiting.length < this.#queue) this.#wait(asked);
      else this.#leave(asked, 'queue-full', FULL);
    });
  }

  unready(): string | undefined {
    return this.#seats.every(({ failed }) => failed) ? 'no judge can start' : undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.close()));
    const left = [...this.#running.values(), ...this.#waiting];
    this.#running.clear();
    this.#waiting = [];
    for (const asked of left) this.#leave(asked, 'too-late', CLOSED);
  }

  #wait(asked: Case, first = false): void {
    if (first) this.#waiting.unshift(asked);
    else this.#waiting.push(asked);
    asked.cancel = this.#clock.after(this.#leftOf(asked) - LEAST_RUN, () => {
      this.#waiting = this.#waiting.filter((other) => other !== asked);
      this.#giveUp(asked);
    });
  }

  #next(seat: Seat): void {
    const asked = this.#waiting.shift();
    if (asked === undefined) return;
    asked.cancel();
    this.#run(seat, asked);
  }

  /** Half of the time that is left is kept for judging it again, without the rule that took the other half. */
  #run(seat: Seat, asked: Case): void {
    this.#running.set(seat, asked);
    const { body, route, images, stopped } = asked;
    const suspended = [...this.#quarantine.at(this.#clock.now()), ...stopped];
    seat.ask({ body, route, suspended, images }, Math.max(this.#leftOf(asked) / 2, LEAST_RUN / 2));
  }

  #replied(seat: Seat, { answered, told }: JudgeReply): void {
    const asked = this.#running.get(seat);
    this.#running.delete(seat);
    if (asked === undefined) return;
    for (const one of told) this.#tell(one, (this.#clock.now() - asked.arrived) / 1000);
    asked.settle(answered);
  }

  #tell(told: Told, seconds: number): void {
    const { log, metrics } = this.#desk;
    if (told.is === 'request') metrics.request(told.entry, told.verdict, seconds);
    else if (told.is === 'findings') metrics.findings(told.findings);
    else log[told.level](told.fields, told.message);
  }

  #lost(seat: Seat, reason: StopReason, rule: string): void {
    const asked = this.#running.get(seat);
    this.#running.delete(seat);
    const { uid, namespace } = addressOf(asked?.body);
    const { log, metrics } = this.#desk;
    metrics.stopped(rule, reason);
    log.error({ rule, reason, uid, entry: asked?.route, namespace }, rule === '' ? 'a judge was lost' : 'stopped a rule');
    if (asked === undefined) return;
    if (rule === '') return this.#leave(asked, 'stopped', LOST);
    this.#quarantine.add(rule, namespace, reason, this.#clock.now());
    this.#again(asked, { rule, reason });
  }

  /** The other rules are still to be asked: whoever holds up one of them must not get past the rest. */
  #again(asked: Case, stop: Suspended): void {
    asked.stopped = [...asked.stopped, stop];
    if (this.#leftOf(asked) <= LEAST_RUN) return this.#giveUp(asked);
    this.#wait(asked, true);
    for (const free of this.#seats.filter(({ is }) => is === 'free')) this.#next(free);
  }

  #giveUp(asked: Case): void {
    const [stop] = asked.stopped;
    if (stop === undefined) this.#leave(asked, 'too-late', FULL);
    else this.#leave(asked, 'stopped', { message: stoppedMessage(stop.rule, stop.reason), code: 403 });
  }

  #leave(asked: Case, why: Unjudged, reason: UnjudgedReason): void {
    const { metrics } = this.#desk;
    metrics.unjudged(asked.route, why);
    metrics.request(asked.route, 'unjudged', (this.#clock.now() - asked.arrived) / 1000);
    asked.settle(unjudged(asked.body, asked.route, reason));
  }

  #leftOf({ by }: Case): number {
    return by - this.#clock.now();
  }
}

/** Read by the door only once something went wrong. */
function addressOf(body: string | undefined): { readonly uid?: string; readonly namespace: string } {
  const request = parseReview(body);
  return isFault(request) ? { namespace: '' } : { uid: request.uid, namespace: request.namespace ?? '' };
}

/** Milliseconds: a judge that has less may lose them to its garbage collector, and an innocent rule would be blamed. */
const LEAST_RUN = 200;
const FULL: UnjudgedReason = {
  message: 'Too many requests wait to be judged. Try again in a moment; if this goes on, give Lintel more judges or replicas.',
  code: 429,
};
const LOST: UnjudgedReason = {
  message: 'Lintel could not finish judging this request, though no rule held it up; its log says more. Try again, and report this.',
  code: 403,
};
const CLOSED: UnjudgedReason = { message: 'Lintel is shutting down and could not judge this request. Try again.', code: 429 };
