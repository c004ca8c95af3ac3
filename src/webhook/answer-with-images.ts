import { gatherImages, imagesViewOf, namedIn, type FoundImages, type ImageSource, type NamedImages } from './images.ts';
import type { Judging } from './judging.ts';
import { begin, respond, type Answered, type Begun, type Desk, type Route } from './respond.ts';
import { isFault, type AdmissionRequest } from './review.ts';
import { subjectOf } from './subject.ts';

export interface ImageDesk extends Desk {
  readonly judges?: Judging | undefined;
  readonly images: ImageSource;
}

/** Answers a review where something is wanted of images: they are asked about before any rule is. `left`: milliseconds until it has to be answered. */
export function answerWithImages(body: string, route: Route, left: () => number, desk: ImageDesk): Answered | Promise<Answered> {
  const begun = begin(body);
  if (isFault(begun.parsed)) return respond(body, route, desk, begun);
  const { named, ...before } = look(begun.parsed, desk);
  const found = gatherImages(named, left(), desk.images);
  const answer = (images: FoundImages | undefined, known: Partial<Begun>): Answered | Promise<Answered> =>
    desk.judges?.answer(body, route, left(), images) ?? respond(body, route, knowing(images, desk), { ...begun, ...known });
  // Whoever has waited looks again: what was known before may count no more.
  return found instanceof Promise ? found.then((images) => answer(images, {})) : answer(found, before);
}

/** What a request names is known with it, where it was asked before. */
function look(
  request: AdmissionRequest,
  { judges, memory, world }: ImageDesk,
): Pick<Begun, 'known' | 'judged'> & { readonly named: NamedImages } {
  const known = judges === undefined ? memory?.about(request, world) : undefined;
  if (known?.named !== undefined) return { known, named: known.named };
  const judged = subjectOf(request, world);
  const named = namedIn(judged);
  if (known !== undefined) known.named = named;
  return { known, judged, named };
}

function knowing(found: FoundImages | undefined, { world, ...desk }: ImageDesk): Desk {
  return found === undefined ? { ...desk, world } : { ...desk, found, world: { ...world, images: imagesViewOf(found) } };
}
