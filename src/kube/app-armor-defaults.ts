import { asObject, equalJson, member, valueAt, type Json, type JsonObject } from '../engine/json.ts';
import { filled, isAbsent, within, withinEach, withinOrNew } from './sharing.ts';

/**
 * A Pod whose annotations of the beta have come to the fields that they stand for, as far as a container's own is absent and says
 * something else than its pod's (applyAppArmorVersionSkew in pkg/registry/core/pod/strategy.go). Templates keep theirs.
 */
export function appArmorFields(pod: JsonObject): JsonObject {
  const annotations = asObject(valueAt(pod, ['metadata', 'annotations']));
  if (!Object.keys(annotations).some((key) => key.startsWith(PREFIX)) || valueAt(pod, ['spec', 'os', 'name']) === 'windows') return pod;
  const ofPod = valueAt(pod, ['spec', 'securityContext', 'appArmorProfile']) ?? null;
  return within(pod, 'spec', (spec) =>
    LISTS.reduce((all, list) => withinEach(all, list, (item) => profiled(item, annotations, ofPod)), spec),
  );
}

function profiled(container: JsonObject, annotations: JsonObject, ofPod: Json): JsonObject {
  const name = member(container, 'name');
  const profile = typeof name === 'string' ? profileOf(member(annotations, PREFIX + name)) : undefined;
  if (profile === undefined || equalJson(profile, ofPod)) return container;
  if (!isAbsent(valueAt(container, ['securityContext', 'appArmorProfile']))) return container;
  return withinOrNew(container, 'securityContext', (context) => filled(context, { appArmorProfile: profile }));
}

/** ApparmorFieldForAnnotation in pkg/api/pod/util.go; undefined for what is no valid profile. */
function profileOf(annotation: Json | undefined): JsonObject | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (typeof annotation !== 'string' || !annotation.startsWith(LOCALHOST)) return undefined;
  const localhostProfile = annotation.slice(LOCALHOST.length);
  const isValid = localhostProfile !== '' && localhostProfile.trim() === localhostProfile && localhostProfile.length <= LONGEST;
  return isValid ? { type: 'Localhost', localhostProfile } : undefined;
}

/** core/v1, DeprecatedAppArmorBetaContainerAnnotationKeyPrefix. */
const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';
const LISTS = ['containers', 'initContainers', 'ephemeralContainers'];
const LONGEST = 4095;
