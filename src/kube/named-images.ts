import { asList, member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { normalised, parseImage, type ImageReference } from './image-reference.ts';
import { podSpec, type ContainerList } from './workloads.ts';

/**
 * The images that a workload's pods would pull, each once, by their references in normal form; what the grammar refuses is none.
 * Every request is asked for them, so that they are read without the paths that rules need.
 */
export function namedImages(subject: Identified): ReadonlyMap<string, ImageReference> {
  const spec = podSpec(subject)?.spec;
  const images = new Map<string, ImageReference>();
  const add = (reference: Parameters<typeof parseImage>[0]): void => {
    const image = parseImage(reference);
    if (image !== undefined) images.set(normalised(image), image);
  };
  for (const list of LISTS) for (const container of asList(member(spec, list))) add(member(container, 'image'));
  for (const volume of asList(member(spec, 'volumes'))) add(member(member(volume, 'image'), 'reference'));
  return images;
}

const LISTS: readonly ContainerList[] = ['containers', 'initContainers', 'ephemeralContainers'];
