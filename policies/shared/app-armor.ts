import { valueAt } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { effective, effectiveValue, podSecurityContext, saidByContainers, type Said } from '../../src/kube/security-contexts.ts';
import { allContainers, type Container } from '../../src/kube/workloads.ts';
import { podAnnotation, podAnnotationsUnder, type AnnotationAt } from './pod-annotations.ts';
import { podLevel } from './pod-security.ts';
import { isConfined, profileType } from './profiles.ts';

/** What decides on the fields; for the standard a pod's own counts always. */
export function appArmorProfiles(subject: Subject, minor: number | undefined): readonly Said[] {
  const said = effective(subject, FIELD, podLevel(minor));
  const annotated = new Set<unknown>(minor === undefined ? countingAnnotations(subject).map(({ container }) => container) : []);
  if (annotated.size === 0) return said;
  const inherited = silentContainers(subject).some((container) => !annotated.has(container));
  return said.filter(({ owner }) => (owner.container === undefined ? inherited : !annotated.has(owner.container)));
}

export function* forbiddenAppArmorAnnotations(subject: Subject, minor: number | undefined): Iterable<Offence<'annotation'>> {
  const annotations = minor === undefined ? countingAnnotations(subject) : standardAnnotations(subject);
  for (const { annotation, value, path: at, ...owner } of annotations)
    if (!isAllowed(value)) yield { message: 'annotation', data: { annotation, profile: value }, at, ...owner, ownFixOnly: true };
}

interface Annotated extends AnnotationAt {
  readonly container?: Container;
}

/**
 * The annotations that decide: of containers whose field is absent, unless they repeat what the pod says, as an API server
 * before v1.36 makes them do (`applyAppArmorVersionSkew` in pkg/registry/core/pod/strategy.go).
 */
function countingAnnotations(subject: Subject): readonly Annotated[] {
  const silent = new Set<unknown>(silentContainers(subject));
  const podType = profileType(valueAt(podSecurityContext(subject)?.context, FIELD));
  return allContainers(subject).flatMap(({ container, name }) => {
    const found = silent.has(container) ? podAnnotation(subject, PREFIX + name) : undefined;
    return found === undefined || found.value === '' || typeOf(found.value) === podType ? [] : [{ ...found, container }];
  });
}

/** Any under the prefix, whoever it names; what says again what is wrong with a field is left to the field. */
function standardAnnotations(subject: Subject): readonly Annotated[] {
  const containers = new Map(allContainers(subject).map(({ container, name }) => [PREFIX + name, container]));
  return podAnnotationsUnder(subject, PREFIX).flatMap((found) => {
    const container = containers.get(found.annotation);
    const field = container && effectiveValue(subject, container, FIELD);
    if (field !== undefined && !isConfined(profileType(field))) return [];
    return [{ ...found, ...(container && { container }) }];
  });
}

function silentContainers(subject: Subject): readonly (Container | undefined)[] {
  return saidByContainers(subject, FIELD).flatMap(({ value, owner }) => (value === undefined ? [owner.container] : []));
}

function isAllowed(profile: string): boolean {
  return profile === '' || isConfined(typeOf(profile));
}

/** The type that an annotation stands for. */
function typeOf(profile: string): string {
  if (profile === 'runtime/default') return 'RuntimeDefault';
  return profile.startsWith('localhost/') ? 'Localhost' : 'Unconfined';
}

const FIELD = ['appArmorProfile'];
/** core/v1, DeprecatedAppArmorBetaContainerAnnotationKeyPrefix. */
const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
