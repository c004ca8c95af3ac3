import { normalised, type ImageReference } from '../kube/image-reference.ts';
import type { Repository } from '../signatures/registry/registry.ts';
import { demandsOn, type ImageDemand } from './demands.ts';
import { byPlace } from './places.ts';

/** A repository where evidence lies, and the demands that want it looked for there. */
export interface Search {
  /** Names the repository and the demands: those never change, so that what they say need not be in it. */
  readonly key: string;
  readonly place: string;
  readonly repository: Repository;
  readonly demands: readonly ImageDemand[];
}

/** What has to be looked for where, for each image; worked out once, since the same ones come again and again. */
export class Searches {
  readonly #demands: readonly ImageDemand[];
  /** By reference in normal form. */
  readonly #known = new Map<string, readonly Search[]>();

  constructor(demands: readonly ImageDemand[]) {
    this.#demands = demands;
  }

  of(image: ImageReference): readonly Search[] {
    const name = normalised(image);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const searches = [...byPlace(demandsOn(image, this.#demands))].map(([place, demands]): Search => {
      const repository = demands[0]?.repository ?? repositoryOf(image);
      const numbers = demands.map((demand) => this.#demands.indexOf(demand));
      return { key: JSON.stringify([repository.host, repository.path, numbers]), place, repository, demands };
    });
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(name, searches);
    return searches;
  }
}

export function repositoryOf({ host, repository }: ImageReference): Repository {
  return { host, path: repository };
}

/** Whoever is asked: the image's own registry what a tag stands for, and those where evidence lies. */
export function hostsOf(image: ImageReference, searches: readonly Search[]): string {
  const own = image.digest === undefined ? [image.host] : [];
  return [...new Set([...own, ...searches.map(({ repository }) => repository.host)])].join(' or ');
}

const MOST_REMEMBERED = 10_000;
