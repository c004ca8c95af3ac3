import type { ImageVerification } from '../engine/images.ts';
import type { Evidence } from '../signatures/evidence.ts';
import type { ImageDemand } from './demands.ts';

/** What lies in one repository of what claims something of an image. */
export interface Lying {
  readonly evidence: readonly Evidence[];
  /** Evidence that was not looked at, and why. */
  readonly leftOut?: readonly string[];
}

/** What lies beside an image, and in other repositories, by their names, that policies want it looked for in. */
export interface LyingAround extends Lying {
  readonly elsewhere?: ReadonlyMap<string, Lying>;
}

/** Where the evidence that a demand wants lies: the name of a repository, or nothing for the image's own. */
export function placeOf({ repository }: Pick<ImageDemand, 'repository'>): string {
  return repository === undefined ? BESIDE : `${repository.host}/${repository.path}`;
}

export function byPlace(demands: readonly ImageDemand[]): ReadonlyMap<string, readonly ImageDemand[]> {
  return Map.groupBy(demands, placeOf);
}

/** What was found, by the places where it lies. */
export function lyingAround(found: readonly (readonly [place: string, lying: Lying])[]): LyingAround {
  const elsewhere = new Map(found);
  const beside = elsewhere.get(BESIDE) ?? NOTHING;
  elsewhere.delete(BESIDE);
  return { ...beside, ...(elsewhere.size > 0 && { elsewhere }) };
}

/** Evidence counts where it is looked for, and nowhere else: both doors have to say the same. */
export function lyingAt({ elsewhere, ...beside }: LyingAround, place: string): Lying {
  return place === BESIDE ? beside : (elsewhere?.get(place) ?? NOTHING);
}

/** One image's verifications, each against demands of its own. */
export function together([only, ...others]: readonly ImageVerification[]): ImageVerification {
  if (only !== undefined && others.length === 0) return only;
  const parts = only === undefined ? others : [only, ...others];
  const digest = parts.find((part) => part.digest !== undefined)?.digest;
  return {
    ...(digest !== undefined && { digest }),
    pinned: parts.some(({ pinned }) => pinned),
    signatures: parts.flatMap(({ signatures }) => signatures),
    attestations: parts.flatMap(({ attestations }) => attestations),
  };
}

export const BESIDE = '';
const NOTHING: Lying = { evidence: [] };
