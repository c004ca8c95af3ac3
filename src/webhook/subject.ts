import { asObject, isObject, member, type Json } from '../engine/json.ts';
import type { Identified, Resource, Subject } from '../engine/resource.ts';
import { identify } from '../kube/identify.ts';
import { groupOf, isKnownKind } from '../kube/resources.ts';
import { shapeOf, type AdmissionRequest } from './review.ts';
import type { World } from './world.ts';

/** What a request puts under judgement. */
export type Judgeable =
  | { readonly is: 'subject'; readonly subject: Subject; /** Before an UPDATE. */ readonly old?: Subject }
  /** Nothing that a rule may be asked about. */
  | { readonly is: 'nothing' }
  | { readonly is: 'unjudgeable'; readonly message: string };

/** The subject of a request, and what it was before. */
export function subjectOf(request: AdmissionRequest, world: World): Judgeable {
  if (isPassedOver(request)) return NOTHING;
  if (request.subresource === 'scale') return scaled(request, world);
  const judged = request.operation === 'DELETE' ? request.oldObject : request.object;
  if (!isResource(judged)) return request.operation === 'DELETE' || request.operation === 'CONNECT' ? NOTHING : unjudgeable(request);
  return underJudgement(request, judged, request.operation === 'UPDATE' ? request.oldObject : null, world);
}

/** A resource in the namespace of its request; a kind that is new to us and comes without one has none. */
export function identified(resource: Resource, namespace: string | undefined, world: World): Identified {
  const { declared } = world;
  if (namespace !== undefined) return identify(resource, { declared, defaultNamespace: namespace });
  const group = groupOf(resource.apiVersion);
  if (isKnownKind(group, resource.kind)) return identify(resource, { declared });
  return identify(resource, { declared, clusterScoped: new Set([`${group}/${resource.kind}`]) });
}

/** An object on its way out must be let go, and only these subresources carry the object that rules are about. */
function isPassedOver({ operation, oldObject, subresource }: AdmissionRequest): boolean {
  if (subresource !== undefined && operation !== 'CONNECT' && !JUDGED_SUBRESOURCES.has(subresource)) return true;
  return operation === 'UPDATE' && (member(member(oldObject, 'metadata'), 'deletionTimestamp') ?? null) !== null;
}

/**
 * A Scale (autoscaling/v1) holds nothing but a number, so the workload is judged as it would be with that number; where that is not
 * known, only rules that look at the request can say anything.
 */
function scaled(request: AdmissionRequest, world: World): Judgeable {
  const old = workloadScaledBy(request, world);
  if (old === undefined)
    return isResource(request.object) ? underJudgement(request, request.object, request.oldObject, world) : unjudgeable(request);
  // Go leaves out a zero.
  const replicas = member(member(request.object, 'spec'), 'replicas') ?? 0;
  return underJudgement(request, { ...old, spec: { ...asObject(old['spec']), replicas } }, old, world);
}

function workloadScaledBy({ group, version, resource, namespace, name }: AdmissionRequest, world: World): Resource | undefined {
  const kind = SCALABLE.get(`${group}/${resource}`);
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return kind === undefined ? undefined : world.ownerOf?.({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) });
}

function underJudgement(request: AdmissionRequest, resource: Resource, before: Json, world: World): Judgeable {
  const { operation, subresource, namespace, user } = request;
  const labels = namespace === undefined ? undefined : world.namespaceLabels?.(namespace);
  const about = {
    operation,
    ...(subresource !== undefined && { subresource }),
    ...(labels !== undefined && { namespaceLabels: labels }),
  };
  const old = isResource(before) ? before : undefined;
  const subject: Subject = { ...identified(resource, namespace, world), ...about, user, ...(old !== undefined && { oldResource: old }) };
  if (old === undefined) return { is: 'subject', subject };
  // What a user may not do is not old because the object was there before: nobody knows who wrote that.
  return { is: 'subject', subject, old: { ...identified(old, namespace, world), ...about } };
}

function unjudgeable({ operation, object }: AdmissionRequest): Judgeable {
  const wrong = isObject(object)
    ? 'request.object has no apiVersion or no kind'
    : `request.object is ${shapeOf(object)}, where ${operation} brings the whole object`;
  return { is: 'unjudgeable', message: `${wrong}. Send the object with its apiVersion and kind.` };
}

function isResource(value: Json): value is Resource {
  return isObject(value) && isName(member(value, 'apiVersion')) && isName(member(value, 'kind'));
}

function isName(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

const NOTHING: Judgeable = { is: 'nothing' };
const JUDGED_SUBRESOURCES: ReadonlySet<string> = new Set(['ephemeralcontainers', 'resize', 'scale']);
const SCALABLE: ReadonlyMap<string, string> = new Map([
  ['apps/deployments', 'Deployment'],
  ['apps/statefulsets', 'StatefulSet'],
  ['apps/replicasets', 'ReplicaSet'],
  ['/replicationcontrollers', 'ReplicationController'],
]);
