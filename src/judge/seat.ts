import type { StopReason } from '../webhook/suspended.ts';
import type { Clock } from './clock.ts';
import type { JudgeReply, JudgeTask } from './protocol.ts';
import type { Hire, Judge } from './thread.ts';

/** What a seat tells; `rule` is the one that the judge was in when it was lost, empty for none. */
export interface SeatEvents {
  readonly free: () => void;
  readonly replied: (reply: JudgeReply) => void;
  readonly lost: (reason: StopReason, rule: string) => void;
  /** A new judge did not come to be. */
  readonly unfilled: (reason: string) => void;
}

/** Where one judge sits: when it is lost, another one is hired. */
export class Seat {
  readonly #hire: Hire;
  readonly #clock: Clock;
  readonly #events: SeatEvents;
  #judge: Judge | undefined;
  #is: 'empty' | 'free' | 'busy' = 'empty';
  #closed = false;
  #failures = 0;
  #cancel: () => void = () => undefined;

  constructor(hire: Hire, clock: Clock, events: SeatEvents) {
    this.#hire = hire;
    this.#clock = clock;
    this.#events = events;
    this.#fill();
  }

  get is(): 'empty' | 'free' | 'busy' {
    return this.#is;
  }

  /** Its last judge could not even start. */
  get failed(): boolean {
    return this.#failures > 0;
  }

  /** Of a free seat alone. A judge that has not replied after `allowedMs` is ended. */
  ask(task: JudgeTask, allowedMs: number): void {
    this.#is = 'busy';
    this.#judge?.ask(task);
    this.#cancel = this.#clock.after(allowedMs, () => this.#overdue());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#judge?.stop();
  }

  #fill(): void {
    if (this.#closed) return;
    this.#judge = this.#hire({
      ready: () => {
        this.#failures = 0;
        this.#becomeFree();
      },
      replied: (reply) => {
        this.#cancel();
        this.#events.replied(reply);
        this.#becomeFree();
      },
      gone: (reason) => this.#gone(reason),
    });
  }

  #becomeFree(): void {
    this.#is = 'free';
    this.#events.free();
  }

  /** In no rule, it is done, and its reply waits for a door that was held up itself. */
  #overdue(): void {
    const lose = (): void => this.#lose('timeout');
    if (this.#judge?.running() === undefined) this.#cancel = this.#clock.after(GRACE, lose);
    else lose();
  }

  /** One that cannot even start is hired again after a while, and a longer one each time. */
  #gone(reason: string): void {
    if (this.#closed) return;
    if (this.#is !== 'empty') return this.#lose('crash');
    this.#events.unfilled(reason);
    this.#cancel = this.#clock.after(Math.min(FIRST_PAUSE * 2 ** this.#failures++, LONGEST_PAUSE), () => this.#fill());
  }

  #lose(reason: StopReason): void {
    this.#cancel();
    const rule = this.#judge?.running() ?? '';
    void this.#judge?.stop();
    this.#is = 'empty';
    this.#fill();
    this.#events.lost(reason, rule);
  }
}

const GRACE = 50;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
