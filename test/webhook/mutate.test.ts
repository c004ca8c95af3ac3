import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { PatchOperation } from '../../src/engine/patch.ts';
import { mutate } from '../../src/webhook/mutate.ts';
import { isFault, parseReview, printReview } from '../../src/webhook/review.ts';
import type { World } from '../../src/webhook/world.ts';
import { ownedBy, pod, responseOf, reviewOf, workload, worldWith } from './made-up.ts';

const injecting = worldWith({ injected: ['set-priority'] });

function answer(review: JsonObject, world: World = injecting): JsonObject {
  const request = parseReview(JSON.stringify(review));
  if (isFault(request)) throw new Error(request.message);
  return responseOf(printReview(request.uid, mutate(request, world).answer));
}

function patchOf(response: JsonObject): readonly PatchOperation[] {
  const { patch } = response;
  return typeof patch === 'string' ? (JSON.parse(Buffer.from(patch, 'base64').toString()) as PatchOperation[]) : [];
}

/** `add` to objects, which is all that the made-up rules need. */
function patched(object: Json, patch: readonly PatchOperation[]): Json {
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const operation of patch) {
    if (operation.op !== 'add') throw new Error(`only add is known here, not ${operation.op}`);
    const keys = operation.path.slice(1).split('/');
    let parent = copy;
    for (const key of keys.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
    parent[keys.at(-1) ?? ''] = operation.value;
  }
  return copy as Json;
}

function by(controller: string): JsonObject {
  return { userInfo: { username: `system:serviceaccount:kube-system:${controller}` } };
}

const deployment = workload('apps/v1', 'Deployment', 'a:1');
const relabelled = workload('apps/v1', 'Deployment', 'a:1', { labels: { owner: 'them' } });
const reimaged = workload('apps/v1', 'Deployment', 'a:2');
const job = workload('batch/v1', 'Job', 'a:1');

interface Row {
  readonly what: string;
  readonly object: Json;
  readonly request?: JsonObject;
  readonly world?: World;
  readonly paths: readonly string[];
}

const inPod = ['/spec/priorityClassName'];
const inTemplate = ['/spec/template/spec/priorityClassName'];
const rows: readonly Row[] = [
  { what: 'CREATE of a Pod', object: pod('a:1'), paths: inPod },
  { what: 'CREATE of a Deployment', object: deployment, paths: inTemplate },
  { what: 'dry run: the same', object: deployment, request: { dryRun: true }, paths: inTemplate },
  { what: 'nothing missing', object: { ...pod('a:1'), spec: { containers: [], priorityClassName: 'x' } }, paths: [] },
  { what: 'nothing is injected by these settings', object: pod('a:1'), world: worldWith(), paths: [] },
  {
    what: 'switched off',
    object: pod('a:1'),
    world: worldWith({ injected: ['set-priority'], severity: { 'set-priority': 'off' } }),
    paths: [],
  },
  {
    what: 'exempt',
    object: pod('a:1'),
    world: worldWith({ injected: ['set-priority'], exemptions: [{ rule: 'set-priority', scope: {}, reason: 'r' }] }),
    paths: [],
  },
  { what: 'UPDATE of a label rolls nothing', object: relabelled, request: { operation: 'UPDATE', oldObject: deployment }, paths: [] },
  { what: 'UPDATE of the template', object: reimaged, request: { operation: 'UPDATE', oldObject: deployment }, paths: inTemplate },
  { what: 'UPDATE of a Pod: it is settled', object: pod('a:2'), request: { operation: 'UPDATE', oldObject: pod('a:1') }, paths: [] },
  {
    what: 'UPDATE of a Job: it is settled',
    object: job,
    request: { operation: 'UPDATE', oldObject: workload('batch/v1', 'Job', 'a:2') },
    paths: [],
  },
  { what: 'UPDATE without an old object', object: reimaged, request: { operation: 'UPDATE' }, paths: [] },
  { what: 'DELETE', object: null, request: { operation: 'DELETE', oldObject: pod('a:1') }, paths: [] },
  { what: 'a subresource', object: pod('a:1'), request: { operation: 'UPDATE', subResource: 'resize', oldObject: pod('a:2') }, paths: [] },
  { what: "a controller's Pod", object: pod('a:1'), request: by('replicaset-controller'), paths: inPod },
  { what: "a controller's ReplicaSet", object: workload('apps/v1', 'ReplicaSet', 'a:1'), request: by('deployment-controller'), paths: [] },
  { what: "a controller's Job", object: job, request: by('cronjob-controller'), paths: [] },
  {
    what: "a controller's Pod whose owner is exempt",
    object: pod('a:1', {}, ownedBy('apps/v1', 'StatefulSet')),
    request: by('statefulset-controller'),
    world: worldWith(
      {
        injected: ['set-priority'],
        exemptions: [{ rule: 'set-priority', reason: 'r', scope: { subject: ({ kind }) => kind === 'StatefulSet' } }],
      },
      { ownerOf: () => workload('apps/v1', 'StatefulSet', 'a:1') },
    ),
    paths: [],
  },
  { what: 'an odd shape', object: { apiVersion: 'v1', kind: 'Pod', metadata: 7, spec: 'x' }, paths: [] },
];

describe('injection', () => {
  test.for(rows)('$what', ({ object, request = {}, world = injecting, paths }) => {
    const response = answer(reviewOf(object, request), world);
    const patch = patchOf(response);
    expect(response['allowed']).toBe(true);
    expect(patch.map(({ path }) => path)).toEqual(paths);
    expect(response['patchType']).toBe(paths.length > 0 ? 'JSONPatch' : undefined);
    expect(response['auditAnnotations']).toEqual(paths.length > 0 ? { injected: 'set-priority=1' } : undefined);
    if (paths.length > 0) expect(patchOf(answer(reviewOf(patched(object, patch), request), world))).toEqual([]);
  });

  test('rules that undo each other inject nothing, and are named', () => {
    const response = answer(
      reviewOf({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } }),
      worldWith({ injected: ['never-settled'] }),
    );
    expect(response).toEqual({ uid: 'uid-1', allowed: true, warnings: [expect.stringContaining('never-settled')] });
  });
});
