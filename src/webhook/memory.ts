import type { Decision, Route } from './respond.ts';
import type { World } from './world.ts';

/**
 * Answers to what was asked before, word for word but for the request's uid. GitOps controllers apply the same objects every few
 * minutes, and a controller whose Pods are denied tries the same one for ever: neither needs to be judged again, as long as nothing
 * that a verdict depends on has changed.
 */
export class AnswerMemory {
  readonly #known = new Map<string, Decision>();
  #size = 0;
  #state = '';

  /** What is known of a body; undefined for one that is not written as the API server writes it, which is always judged. */
  ask(body: unknown, route: Route, world: World): Question | undefined {
    if (typeof body !== 'string' || body.length > LONGEST || world.revision === undefined || world.onVerdict !== undefined)
      return undefined;
    const uid = UID.exec(body);
    if (uid === null) return undefined;
    this.#forgetWhen(`${world.revision()} ${Math.floor(world.now() / DAY_MS)}`);
    const key = `${route} ${body.slice(uid[0].length)}`;
    return { uid: uid[1] ?? '', known: this.#recall(key), keep: (decision) => this.#keep(key, decision) };
  }

  /** Facts change verdicts, and so does the end of a day: exemptions and suppressions end with one. */
  #forgetWhen(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#known.clear();
    this.#size = 0;
  }

  /** What was asked for last is forgotten last. */
  #recall(key: string): Decision | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  #keep(key: string, decision: Decision): void {
    if (this.#known.has(key)) return;
    this.#known.set(key, decision);
    this.#size += key.length;
    for (const oldest of this.#known.keys()) {
      if (this.#size <= LARGEST) return;
      this.#known.delete(oldest);
      this.#size -= oldest.length;
    }
  }
}

export interface Question {
  /** Of this request. */
  readonly uid: string;
  readonly known: Decision | undefined;
  readonly keep: (decision: Decision) => void;
}

/** The API server writes the uid first; all that may differ before it is the order of two constants. */
const UID =
  /^\s*\{\s*(?:"kind"\s*:\s*"AdmissionReview"\s*,\s*"apiVersion"\s*:\s*"admission\.k8s\.io\/v1"|"apiVersion"\s*:\s*"admission\.k8s\.io\/v1"\s*,\s*"kind"\s*:\s*"AdmissionReview")\s*,\s*"request"\s*:\s*\{\s*"uid"\s*:\s*"([\w-]{1,64})"/u;
/** Characters of one body, and of all together. */
const LONGEST = 128 * 1024;
const LARGEST = 16 * 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;
