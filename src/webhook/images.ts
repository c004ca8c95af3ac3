import type { ImagesView, ImageVerification, Proof } from '../engine/images.ts';
import { normalised, type ImageReference } from '../kube/image-reference.ts';
import { namedImages } from '../kube/named-images.ts';
import { pullerOf, type Puller } from '../kube/puller.ts';
import { isFault, parseReview } from './review.ts';
import { subjectOf } from './subject.ts';
import type { World } from './world.ts';

/** Who finds out about images for the door; how is not the door's business. */
export interface ImageSource {
  /** Whether the settings want anything of an image. */
  readonly wants: (image: ImageReference) => boolean;
  /** Answers before the signal is aborted; undefined where nothing is wanted. The puller is whose pods would pull the image. */
  readonly verify: (image: ImageReference, signal: AbortSignal, puller: Puller | undefined) => Promise<ImageVerification | undefined>;
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

/**
 * Asks about the images that a request names, before any rule is; undefined where nothing is wanted of any. Those that only the
 * old object names need not be asked about: a finding about them is in no case one about the new object.
 */
export function gatherImages(body: string, budget: number, source: ImageSource, world: World): Promise<FoundImages> | undefined {
  const { images, puller } = namedIn(body, world);
  const wanted = images.filter((image) => source.wants(image));
  if (wanted.length === 0) return undefined;
  if (wanted.length > MOST_IMAGES) return Promise.resolve(wanted.map((image) => [normalised(image), TOO_MANY]));
  const signal = AbortSignal.timeout(Math.max(Math.floor(budget * SHARE), 0));
  return Promise.all(wanted.map(async (image) => [normalised(image), await source.verify(image, signal, puller)] as const)).then((found) =>
    found.flatMap(([reference, verification]) => (verification === undefined ? [] : [[reference, verification] as const])),
  );
}

export function imagesViewOf(found: FoundImages): ImagesView {
  const known = new Map(found);
  return { get: (reference) => known.get(reference) };
}

/** A body that is no review, or puts nothing under judgement, is answered by whoever judges it. */
function namedIn(body: string, world: World): { readonly images: readonly ImageReference[]; readonly puller?: Puller | undefined } {
  const request = parseReview(body);
  const judged = isFault(request) ? undefined : subjectOf(request, world);
  if (judged?.is !== 'subject') return { images: [] };
  return { images: [...namedImages(judged.subject).values()], puller: pullerOf(judged.subject) };
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
