import { member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { normalised, parseImage, type ImageReference } from './image-reference.ts';
import { allContainers, imageVolumes } from './workloads.ts';

/** The images that a workload's pods would pull, each once, by their references in normal form; what the grammar refuses is none. */
export function namedImages(subject: Identified): ReadonlyMap<string, ImageReference> {
  const references = [
    ...allContainers(subject).map(({ container }) => member(container, 'image')),
    ...imageVolumes(subject).map(({ reference }) => reference),
  ];
  const images = references.map(parseImage).filter((image) => image !== undefined);
  return new Map(images.map((image) => [normalised(image), image]));
}
