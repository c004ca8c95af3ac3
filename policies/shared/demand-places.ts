import { valueAt, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { claimNames, quotaKindOf } from '../../src/kube/quota-names.ts';
import { countPaths } from '../../src/kube/pod-counts.ts';
import { claimsOf, storageClassOf, type ClaimAt } from '../../src/kube/volume-claims.ts';
import { podSpec, resourcedContainers } from '../../src/kube/workloads.ts';

/**
 * The field by which an object asks for a resource of a quota. Each resource has a place of its own, so that a finding about one never
 * passes for an old one about another.
 */
export function demandPlace(subject: Subject, resource: string): Path {
  const scaler = SCALER_PLACES.get(subject.kind);
  if (scaler !== undefined) return scaler;
  const kind = quotaKindOf(resource);
  if (kind === 'pods') return podsPlace(subject, resource);
  if (kind === 'claims') return claimPlace(subject, resource);
  return kind === 'services' && resource !== 'services' ? ['spec', 'type'] : NAME;
}

/** For pods how many there are; for what they ask for, the first container that names it, unless the pod as a whole does. */
function podsPlace(subject: Subject, resource: string): Path {
  const field = /^(requests|limits)\.(.+)$/su.exec(resource)?.slice(1);
  if (field === undefined) return countPaths(subject)[0] ?? ['spec'];
  const pod = podSpec(subject);
  const whole = pod === undefined ? [] : [{ container: pod.spec, path: pod.path }];
  const containers = resourcedContainers(subject);
  const naming = [...whole, ...containers].find(({ container }) => valueAt(container, ['resources', ...field]) !== undefined);
  return [...(naming ?? containers[0] ?? { path: ['spec'] }).path, 'resources', ...field];
}

/** Of the first claim that is charged; where none names the class, of the first that is given it. */
function claimPlace(subject: Subject, resource: string): Path {
  const claims = claimsOf(subject);
  const isCharged = (one: ClaimAt): boolean => Object.values(claimNames(storageClassOf(one))).some((names) => names.includes(resource));
  const claim = claims.find(isCharged) ?? claims.find((one) => storageClassOf(one) === undefined);
  if (claim === undefined) return NAME;
  if (resource === 'requests.storage') return [...claim.path, 'spec', 'resources', 'requests', 'storage'];
  if (resource === 'persistentvolumeclaims') return [...claim.path, 'spec'];
  return [...claim.path, ...(resource.endsWith('requests.storage') ? ['spec', 'storageClassName'] : NAME)];
}

const NAME: Path = ['metadata', 'name'];
const SCALER_PLACES: ReadonlyMap<string, Path> = new Map([
  ['HorizontalPodAutoscaler', ['spec', 'maxReplicas']],
  ['ScaledObject', ['spec', 'maxReplicaCount']],
  ['VerticalPodAutoscaler', ['spec', 'resourcePolicy', 'containerPolicies']],
]);
