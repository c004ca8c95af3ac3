import { asList, asObject, asString, isObject, member, valueAt, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { isAbsent } from './sharing.ts';
import { allContainers, podSpec, type Container, type ContainerAt } from './workloads.ts';

/** What a pod or one of its containers says of a field of its security context. */
export interface Said {
  /** Undefined where neither the container nor its pod says anything. */
  readonly value: Json | undefined;
  /** Of the field itself, also where it is missing. */
  readonly path: Path;
  /** `Container "web"` or `The pod`, for messages. */
  readonly by: string;
  /** Its own part of an offence: the container's, or the only one that has the value from its pod; none where several have. */
  readonly owner: { readonly container?: Container };
}

/** Whether a pod says that it runs on Windows, where the API allows none of the fields that are of Linux only (`validateWindows` in pkg/apis/core/validation). */
export function isWindowsPod(subject: Identified): boolean {
  return valueAt(podSpec(subject)?.spec, ['os', 'name']) === 'windows';
}

/** Whether a pod has users of its own, so that its root is nobody on the node. */
export function hasOwnUsers(subject: Identified): boolean {
  return member(podSpec(subject)?.spec, 'hostUsers') === false;
}

/** The security context of a workload's pods, and where it stands, also where it is missing. */
export function podSecurityContext(subject: Identified): { readonly context: JsonObject; readonly path: Path } | undefined {
  const pod = podSpec(subject);
  return pod && { context: asObject(member(pod.spec, CONTEXT)), path: [...pod.path, CONTEXT] };
}

/** What each container says of a field that pods have not, silent ones too. */
export function saidByContainers(subject: Identified, field: Path): readonly Said[] {
  return allContainers(subject).map((at) => said(at, ownValue(at.container, field), field));
}

/**
 * What decides on a field that pods and containers have (pkg/securitycontext, DetermineEffectiveSecurityContext): the pod's
 * value, once, where a container inherits it; each container's own; and each container that has none, nor its pod.
 * `always` gives the pod's value even where every container overrides it.
 */
export function effective(subject: Identified, field: Path, podLevel: 'inherited' | 'always' = 'inherited'): readonly Said[] {
  const pod = podSecurityContext(subject);
  if (pod === undefined) return [];
  const value = present(valueAt(pod.context, field));
  const containers = saidByContainers(subject, field);
  if (value === undefined) return containers;
  const own = containers.filter((one) => one.value !== undefined);
  const heirs = containers.filter((one) => one.value === undefined);
  if (podLevel === 'inherited' && heirs.length === 0) return own;
  return [{ value, path: [...pod.path, ...field], by: 'The pod', owner: onlyOwner(heirs) }, ...own];
}

/** What a pod says to one container alone is about that container, so that narrowing to it holds. */
export function onlyOwner(said: readonly Said[]): Said['owner'] {
  return (said.length === 1 && said[0]?.owner) || NOBODY;
}

/** The value that a container runs with: its own, else its pod's. */
export function effectiveValue(subject: Identified, container: Container | undefined, field: Path): Json | undefined {
  return ownValue(container, field) ?? present(valueAt(podSecurityContext(subject)?.context, field));
}

/** A capability of `capabilities.add` or `capabilities.drop` as written, and where. */
export interface CapabilityAt {
  readonly name: string;
  readonly path: Path;
}

export function capabilitiesOf({ container, path }: ContainerAt, list: 'add' | 'drop'): readonly CapabilityAt[] {
  const at: Path = [CONTEXT, 'capabilities', list];
  return asList(valueAt(container, at)).map((name, index) => ({ name: asString(name) ?? '', path: [...path, ...at, index] }));
}

/** An added capability as the runtimes read it: in any case, with or without `CAP_`. */
export function addedCapability(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith('CAP_') ? upper.slice('CAP_'.length) : upper;
}

/** A dropped capability as the runtimes read it: in any case; one with `CAP_` drops nothing. */
export function droppedCapability(name: string): string | undefined {
  const upper = name.toUpperCase();
  return upper.startsWith('CAP_') ? undefined : upper;
}

function said({ name, container, path }: ContainerAt, value: Json | undefined, field: Path): Said {
  return { value, path: [...path, CONTEXT, ...field], by: `Container "${name}"`, owner: { container } };
}

function ownValue(container: Container | undefined, field: Path): Json | undefined {
  const context = member(container, CONTEXT);
  return isObject(context) ? present(valueAt(context, field)) : undefined;
}

/** Null counts as absent. */
function present(value: Json | undefined): Json | undefined {
  return isAbsent(value) ? undefined : value;
}

const CONTEXT = 'securityContext';
const NOBODY: Said['owner'] = {};
