import { asString, member, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { podAnnotations } from '../../src/kube/workloads.ts';

/** An annotation of a workload's pods. */
export interface AnnotationAt {
  readonly annotation: string;
  readonly value: string;
  readonly path: Path;
}

/** The annotation of a workload's pods that has this key. */
export function podAnnotation(subject: Subject, annotation: string): AnnotationAt | undefined {
  const value = asString(member(podAnnotations(subject), annotation));
  if (value === undefined || subject.workload === undefined) return undefined;
  return { annotation, value, path: [...subject.workload.podTemplate, 'metadata', 'annotations', annotation] };
}

/** All annotations of a workload's pods under a prefix. */
export function podAnnotationsUnder(subject: Subject, prefix: string): readonly AnnotationAt[] {
  const keys = Object.keys(podAnnotations(subject)).filter((key) => key.startsWith(prefix));
  return keys.flatMap((key) => podAnnotation(subject, key) ?? []);
}
