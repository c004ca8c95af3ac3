import { describe, expect, test } from 'vitest';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import { asObject, asString, type JsonObject } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { AnswerMemory } from '../../src/webhook/memory.ts';
import { courtWith } from '../judge/court.ts';
import { server, status } from '../signatures/registries.ts';
import { APP, BAD, doorWith, GOOD, messageOf, worldFor } from './image-door.ts';
import { ownedBy, pod, reviewOf, workload } from './made-up.ts';

/** With this beside its one container. */
function signedPod(more: JsonObject): Resource {
  const base = pod(`${APP}@${GOOD}`);
  return { ...base, spec: { ...asObject(base['spec']), ...more } };
}

function update(oldObject: Resource): JsonObject {
  return { operation: 'UPDATE', oldObject };
}

describe('a Pod', () => {
  test.each<[image: string, says: string]>([
    [`${APP}:bad`, 'has no signature that counts: signature verification failed'],
    [`${APP}:v1`, 'is not signed'],
    [`${APP}:none`, 'could not be found out'],
    [`${APP}:good`, `is named by its tag, and what was verified is ${GOOD}`],
  ])('with %s is refused', async (image, says) => {
    const { post } = doorWith();
    for (const url of ['/validate', '/validate/deny?timeout=3s']) {
      const response = await post(url, reviewOf(pod(image)));
      expect(response).toMatchObject({ uid: 'uid-1', allowed: false });
      expect(messageOf(response)).toContain(says);
    }
    expect(await post('/validate/advise', reviewOf(pod(image)))).toMatchObject({ allowed: true });
  });

  test.each([`${APP}@${GOOD}`, `${APP}:good@${GOOD}`, 'docker.io/library/nginx:1', 'NO IMAGE'])('with %s is admitted', async (image) => {
    expect(await doorWith().post('/validate', reviewOf(pod(image)))).toMatchObject({ allowed: true });
  });

  test('is judged by all of its images: init containers, ephemeral ones, image volumes', async () => {
    const { post } = doorWith();
    for (const more of [
      { initContainers: [{ name: 'i', image: `${APP}@${BAD}` }] },
      { volumes: [{ name: 'v', image: { reference: `${APP}@${BAD}` } }] },
    ])
      expect(messageOf(await post('/validate', reviewOf(signedPod(more))))).toContain('has no signature that counts');
    const debugged = signedPod({ ephemeralContainers: [{ name: 'd', image: `${APP}@${BAD}` }] });
    const request = { subResource: 'ephemeralcontainers', operation: 'UPDATE', oldObject: pod(`${APP}@${GOOD}`) };
    expect(messageOf(await post('/validate', reviewOf(debugged, request)))).toContain('ephemeralContainers');
  });
});

describe('a registry that does not answer', () => {
  test.each([
    ['deny', false],
    ['warn', true],
    ['audit', true],
  ] as const)('under unreachable: %s', async (unreachable, allowed) => {
    server.fault = status(503);
    const response = await doorWith({ policy: { unreachable } }).post('/validate', reviewOf(pod(`${APP}@${GOOD}`)));
    expect(response).toMatchObject({ allowed });
    const said = `${messageOf(response)}${JSON.stringify(response['warnings'] ?? [])}`;
    expect(said.includes('could not be found out')).toBe(unreachable !== 'audit');
    const advice = await doorWith({ policy: { unreachable } }).post('/validate/advise', reviewOf(pod(`${APP}@${GOOD}`)));
    expect(JSON.stringify(advice['warnings'] ?? []).includes('could not be found out')).toBe(unreachable === 'warn');
  });

  test('holds up a request for no longer than the API server waits', async () => {
    server.fault = () => true;
    const response = await doorWith().post('/validate/deny?timeout=400ms', reviewOf(pod(`${APP}@${GOOD}`)));
    expect(messageOf(response)).toContain('did not answer in time');
  });
});

describe('an update', () => {
  test('that leaves the images as they are is let pass with a warning', async () => {
    const response = await doorWith().post(
      '/validate',
      reviewOf(
        workload('apps/v1', 'Deployment', `${APP}:bad`, { labels: { a: 'b' } }),
        update(workload('apps/v1', 'Deployment', `${APP}:bad`)),
      ),
    );
    expect(response).toMatchObject({ allowed: true });
    expect(JSON.stringify(response['warnings'])).toContain('not new: ');
  });

  test('that brings another image is refused', async () => {
    const request = update(workload('apps/v1', 'Deployment', `${APP}:v1`));
    expect(await doorWith().post('/validate', reviewOf(workload('apps/v1', 'Deployment', `${APP}:bad`), request))).toMatchObject({
      allowed: false,
    });
  });

  test('of an object on its way out asks nobody', async () => {
    const { post } = doorWith();
    const leaving = pod(`${APP}:bad`, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(await post('/validate', reviewOf(leaving, update(leaving)))).toMatchObject({ allowed: true });
    expect(server.asked).toEqual([]);
  });
});

test('what a controller makes of an old template is let pass', async () => {
  const replicaSet = workload('apps/v1', 'ReplicaSet', `${APP}:bad`);
  const made = {
    ...pod(`${APP}:bad`),
    metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web', team: 'red' }, ...ownedBy('apps/v1', 'ReplicaSet') },
  };
  const ownerOf = ({ kind }: { kind: string }) => (kind === 'ReplicaSet' ? replicaSet : undefined);
  const userInfo = { username: 'system:serviceaccount:kube-system:replicaset-controller', groups: [] };
  const response = await doorWith({ more: { ownerOf } }).post('/validate', reviewOf(made, { userInfo }));
  expect(response).toMatchObject({ allowed: true });
});

test('injection names the image by the digest that was verified, and that one is then admitted', async () => {
  const { post } = doorWith({ settings: { injected: [imageSignatureVerified.id] } });
  const response = await post('/mutate', reviewOf(pod(`${APP}:good`)));
  const patch = JSON.parse(Buffer.from(asString(response['patch']) ?? '', 'base64').toString()) as JsonObject[];
  expect(patch).toEqual([{ op: 'replace', path: '/spec/containers/0/image', value: `${APP}:good@${GOOD}` }]);
  expect(await post('/validate', reviewOf(pod(`${APP}:good@${GOOD}`)))).toMatchObject({ allowed: true });
  expect(await post('/mutate', reviewOf(pod(`${APP}:bad`)))).not.toHaveProperty('patch');
});

test('an answer about images is remembered for what was found out about them alone', async () => {
  const { post, metrics } = doorWith({ memory: new AnswerMemory() });
  for (const uid of ['a', 'b']) expect(await post('/validate', reviewOf(pod(`${APP}@${GOOD}`)), uid)).toMatchObject({ uid, allowed: true });
  expect(await metrics.text()).toContain('lintel_image_verdicts_remembered_total 1');
  server.fault = status(500);
  expect(await post('/validate', reviewOf(pod(`${APP}:v1`)))).toMatchObject({ allowed: false });
  server.fault = undefined;
  expect(messageOf(await post('/validate', reviewOf(pod(`${APP}:v1`)), 'c'))).toContain('is not signed');
});

test('what happened is counted', async () => {
  const { post, metrics } = doorWith();
  await post('/validate', reviewOf(pod(`${APP}@${GOOD}`)));
  await post('/validate', reviewOf(pod(`${APP}@${BAD}`)));
  server.fault = status(503);
  for (const tag of ['a', 'b', 'c']) await post('/validate', reviewOf(pod(`${APP}:${tag}`)));
  for (const outcome of ['changed', 'failed'] as const) metrics.images.refreshed('root', outcome, outcome === 'failed' ? 9000 : 7000);
  const text = await metrics.text();
  for (const line of [
    'lintel_image_verifications_total{outcome="verified"} 1',
    'lintel_image_verifications_total{outcome="refused"} 1',
    'lintel_image_verifications_total{outcome="unknown"} 3',
    'lintel_registry_failures_total{code="server-error"} 3',
    'lintel_registry_pauses_total 1',
    'lintel_trust_refreshes_total{what="root",outcome="changed"} 1',
    'lintel_trust_refreshes_total{what="root",outcome="failed"} 1',
    'lintel_trust_refreshed_timestamp_seconds{what="root"} 7',
  ])
    expect(text).toContain(line);
});

test('judges beside the door get what was found with the request, as plain data', async () => {
  const { court, judges } = await courtWith(worldFor());
  const { post } = doorWith({ judges: court });
  const [judge] = judges;
  const replied = async (image: string): Promise<JsonObject> => {
    const before = judge?.tasks.length;
    const answered = post('/validate/deny', reviewOf(pod(image)));
    await expect.poll(() => judge?.tasks.length).not.toBe(before);
    judge?.reply();
    return await answered;
  };
  expect(await replied(`${APP}@${BAD}`)).toMatchObject({ allowed: false });
  expect(await replied(`${APP}@${GOOD}`)).toMatchObject({ allowed: true });
  expect(await replied('docker.io/library/nginx:1')).toMatchObject({ allowed: true });
  const [bad, good, other] = judge?.tasks ?? [];
  expect(structuredClone(bad?.images)).toMatchObject([[`${APP}@${BAD}`, { signatures: [{ outcome: 'refused' }] }]]);
  expect(structuredClone(good?.images)).toMatchObject([[`${APP}@${GOOD}`, { signatures: [{ outcome: 'verified' }] }]]);
  expect(other?.images).toBeUndefined();
});

test('a body that is no review is answered as such', async () => {
  const { post } = doorWith();
  for (const review of [null, 7, {}, reviewOf(null), reviewOf({ apiVersion: 'v1', kind: 'Pod', spec: { containers: 7 } })])
    await expect(
      post('/validate', review).then(
        (response) => response['allowed'],
        () => 'no review',
      ),
    ).resolves.not.toBe(true);
});
