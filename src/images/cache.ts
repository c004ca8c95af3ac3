/** What was found out, for so many milliseconds. */
export interface Found<T> {
  readonly value: T;
  readonly keep: number;
}

/** Remembers what was found out, so many things and no more; whoever asks while somebody else finds out waits for him. Failures are not remembered. */
export class Cache<T> {
  readonly #most: number;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #pending = new Map<string, Promise<T>>();

  constructor(most: number, now: () => number) {
    this.#most = most;
    this.#now = now;
  }

  async get(key: string, find: () => Promise<Found<T>>): Promise<T> {
    const known = this.recall(key);
    if (known !== undefined) return known;
    const pending = this.#pending.get(key) ?? this.#find(key, find);
    this.#pending.set(key, pending);
    return await pending;
  }

  /** What is remembered still. */
  recall(key: string): T | undefined {
    const known = this.#known.get(key);
    return known !== undefined && known.until > this.#now() ? known.value : undefined;
  }

  async #find(key: string, find: () => Promise<Found<T>>): Promise<T> {
    try {
      const { value, keep } = await find();
      this.#keep(key, value, keep);
      return value;
    } finally {
      this.#pending.delete(key);
    }
  }

  /** The oldest goes first: a Map keeps the order in which it was filled. */
  #keep(key: string, value: T, keep: number): void {
    this.#known.delete(key);
    if (this.#known.size >= this.#most)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    this.#known.set(key, { value, until: this.#now() + keep });
  }
}
