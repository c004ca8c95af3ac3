import type { Finding } from '../engine/finding.ts';
import type { ImageVerification } from '../engine/images.ts';
import type { FoundImages, NamedImages } from './images.ts';
import type { Route } from './respond.ts';
import type { AdmissionRequest } from './review.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';

/**
 * What was decided about requests that said the same. The entries that block and that advise get the same request, GitOps controllers
 * apply the same objects every few minutes, and a controller whose Pods are denied tries the same one for ever: none of it needs
 * to be judged again, as long as nothing that a verdict depends on has changed.
 */
export class AnswerMemory {
  readonly #known = new Map<string, KnownRequest>();
  #size = 0;
  #state = '';

  /** What is known of a request, and may be added to; undefined where nothing of it may be remembered. */
  about(request: AdmissionRequest, world: World): KnownRequest | undefined {
    if (world.revision === undefined || world.onVerdict !== undefined || world.suspended !== undefined) return undefined;
    const { uid: _uid, dryRun: _dryRun, ...judged } = request;
    const key = JSON.stringify(judged);
    if (key.length > LONGEST) return undefined;
    this.#forgetWhen(`${world.revision()} ${Math.floor(world.now() / DAY_MS)}`);
    return this.#recall(key) ?? this.#keep(key);
  }

  /** Facts change verdicts, and so does the end of a day: exemptions and suppressions end with one. */
  #forgetWhen(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#known.clear();
    this.#size = 0;
  }

  /** What was asked for last is forgotten last. */
  #recall(key: string): KnownRequest | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  #keep(key: string): KnownRequest {
    const known = new KnownRequest();
    this.#known.set(key, known);
    this.#size += key.length;
    for (const oldest of this.#known.keys()) {
      if (this.#size <= LARGEST) break;
      this.#known.delete(oldest);
      this.#size -= oldest.length;
    }
    return known;
  }
}

/** What is known of requests that say the same. */
export class KnownRequest {
  /** Filled by whoever looks first. */
  named?: NamedImages;
  #found: FoundImages | undefined;
  #known: Known = { verdicts: new Map() };

  /** What was decided by this, found out about their images; what was decided by anything else is forgotten. */
  by(found: FoundImages | undefined): Known {
    if (!isSame(found, this.#found)) this.#known = { verdicts: new Map() };
    this.#found = found;
    return this.#known;
  }
}

/** What is remembered of an image is the same object each time. */
function isSame(some: FoundImages | undefined, others: FoundImages | undefined): boolean {
  if (some === undefined || others === undefined) return some === others;
  return some.length === others.length && some.every(([name, found], index) => isSameImage(name, found, others[index]));
}

function isSameImage(name: string, found: ImageVerification, [other, known]: Partial<FoundImages[number]> = []): boolean {
  return name === other && (found === known || JSON.stringify(found) === JSON.stringify(known));
}

/** Filled by whoever judges. */
export interface Known {
  /** Of a validation, before an entry leaves out what is not its business. */
  findings?: readonly Finding[];
  readonly verdicts: Map<Route, Verdict>;
}

/** Characters of one request, and of all together. */
const LONGEST = 128 * 1024;
const LARGEST = 16 * 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;
