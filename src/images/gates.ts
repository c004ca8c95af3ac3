import { RegistryFailure } from '../signatures/registry/failure.ts';

/** Lets so many through at once for each name; the others wait, as long as they may. One slow registry holds up no other. */
export class Gates {
  readonly #most: number;
  readonly #open = new Map<string, Gate>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws a RegistryFailure where the signal is aborted before there is a place. */
  async pass<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const gate = this.#open.get(name) ?? { busy: 0, waiting: [] };
    this.#open.set(name, gate);
    if (gate.busy < this.#most) gate.busy++;
    else await turn(gate, name, signal);
    try {
      return await work();
    } finally {
      const next = gate.waiting.shift();
      if (next !== undefined) next();
      else if (--gate.busy === 0) this.#open.delete(name);
    }
  }
}

interface Gate {
  busy: number;
  readonly waiting: (() => void)[];
}

/** Whoever leaves gives his place to the first who waits. */
async function turn({ waiting }: Gate, name: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const enter = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(new RegistryFailure('timeout', `too many images of ${name} wait to be verified`));
    };
    waiting.push(enter);
    signal.addEventListener('abort', leave, { once: true });
  });
}
