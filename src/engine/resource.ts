import type { Json, JsonObject, Path } from './json.ts';

/** One Kubernetes object as plain JSON. Only `apiVersion` and `kind` are known to be strings; all else is untrusted. */
export interface Resource extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Json;
}

/** What names a resource. `namespace` is absent for cluster-scoped kinds; `name` may be empty under `generateName`. */
export interface ResourceRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A kind of some API group; the core group is `''`. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Where a workload kind keeps its pod template. */
export interface WorkloadShape {
  /** The path of the object that holds `metadata` and `spec` of the pods: `[]` for a Pod, `['spec', 'template']` for a Deployment. */
  readonly podTemplate: Path;
  /** Whether its pods run until they are stopped: effective restartPolicy Always, so neither Jobs nor their Pods. */
  readonly longRunning: boolean;
}

/** A resource and what is known of it before any rule runs. */
export interface Identified {
  readonly resource: Resource;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** metadata.namespace, else what the door supplies; absent for cluster-scoped kinds. */
  readonly namespace?: string;
  /** metadata.name, else metadata.generateName, else empty. */
  readonly name: string;
  /** Present for workload kinds, built in or declared in the settings. */
  readonly workload?: WorkloadShape;
  /** One environment's resources see each other's facts; resources of different environments never do. */
  readonly environment?: string;
  /** Tells two documents of one identity apart offline; in a cluster an identity is unique. */
  readonly document?: string;
}

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** Who made the request (authentication.k8s.io/v1 UserInfo). */
export interface User {
  readonly username: string;
  readonly groups: readonly string[];
}

/** A resource under judgement. Offline: CREATE, and no user. */
export interface Subject extends Identified {
  readonly operation: Operation;
  readonly subresource?: string;
  readonly oldResource?: Resource;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly user?: User;
  /** The file that it was read from, offline: what `overrides.match.files` is matched against. */
  readonly file?: string;
}

export function refOf(subject: Identified): ResourceRef {
  const { resource, kind, namespace, name } = subject;
  return { apiVersion: resource.apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

/** `kind/name` with its namespace, as people write it. */
export function describeRef(ref: ResourceRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name || '(no name)'}`;
}
