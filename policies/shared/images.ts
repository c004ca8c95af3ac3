import { asString, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Identified, Subject } from '../../src/engine/resource.ts';
import { matchesRef, parseImage, parseRefPattern, type ImageReference, type RefPattern } from '../../src/kube/image-reference.ts';
import { oncePerSubject } from '../../src/kube/once.ts';
import { allContainers, imageVolumes, type Container } from '../../src/kube/workloads.ts';
import { written } from './written.ts';

/** An image that a pod names: a container's, or a volume's (which belongs to no container). */
export interface ImageAt {
  /** As written, for messages. */
  readonly written: string;
  /** Undefined for what the grammar refuses. */
  readonly image: ImageReference | undefined;
  readonly path: Path;
  readonly pullPolicy: string | undefined;
  readonly pullPolicyPath: Path;
  /** Its own part of an offence: nothing for a volume. */
  readonly owner: { readonly container?: Container };
}

/** Every image that is named at all; read once, however many rules ask. */
export const imagesOf: (subject: Subject) => readonly ImageAt[] = oncePerSubject((subject) => [
  ...allContainers(subject).flatMap(({ container, path }) => imageAt(subject, member(container, 'image'), path, CONTAINER, { container })),
  ...imageVolumes(subject).flatMap(({ reference, path }) => imageAt(subject, reference, path.slice(0, -1), VOLUME, {})),
]);

/** The tag that decides what is run: none beside a digest, `latest` where nothing is named. */
export function effectiveTag(image: ImageReference | undefined): string | undefined {
  return image === undefined || image.digest !== undefined ? undefined : (image.tag ?? 'latest');
}

/** The settings refuse an entry that is no reference, so nothing is lost here. */
export function refPatterns(entries: readonly string[]): readonly RefPattern[] {
  return entries.map(parseRefPattern).filter((pattern) => pattern !== undefined);
}

export function matchesAny(patterns: readonly RefPattern[], image: ImageReference): boolean {
  return patterns.some((pattern) => matchesRef(pattern, image));
}

function imageAt(
  subject: Identified,
  reference: Json | undefined,
  path: Path,
  fields: Fields,
  owner: ImageAt['owner'],
): readonly ImageAt[] {
  if (reference === undefined || reference === null || reference === '') return [];
  const pullPolicyPath = [...path, fields.policy];
  const pullPolicy = asString(valueAt(subject.resource, pullPolicyPath));
  return [
    { written: written(reference), image: parseImage(reference), path: [...path, fields.reference], pullPolicy, pullPolicyPath, owner },
  ];
}

type Fields = { readonly reference: string; readonly policy: string };
const CONTAINER: Fields = { reference: 'image', policy: 'imagePullPolicy' };
const VOLUME: Fields = { reference: 'reference', policy: 'pullPolicy' };
