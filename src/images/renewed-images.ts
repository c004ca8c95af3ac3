import type { ImageVerification } from '../engine/images.ts';
import type { ImageReference } from '../kube/image-reference.ts';
import type { RawImages } from '../settings/raw.ts';
import { compileDemands, type ImageDemand } from './demands.ts';
import type { Lent } from './lent.ts';
import { OnlineImages, type OnlineOptions } from './online-images.ts';
import { RefreshFailure } from './refresh.ts';

/** Verifies images as the settings want it, and as they want it from a moment on: whom they believe may change while it serves. */
export class RenewedImages {
  readonly #options: Omit<OnlineOptions, 'demands'>;
  #images: RawImages;
  #current: OnlineImages;

  /** `images`: the settings, with texts where they name files. */
  constructor(images: RawImages, options: Omit<OnlineOptions, 'demands'>) {
    this.#options = options;
    this.#images = images;
    this.#current = new OnlineImages({ ...options, demands: demandsOf(images) });
  }

  /** What holds now. */
  get images(): RawImages {
    return this.#images;
  }

  wants(image: ImageReference): boolean {
    return this.#current.wants(image);
  }

  async verify(image: ImageReference, signal: AbortSignal, lent?: Lent): Promise<ImageVerification | undefined> {
    return await this.#current.verify(image, signal, lent);
  }

  recall(image: ImageReference): ImageVerification | undefined {
    return this.#current.recall(image);
  }

  /**
   * Wants this from now on, of the same registries. No verdict that was found before is remembered, since all of them hang on whom
   * was believed; who waits for one gets it. Throws a RefreshFailure where something cannot be used, and then wants what it wanted.
   */
  replace(images: RawImages): 'same' | 'changed' {
    if (JSON.stringify(images) === JSON.stringify(this.#images)) return 'same';
    this.#current = new OnlineImages({ ...this.#options, demands: demandsOf(images) });
    this.#images = images;
    return 'changed';
  }
}

function demandsOf(images: RawImages): readonly ImageDemand[] {
  const compiled = compileDemands(images);
  if ('demands' in compiled) return compiled.demands;
  throw new RefreshFailure(compiled.faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
