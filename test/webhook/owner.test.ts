import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Resource, ResourceRef } from '../../src/engine/resource.ts';
import { isFault, parseReview } from '../../src/webhook/review.ts';
import { validate } from '../../src/webhook/verdict.ts';
import { noLatest, ownedBy, pod, podTeam, reviewOf, workload, worldWith, type Settings } from './made-up.ts';

/** The cluster as `ownerOf` sees it. */
function cluster(...objects: readonly Resource[]) {
  return (ref: ResourceRef) =>
    objects.find(
      ({ apiVersion, kind }) => apiVersion === ref.apiVersion && kind === ref.kind && ref.name === 'web' && ref.namespace === 'shop',
    );
}

function by(controller: string): JsonObject {
  return { userInfo: { username: `system:serviceaccount:kube-system:${controller}`, groups: [] } };
}

interface Row {
  readonly what: string;
  readonly object: Resource;
  readonly request: JsonObject;
  readonly owners?: readonly Resource[];
  readonly settings?: Settings;
  readonly allowed: boolean;
  readonly warnings?: number;
}

const ofReplicaSet = ownedBy('apps/v1', 'ReplicaSet');
const ofDeployment = ownedBy('apps/v1', 'Deployment');
const old = workload('apps/v1', 'ReplicaSet', 'a:latest', ofDeployment);
const rules = [noLatest, podTeam];
const byRoot: Settings = {
  rules,
  exemptions: [{ rule: 'no-latest', reason: 'r', scope: { subject: ({ kind, name }) => kind === 'Deployment' && name === 'web' } }],
};

const rows: readonly Row[] = [
  {
    what: 'what its owner has already is old',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: by('replicaset-controller'),
    owners: [old],
    allowed: true,
    warnings: 1,
  },
  {
    what: 'what its owner does not have is new',
    object: pod('b:latest', { team: 'a' }, ofReplicaSet),
    request: by('replicaset-controller'),
    owners: [old],
    allowed: false,
  },
  {
    what: 'of an unknown owner it only warns',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: by('replicaset-controller'),
    allowed: true,
    warnings: 1,
  },
  {
    what: 'without an owner it only warns',
    object: pod('a:latest', { team: 'a' }),
    request: by('daemon-set-controller'),
    allowed: true,
    warnings: 1,
  },
  {
    what: 'a rule about Pods alone holds no template up',
    object: pod('a:1', {}, ofReplicaSet),
    request: by('replicaset-controller'),
    owners: [withoutTeam(old)],
    allowed: true,
    warnings: 1,
  },
  { what: 'a forged owner helps nobody', object: pod('a:latest', { team: 'a' }, ofReplicaSet), request: {}, owners: [old], allowed: false },
  {
    what: 'another service account is nobody',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: by('horizontal-pod-autoscaler'),
    owners: [old],
    allowed: false,
  },
  {
    what: 'a service account of that name elsewhere is nobody',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: { userInfo: { username: 'system:serviceaccount:shop:replicaset-controller' } },
    owners: [old],
    allowed: false,
  },
  {
    what: 'one user for all controllers',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: { userInfo: { username: 'system:kube-controller-manager' } },
    owners: [old],
    allowed: true,
    warnings: 1,
  },
  {
    what: 'a Deployment by a controller is judged in full',
    object: workload('apps/v1', 'Deployment', 'a:latest'),
    request: by('deployment-controller'),
    allowed: false,
  },
  {
    what: 'a ReplicaSet follows its Deployment',
    object: old,
    request: by('deployment-controller'),
    owners: [workload('apps/v1', 'Deployment', 'a:latest')],
    allowed: true,
    warnings: 1,
  },
  {
    what: 'a ReplicaSet that its Deployment did not ask for',
    object: old,
    request: by('deployment-controller'),
    owners: [workload('apps/v1', 'Deployment', 'a:1')],
    allowed: false,
  },
  {
    what: 'a Job follows its CronJob',
    object: workload('batch/v1', 'Job', 'a:latest', ownedBy('batch/v1', 'CronJob')),
    request: by('cronjob-controller'),
    owners: [workload('batch/v1', 'CronJob', 'a:latest')],
    allowed: true,
    warnings: 1,
  },
  {
    what: 'an update ratchets against what was there, too',
    object: old,
    request: { ...by('deployment-controller'), operation: 'UPDATE', oldObject: old },
    owners: [workload('apps/v1', 'Deployment', 'a:1')],
    allowed: true,
    warnings: 1,
  },
  {
    what: "the root owner's exemption covers its Pods",
    object: pod('b:latest', { team: 'a' }, ofReplicaSet),
    request: by('replicaset-controller'),
    owners: [old, workload('apps/v1', 'Deployment', 'a:1')],
    settings: byRoot,
    allowed: true,
    warnings: 0,
  },
  {
    what: 'and nobody else',
    object: pod('b:latest', { team: 'a' }, ofReplicaSet),
    request: {},
    owners: [old, workload('apps/v1', 'Deployment', 'a:1')],
    settings: byRoot,
    allowed: false,
  },
  {
    what: 'an owner of odd shape is unknown',
    object: pod('a:latest', { team: 'a' }, ofReplicaSet),
    request: by('replicaset-controller'),
    owners: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: 7 }],
    allowed: true,
    warnings: 1,
  },
];

describe('what controllers make follows its owner', () => {
  test.for(rows)('$what', ({ object, request, owners = [], settings = { rules }, allowed, warnings = 0 }) => {
    const parsed = parseReview(JSON.stringify(reviewOf(object, request)));
    if (isFault(parsed)) throw new Error(parsed.message);
    const { answer } = validate(parsed, 'all', worldWith(settings, { ownerOf: cluster(...owners) }));
    expect({ allowed: answer.allowed, warnings: answer.warnings.length }).toEqual({ allowed, warnings: allowed ? warnings : 0 });
  });
});

function withoutTeam(resource: Resource): Resource {
  const copy = structuredClone(resource) as unknown as { spec: { template: { metadata: { labels: object } } } };
  copy.spec.template.metadata.labels = { app: 'web' };
  return copy as unknown as Resource;
}
