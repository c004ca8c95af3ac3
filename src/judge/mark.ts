/** Where a thread is. */
export interface Whereabouts {
  /** Grows with every step: two looks that see the same number see the same step. */
  readonly step: number;
  /** The place of the running rule in the thread's own list; undefined between rules. */
  readonly rule: number | undefined;
  /** What the rule is asked about, where the thread says so. */
  readonly about: string;
}

/** Where a thread leaves word of what it is at: shared memory, since a thread that runs in circles answers nothing. */
export class Mark {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #text: Buffer;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(HEAD + LONGEST)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, HEAD / Int32Array.BYTES_PER_ELEMENT);
    this.#text = Buffer.from(memory, HEAD, LONGEST);
  }

  enter(rule: number): void {
    Atomics.store(this.#numbers, RULE, rule + 1);
    Atomics.add(this.#numbers, STEP, 1);
  }

  /** What runs from here on is no rule. */
  leave(): void {
    this.enter(NO_RULE);
  }

  /** Said before a rule is entered; a text that is too long is cut. */
  about(text: string): void {
    Atomics.store(this.#numbers, LENGTH, this.#text.write(text));
  }

  get running(): boolean {
    return Atomics.load(this.#numbers, RULE) > 0;
  }

  read(): Whereabouts {
    const rule = Atomics.load(this.#numbers, RULE) - 1;
    const about = this.#text.toString('utf8', 0, Atomics.load(this.#numbers, LENGTH));
    return { step: Atomics.load(this.#numbers, STEP), rule: rule === NO_RULE ? undefined : rule, about };
  }
}

const STEP = 0;
const RULE = 1;
const LENGTH = 2;
const HEAD = 16;
/** Names of objects and paths of files are shorter. */
const LONGEST = 2048;
const NO_RULE = -1;
