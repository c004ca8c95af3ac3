import { NO_IMAGES, type ImagesView, type ImageVerification, type Proof } from '../engine/images.ts';
import { normalised, parseImage, type ImageReference } from '../kube/image-reference.ts';
import type { RawImages } from '../settings/raw.ts';
import { compileDemands, demandsOn, type ImageDemand } from './demands.ts';
import { readLock, type ImageLock, type LockedImage } from './lock.ts';
import { byPlace, lyingAt, together } from './places.ts';
import { unknownVerification, verificationOf } from './verification.ts';

/** What the text of a lock file proves under settings that are known to be good; undefined: there is no lock file. */
export function openLockedImages(settings: RawImages, lock: string | undefined, now: number): ImagesView {
  const compiled = compileDemands(settings);
  if ('faults' in compiled) throw new TypeError(compiled.faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  if (compiled.demands.length === 0) return NO_IMAGES;
  return lockedImages(lock === undefined ? new Map() : readLock(lock), compiled.demands, now);
}

/** What the evidence in a lock file proves, with no network: every piece of it is verified again. A text says why there is none. */
function lockedImages(lock: ImageLock | string, demands: readonly ImageDemand[], now: number): ImagesView {
  const known = new Map<string, ImageVerification | undefined>();
  const byDigest = typeof lock === 'string' ? NOTHING : new Map([...lock].flatMap(([reference, entry]) => pinnedNames(reference, entry)));
  return {
    get(reference) {
      if (known.has(reference)) return known.get(reference);
      const image = parseImage(reference);
      const wanted = image === undefined ? [] : demandsOn(image, demands);
      const found = image === undefined || wanted.length === 0 ? undefined : verify(image, { lock, byDigest }, wanted, now);
      known.set(reference, found);
      return found;
    },
  };
}

interface Books {
  readonly lock: ImageLock | string;
  /** By repository and digest: a reference that was pinned by an entry is known by it still. */
  readonly byDigest: ImageLock;
}

function verify(image: ImageReference, { lock, byDigest }: Books, wanted: readonly ImageDemand[], now: number): ImageVerification {
  if (typeof lock === 'string') return unlocked(wanted, image, 'bad-lock', lock);
  const { digest: _pinned, ...unpinned } = image;
  const entry = entryOf(image, lock, byDigest);
  if (entry !== undefined) return together([...byPlace(wanted)].map(([place, there]) => proved(entry, place, there, now)));
  const other = image.tag === undefined ? undefined : lock.get(normalised(unpinned));
  if (other !== undefined) return unlocked(wanted, image, 'stale-lock', `images.lock has it as ${other.digest}; ${ADVICE}`);
  return unlocked(wanted, image, 'not-locked', `images.lock has no entry for it; ${ADVICE}`);
}

/** What a tag stands for is the file's word; what a digest stands for is not. */
function entryOf(image: ImageReference, lock: ImageLock, byDigest: ImageLock): LockedImage | undefined {
  const entry = lock.get(normalised(image));
  return image.digest === undefined || image.digest === entry?.digest ? entry : byDigest.get(pinnedName(image, image.digest));
}

function pinnedNames(reference: string, entry: LockedImage): readonly (readonly [string, LockedImage])[] {
  const image = parseImage(reference);
  return image === undefined ? [] : [[pinnedName(image, entry.digest), entry]];
}

function pinnedName({ host, repository }: ImageReference, digest = ''): string {
  return `${host}/${repository}@${digest}`;
}

/** Evidence that did not count is left out of a lock file, so what there was to see then is not known any more. */
function proved(entry: LockedImage, place: string, demands: readonly ImageDemand[], now: number): ImageVerification {
  const lying = lyingAt(entry, place);
  const verification = verificationOf(entry.digest, { place, ...lying }, demands, now);
  if (lying.evidence.length > 0) return verification;
  return { ...verification, signatures: verification.signatures.map(unproved), attestations: verification.attestations.map(unproved) };
}

function unproved<P extends Proof>(proof: P): P {
  if (proof.outcome === 'unknown') return proof;
  return { ...proof, code: 'not-proved', reason: `images.lock holds no proof; ${ADVICE}` };
}

/** The settings may let a silent registry pass; a lock file that is not kept is nobody's silence. */
function unlocked(wanted: readonly ImageDemand[], { digest }: ImageReference, code: string, reason: string): ImageVerification {
  return unknownVerification(wanted, { code, reason, digest, isSilence: false });
}

const ADVICE = 'run: lintel images verify';
const NOTHING: ImageLock = new Map();
