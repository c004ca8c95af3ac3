import { applyEdit } from '../engine/edit.ts';
import { asList, asObject, asString, member, valueAt, type Json, type Path } from '../engine/json.ts';
import type { Identified, Resource, ResourceRef, Subject } from '../engine/resource.ts';
import { identified } from './subject.ts';
import type { World } from './world.ts';

/**
 * Whether a built-in controller writes what it makes by its trade: a ReplicaSet, a Pod or a Job, and the ServiceAccount
 * `default`, without which no pod of a namespace starts.
 * Known by the user alone: anyone can write an ownerReference.
 */
export function isMadeByController({ user, group, kind }: Subject): boolean {
  return user !== undefined && CONTROLLERS.has(user.username) && MADE.has(`${group}/${kind}`);
}

/** Those who own what a controller makes, as far as they are known: the direct owner first, the root last. */
export function ownersOf(child: Identified, world: World): readonly Identified[] {
  const owners: Identified[] = [];
  for (let current = child; owners.length < DEEPEST;) {
    const ref = controllerRef(current);
    const resource = ref === undefined ? undefined : world.ownerOf?.(ref);
    if (resource === undefined) break;
    current = identified(resource, child.namespace, world);
    owners.push(current);
  }
  return owners;
}

/** The child as its owner's template would have it: a finding about that is the owner's, or lies outside the template. */
export function asOwnerWouldMake(child: Subject, owner: Identified): Subject | undefined {
  if (child.workload === undefined || owner.workload === undefined) return undefined;
  const template = valueAt(owner.resource, owner.workload.podTemplate);
  if (template === undefined) return undefined;
  const resource = withTemplate(child.resource, child.workload.podTemplate, template);
  return resource === undefined ? undefined : { ...child, resource };
}

function withTemplate(child: Resource, at: Path, template: Json): Resource | undefined {
  if (at.length > 0) return applyEdit(child, { op: 'set', path: at, value: template }) as Resource | undefined;
  const { labels, annotations } = asObject(member(template, 'metadata'));
  return { ...child, spec: member(template, 'spec'), metadata: { ...asObject(child.metadata), labels, annotations } };
}

function controllerRef({ resource, namespace }: Identified): ResourceRef | undefined {
  const references = asList(member(resource.metadata, 'ownerReferences'));
  const reference = references.find((entry) => member(entry, 'controller') === true);
  const apiVersion = asString(member(reference, 'apiVersion'));
  const kind = asString(member(reference, 'kind'));
  const name = asString(member(reference, 'name'));
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

/** A Pod of a CronJob's Job has two; what is deeper is no built-in chain. */
const DEEPEST = 4;
const MADE: ReadonlySet<string> = new Set(['/Pod', '/ServiceAccount', 'apps/ReplicaSet', 'batch/Job']);
/** With --use-service-account-credentials each controller has a name of its own, else all are kube-controller-manager. */
const CONTROLLERS: ReadonlySet<string> = new Set([
  'system:kube-controller-manager',
  ...[
    'deployment-controller',
    'replicaset-controller',
    'statefulset-controller',
    'daemon-set-controller',
    'job-controller',
    'cronjob-controller',
    'replication-controller',
    'service-account-controller',
  ].map((name) => `system:serviceaccount:kube-system:${name}`),
]);
