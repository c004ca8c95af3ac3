import { equalJson, type JsonObject } from '../../src/engine/json.ts';
import type { Identified, Resource, Subject } from '../../src/engine/resource.ts';
import { stored } from '../../src/kube/defaults.ts';

/**
 * The namespace that a write changes: a Namespace counts as part of itself. Undefined where it changes no manifest of any: other
 * cluster-scoped objects, and subresources that hold something else (status, a Pod's binding, eviction and logs, tokens).
 */
export function namespaceWritten({ group, kind, name, namespace, subresource }: Subject): string | undefined {
  if (subresource !== undefined && !WRITTEN.has(subresource)) return undefined;
  return group === '' && kind === 'Namespace' ? name : namespace;
}

/** Kinds without the subresource `status` have it written as part of the object. To write what is there already is a write as well. */
export function writesStatusAlone(subject: Subject): boolean {
  const { operation, resource, oldResource } = subject;
  if (operation !== 'UPDATE' || oldResource === undefined) return false;
  const before = stored({ ...subject, resource: oldResource } satisfies Identified);
  return !equalJson(resource['status'], before['status']) && equalJson(withoutStatus(resource), withoutStatus(before));
}

function withoutStatus(resource: Resource): JsonObject {
  const { status: _, ...rest } = resource;
  return rest;
}

const WRITTEN: ReadonlySet<string> = new Set(['ephemeralcontainers', 'resize', 'scale']);
