import { beforeEach, describe, expect, test } from 'vitest';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { RenewedImages } from '../../src/images/renewed-images.ts';
import type { RawImages } from '../../src/settings/raw.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import type { ImageSource } from '../../src/webhook/images.ts';
import { AnswerMemory } from '../../src/webhook/memory.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { keyed, policyOf, signed } from '../images/images.ts';
import type { KeyPair } from '../signatures/instance.ts';
import { client, elsewhere, server, status } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { NOW, pod, responseOf, reviewOf, worldWith } from './made-up.ts';

const tls = await makeCertificate([], NOW);
const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
server.attach(GOOD, [await signed(GOOD, key)]);
elsewhere.repository = 'acme/signatures';
elsewhere.attach(GOOD, [await signed(GOOD, stranger)]);
const APP = `${server.host}/acme/app`;

let now = NOW;
let revision = 1;
let judged = 0;
beforeEach(() => {
  now = NOW;
  revision = 1;
  judged = 0;
});

/** A rule that says nothing, and how often it was asked. */
const counting: AnyRule = {
  ...imageSignatureVerified,
  id: 'counting',
  check() {
    judged++;
    return [];
  },
};

function believing(pair: KeyPair, ...more: NonNullable<RawImages['policies']>): RawImages {
  return { policies: [policyOf([keyed(pair)], { match: [server.host], unreachable: 'warn' }), ...more] };
}

function doorWith(images = believing(key)) {
  const metrics = createMetrics();
  const renewed = new RenewedImages(images, { registry: client(), now: () => now, notes: metrics.images });
  const source: ImageSource = {
    wants: (image) => renewed.wants(image),
    verify: async (image, signal) => await renewed.verify(image, signal),
    recall: (image) => renewed.recall(image),
  };
  const world = worldWith({ rules: [imageSignatureVerified, counting] }, { revision: () => revision, now: () => now });
  const log = { info: () => undefined, error: () => undefined };
  const app = buildWebhook({ world, metrics, tls, log, images: source, memory: new AnswerMemory() });
  let uids = 0;
  const post = async (review: Json, url = '/validate'): Promise<JsonObject> => {
    const uid = `uid-${++uids}`;
    const payload = JSON.stringify(review).replace('uid-1', uid);
    const reply = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
    const response = responseOf(reply.body);
    expect(response['uid']).toBe(uid);
    return response;
  };
  const allowed = async (image: string): Promise<boolean> => (await post(reviewOf(pod(image))))['allowed'] === true;
  return { post, allowed, metrics, renewed };
}

test('the same review is answered again without a judge, and counted as if it were verified again', async () => {
  const { allowed, metrics } = doorWith();
  for (const _ of [1, 2, 3]) expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
  expect(judged).toBe(1);
  const text = await metrics.text();
  expect(text).toContain('lintel_image_verifications_total{outcome="verified"} 3');
  expect(text).toContain('lintel_image_verdicts_remembered_total 2');
  expect(text).toContain('lintel_admission_requests_total{entry="all",verdict="allowed"} 3');
});

test('what was verified is verified again after a while, and judged again only where that comes to something else', async () => {
  const { allowed } = doorWith();
  await allowed(`${APP}@${GOOD}`);
  const { length } = server.asked;
  now += 599_999;
  await allowed(`${APP}@${GOOD}`);
  expect(server.asked).toHaveLength(length);
  now += 1;
  expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
  expect(server.asked.length).toBeGreaterThan(length);
  expect(judged).toBe(1);
  now += 600_000;
  server.fault = (request, response) => (request.url?.includes('.sig') === true ? (response.writeHead(404).end(), true) : undefined);
  expect(await allowed(`${APP}@${GOOD}`)).toBe(false);
  expect(judged).toBe(2);
});

describe('it is judged again', () => {
  test('once a tag may have moved', async () => {
    server.tag('moving', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
    const { post } = doorWith();
    const asked = async () => JSON.stringify((await post(reviewOf(pod(`${APP}:moving`))))['status'] ?? '');
    expect(await asked()).toContain(`what was verified is ${GOOD}`);
    server.tag('moving', { schemaVersion: 2, config: {}, layers: [] });
    now += 14_999;
    expect(await asked()).toContain(`what was verified is ${GOOD}`);
    now += 1;
    expect(await asked()).toContain('is not signed');
    expect(judged).toBe(2);
  });

  test('seconds after it was refused, since somebody may be signing it', async () => {
    const digest = server.tag('late', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'late' } });
    const { allowed } = doorWith();
    expect(await allowed(`${APP}@${digest}`)).toBe(false);
    server.attach(digest, [await signed(digest, key)]);
    now += 9999;
    expect(await allowed(`${APP}@${digest}`)).toBe(false);
    now += 1;
    expect(await allowed(`${APP}@${digest}`)).toBe(true);
  });

  test('whenever a registry gave no answer', async () => {
    const { allowed } = doorWith();
    server.fault = status(503);
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    server.fault = undefined;
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    expect(judged).toBe(2);
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    expect(judged).toBe(2);
  });

  test('whenever one of two registries gave none', async () => {
    const { allowed } = doorWith(
      believing(key, policyOf([keyed(stranger)], { repository: `${elsewhere.host}/acme/signatures`, unreachable: 'warn' })),
    );
    elsewhere.fault = status(503);
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    elsewhere.fault = undefined;
    for (const _ of [1, 2]) expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    expect(judged).toBe(2);
  });

  test('once somebody else is believed', async () => {
    const { allowed, renewed } = doorWith();
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    renewed.replace(believing(stranger));
    expect(await allowed(`${APP}@${GOOD}`)).toBe(false);
    renewed.replace(believing(key));
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
  });

  test('once something is wanted of it', async () => {
    const { allowed, renewed } = doorWith({ policies: [policyOf([keyed(stranger)], { match: ['other.example'] })] });
    expect(await allowed(`${APP}@${GOOD}`)).toBe(true);
    renewed.replace(believing(stranger));
    expect(await allowed(`${APP}@${GOOD}`)).toBe(false);
  });

  test('once facts change', async () => {
    const { allowed } = doorWith();
    await allowed(`${APP}@${GOOD}`);
    revision++;
    await allowed(`${APP}@${GOOD}`);
    expect(judged).toBe(2);
  });
});

test('who waits while somebody else comes to be believed is answered by whom he asked about, and nobody after him', async () => {
  const { allowed, renewed } = doorWith();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.fault = (request, response) => {
    if (request.url?.includes('.sig') !== true) return undefined;
    void promise.then(() => response.writeHead(307, { location: request.url }).end());
    return true;
  };
  const before = allowed(`${APP}@${GOOD}`);
  await expect.poll(() => server.asked.some(({ path }) => path.includes('.sig'))).toBe(true);
  renewed.replace(believing(stranger));
  server.fault = undefined;
  const after = allowed(`${APP}@${GOOD}`);
  resolve();
  expect(await before).toBe(true);
  expect(await after).toBe(false);
  expect(await allowed(`${APP}@${GOOD}`)).toBe(false);
});
