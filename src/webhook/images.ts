import type { ImagesView, ImageVerification, Proof } from '../engine/images.ts';
import type { ImageReference } from '../kube/image-reference.ts';
import { namedImages } from '../kube/named-images.ts';
import { pullerOf, type Puller } from '../kube/puller.ts';
import type { Judgeable } from './subject.ts';

/** Who finds out about images for the door; how is not the door's business. */
export interface ImageSource {
  /** Whether the settings want anything of an image. */
  readonly wants: (image: ImageReference) => boolean;
  /** Answers before the signal is aborted; undefined where nothing is wanted. The puller is whose pods would pull the image. */
  readonly verify: (image: ImageReference, signal: AbortSignal, puller: Puller | undefined) => Promise<ImageVerification | undefined>;
  /** What is remembered of an image, at once; undefined where it has to be found out. Absent: that depends on more than the image. */
  readonly recall?: (image: ImageReference) => ImageVerification | undefined;
  /** Ends what it does beside requests. */
  readonly close?: () => void;
}

/** What happens meanwhile, for the metrics. */
export interface ImageNotes {
  readonly verified: (outcome: Proof['outcome']) => void;
  readonly remembered: () => void;
  readonly failed: (code: string) => void;
  readonly paused: () => void;
  /** The API server was asked for a pull secret, or for an account that names some. */
  readonly pullSecret: (outcome: string) => void;
  /** Whom to believe was read anew, or not; `at` in milliseconds since the epoch. */
  readonly refreshed: (what: string, outcome: 'same' | 'changed' | 'failed', at: number) => void;
}

/** What was found out about the images of one request, by reference in normal form: plain data, that goes to a judge as it is. */
export type FoundImages = readonly (readonly [reference: string, found: ImageVerification])[];

/** The images that a request names, by reference in normal form, and whose pods would pull them. */
export interface NamedImages {
  readonly images: readonly (readonly [reference: string, image: ImageReference])[];
  readonly puller?: Puller | undefined;
}

/**
 * Those that only the old object names need not be asked about: a finding about them is in no case one about the new object. What
 * puts nothing under judgement is answered by whoever judges it.
 */
export function namedIn(judged: Judgeable): NamedImages {
  if (judged.is !== 'subject') return { images: [] };
  return { images: [...namedImages(judged.subject)], puller: pullerOf(judged.subject) };
}

/** Asks about images before any rule is; undefined where nothing is wanted of any. At once where all that is wanted is remembered. */
export function gatherImages(
  { images, puller }: NamedImages,
  budget: number,
  source: ImageSource,
): FoundImages | Promise<FoundImages> | undefined {
  const known: [string, ImageVerification][] = [];
  const unknown: [string, ImageReference][] = [];
  for (const [reference, image] of images) {
    const found = source.recall?.(image);
    if (found !== undefined) known.push([reference, found]);
    else if (source.wants(image)) unknown.push([reference, image]);
  }
  if (known.length + unknown.length > MOST_IMAGES) return [...known, ...unknown].map(([reference]) => [reference, TOO_MANY]);
  if (unknown.length > 0) return findOut(unknown, puller, budget, source).then((found) => [...known, ...found]);
  return known.length > 0 ? known : undefined;
}

async function findOut(
  images: NamedImages['images'],
  puller: Puller | undefined,
  budget: number,
  source: ImageSource,
): Promise<FoundImages> {
  const signal = AbortSignal.timeout(Math.max(Math.floor(budget * SHARE), 0));
  const found = await Promise.all(
    images.map(async ([reference, image]) => [reference, await source.verify(image, signal, puller)] as const),
  );
  return found.flatMap(([reference, verification]) => (verification === undefined ? [] : [[reference, verification] as const]));
}

export function imagesViewOf(found: FoundImages): ImagesView {
  const known = new Map(found);
  return { get: (reference) => known.get(reference) };
}

/**
 * One object could otherwise keep a registry's turn from everybody else, and bring about by itself that there is no answer in time,
 * which settings may let pass.
 */
const MOST_IMAGES = 50;
const UNASKED = {
  outcome: 'unknown',
  code: 'too-many',
  reason: `an object may name ${MOST_IMAGES} images that have to prove something, and it names more`,
} as const;
/** Whatever is wanted of them. */
const TOO_MANY: ImageVerification = { pinned: false, signatures: [UNASKED], attestations: [{ type: '*', ...UNASKED }] };
/** Of the time that a request has; the rest is for judging it. */
const SHARE = 0.7;
