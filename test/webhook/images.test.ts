import { describe, expect, test } from 'vitest';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import { asString, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import type { Judging } from '../../src/webhook/judging.ts';
import { AnswerMemory } from '../../src/webhook/memory.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { courtWith } from '../judge/court.ts';
import { demandsOf, keyed, policyOf, signed } from '../images/images.ts';
import { client, server, status } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { NOW, ownedBy, pod, responseOf, reviewOf, workload, worldWith, type Settings } from './made-up.ts';

const tls = await makeCertificate([], NOW);
const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
const BAD = server.tag('bad', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'bad' } });
server.attach(GOOD, [await signed(GOOD, key)]);
server.attach(BAD, [await signed(BAD, stranger)]);
const APP = `${server.host}/acme/app`;

interface Door {
  readonly settings?: Settings;
  readonly policy?: Partial<RawImagePolicy>;
  readonly memory?: AnswerMemory;
  readonly judges?: Judging;
}

/** A door whose settings want images of the tests' registry signed. */
function doorWith({ settings, policy, memory, judges }: Door = {}) {
  const metrics = createMetrics();
  const demands = demandsOf(policyOf([keyed(key)], { match: [server.host], ...policy }));
  const images = new OnlineImages({ registry: client(), demands, now: () => NOW, notes: metrics.images });
  const silent = { info: () => undefined, error: () => undefined };
  const app = buildWebhook({ world: worldFor(settings), metrics, tls, log: silent, images, memory, judges });
  const post = async (url: string, review: Json, uid = 'uid-1'): Promise<JsonObject> => {
    const payload = JSON.stringify(review).replace('uid-1', uid);
    const reply = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
    return responseOf(reply.body);
  };
  return { post, metrics };
}

function worldFor(settings: Settings = {}) {
  return worldWith({ rules: [imageSignatureVerified], ...settings }, { revision: () => 1 });
}

function update(oldObject: Resource): JsonObject {
  return { operation: 'UPDATE', oldObject };
}

function messageOf(response: JsonObject): string {
  return JSON.stringify(response['status'] ?? '');
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
    const spec = (more: JsonObject): Resource => {
      const base = pod(`${APP}@${GOOD}`);
      return { ...base, spec: { ...(base['spec'] as JsonObject), ...more } };
    };
    for (const more of [
      { initContainers: [{ name: 'i', image: `${APP}@${BAD}` }] },
      { volumes: [{ name: 'v', image: { reference: `${APP}@${BAD}` } }] },
    ])
      expect(messageOf(await post('/validate', reviewOf(spec(more))))).toContain('has no signature that counts');
    const debugged = spec({ ephemeralContainers: [{ name: 'd', image: `${APP}@${BAD}` }] });
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
  const metrics = createMetrics();
  const images = new OnlineImages({
    registry: client(),
    demands: demandsOf(policyOf([keyed(key)], { match: [server.host] })),
    now: () => NOW,
  });
  const world = { ...worldFor(), ownerOf: ({ kind }: { kind: string }) => (kind === 'ReplicaSet' ? replicaSet : undefined) };
  const app = buildWebhook({ world, metrics, tls, log: { info: () => undefined, error: () => undefined }, images });
  const userInfo = { username: 'system:serviceaccount:kube-system:replicaset-controller', groups: [] };
  const payload = JSON.stringify(reviewOf(made, { userInfo }));
  const reply = await app.inject({ method: 'POST', url: '/validate', payload, headers: { 'content-type': 'application/json' } });
  expect(responseOf(reply.body)).toMatchObject({ allowed: true });
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
