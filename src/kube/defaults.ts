import { isList, member } from '../engine/json.ts';
import type { JsonObject, Path } from '../engine/json.ts';
import type { Identified, Resource } from '../engine/resource.ts';
import { appArmorFields } from './app-armor-defaults.ts';
import { limitRangeDefaults } from './resource-defaults.ts';
import { podDefaults } from './pod-defaults.ts';
import { filled, isUnset, withMember, within, withinEach, withinOrNew } from './sharing.ts';
import type { Change } from './sharing.ts';
import { storedAmounts, storedRequirements } from './stored-quantity.ts';

/**
 * The resource as the API server would store it, with the defaults that a rule can observe
 * (pkg/apis/{core,apps,batch,autoscaling,networking}/v1/defaults.go of Kubernetes). Shares what it does not change, and is
 * the very same object where nothing is to be defaulted: at the admission door that is the rule.
 */
export function stored(subject: Identified): Resource {
  const { resource, group, kind, workload } = subject;
  const own = BY_KIND.get(`${group}/${kind}`)?.(resource) ?? resource;
  if (workload === undefined) return own as Resource;
  return atPath(own, [...workload.podTemplate, 'spec'], (pod) => podDefaults(pod, workload.longRunning)) as Resource;
}

function atPath(object: JsonObject, path: Path, change: Change): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return change(object);
  return within(object, String(key), (inner) => atPath(inner, rest, change));
}

function spec(change: Change): Change {
  return (object) => within(object, 'spec', change);
}

function deployment(object: JsonObject): JsonObject {
  return withinOrNew(filled(object, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }), 'strategy', (strategy) =>
    rolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' }),
  );
}

function daemonSet(object: JsonObject): JsonObject {
  return withinOrNew(filled(object, { revisionHistoryLimit: 10 }), 'updateStrategy', (strategy) =>
    rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
  );
}

function statefulSet(object: JsonObject): JsonObject {
  const claims = withinEach(object, 'volumeClaimTemplates', spec(storedRequirements));
  const own = filled(claims, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' });
  return withinOrNew(own, 'updateStrategy', (strategy) => {
    const isNew = isUnset(member(strategy, 'type'));
    return isNew ? rolling(strategy, { partition: 0 }) : within(strategy, 'rollingUpdate', (update) => filled(update, { partition: 0 }));
  });
}

function rolling(strategy: JsonObject, values: JsonObject): JsonObject {
  const typed = filled(strategy, { type: 'RollingUpdate' });
  if (member(typed, 'type') !== 'RollingUpdate') return typed;
  return withinOrNew(typed, 'rollingUpdate', (update) => filled(update, values));
}

function job(object: JsonObject): JsonObject {
  const single = isUnset(member(object, 'completions')) && isUnset(member(object, 'parallelism'));
  const counted = filled(object, single ? { completions: 1, parallelism: 1 } : { parallelism: 1 });
  const indexed = !isUnset(member(object, 'backoffLimitPerIndex'));
  return filled(counted, { backoffLimit: indexed ? MOST_INT32 : 6, completionMode: 'NonIndexed', suspend: false });
}

function cronJob(object: JsonObject): JsonObject {
  const own = { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 };
  return within(filled(object, own), 'jobTemplate', spec(job));
}

function service(object: JsonObject): JsonObject {
  const typed = filled(object, { sessionAffinity: 'None', type: 'ClusterIP' });
  const type = member(typed, 'type');
  const policies = type === 'NodePort' || type === 'LoadBalancer' ? { externalTrafficPolicy: 'Cluster' } : {};
  const inner = type === 'ExternalName' ? {} : { internalTrafficPolicy: 'Cluster' };
  return withinEach(filled(typed, { ...policies, ...inner }), 'ports', servicePort);
}

function servicePort(port: JsonObject): JsonObject {
  const named = filled(port, { protocol: 'TCP' });
  const number = member(port, 'port');
  const target = member(port, 'targetPort');
  return typeof number === 'number' && (isUnset(target) || target === 0) ? withMember(named, 'targetPort', number) : named;
}

function networkPolicy(object: JsonObject): JsonObject {
  const types = member(object, 'policyTypes');
  const inferred = isUnset(types) || (isList(types) && types.length === 0);
  const typed = inferred ? withMember(object, 'policyTypes', inferredTypes(object)) : object;
  return withinEach(withinEach(typed, 'ingress', rulePorts), 'egress', rulePorts);
}

function inferredTypes(object: JsonObject): readonly string[] {
  const egress = member(object, 'egress');
  return isList(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rulePorts(rule: JsonObject): JsonObject {
  return withinEach(rule, 'ports', (port) => filled(port, { protocol: 'TCP' }));
}

/** SetDefaults_Namespace: what selectors find a namespace by. */
function namespace(object: JsonObject): JsonObject {
  return within(object, 'metadata', (metadata) => {
    const name = member(metadata, 'name');
    if (typeof name !== 'string' || name === '') return metadata;
    return withinOrNew(metadata, 'labels', (labels) => withMember(labels, 'kubernetes.io/metadata.name', name));
  });
}

const MOST_INT32 = 2_147_483_647;
const replicated = spec((object) => filled(object, { replicas: 1 }));
const BY_KIND: ReadonlyMap<string, Change> = new Map([
  ['apps/Deployment', spec(deployment)],
  ['extensions/Deployment', spec(deployment)],
  ['apps/DaemonSet', spec(daemonSet)],
  ['extensions/DaemonSet', spec(daemonSet)],
  ['apps/StatefulSet', spec(statefulSet)],
  ['apps/ReplicaSet', replicated],
  ['extensions/ReplicaSet', replicated],
  ['/ReplicationController', replicated],
  ['autoscaling/HorizontalPodAutoscaler', spec((object) => filled(object, { minReplicas: 1 }))],
  ['batch/Job', spec(job)],
  ['batch/CronJob', spec(cronJob)],
  ['/Service', spec(service)],
  ['/Pod', appArmorFields],
  ['/PersistentVolumeClaim', spec(storedRequirements)],
  ['/ResourceQuota', spec((object) => storedAmounts(object, 'hard'))],
  ['/LimitRange', spec((object) => withinEach(object, 'limits', limitRangeDefaults))],
  ['/Namespace', namespace],
  ['networking.k8s.io/NetworkPolicy', (object) => withinOrNew(object, 'spec', networkPolicy)],
  ['extensions/NetworkPolicy', (object) => withinOrNew(object, 'spec', networkPolicy)],
]);
