import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { checkPair, makeCertificate } from '../../src/webhook/certificate.ts';
import { startWebhook, type RunningWebhook, type ServeOptions } from '../../src/webhook/serve.ts';
import { NOW, pod, responseOf, reviewOf, worldWith } from './made-up.ts';

const running: RunningWebhook[] = [];
const agents: Agent[] = [];
const quiet = { info() {}, error() {} };

afterEach(async () => {
  await Promise.all(running.splice(0).map((webhook) => webhook.close()));
  for (const agent of agents.splice(0)) agent.destroy();
});

async function start(more: Partial<ServeOptions> = {}): Promise<RunningWebhook> {
  const world = worldWith({}, { now: () => Date.now() });
  const webhook = await startWebhook({ world, log: quiet, host: '127.0.0.1', port: 0, metricsPort: 0, drainMs: 0, ...more });
  running.push(webhook);
  return webhook;
}

function agentFor({ caPem }: RunningWebhook, servername?: string): Agent {
  const agent = new Agent({ keepAlive: true, ca: caPem, ...(servername !== undefined && { servername }) });
  agents.push(agent);
  return agent;
}

async function post(url: string, agent: Agent, body: string): Promise<{ readonly text: string; readonly connection: string | undefined }> {
  const request = httpsRequest(url, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { text, connection: response.headers.connection };
}

const review = JSON.stringify(reviewOf(pod('a:latest')));

test('a review over real TLS, by a certificate that the client checks', async () => {
  const webhook = await start();
  const { text } = await post(`${webhook.url}/validate?timeout=3s`, agentFor(webhook), review);
  expect(responseOf(text)).toMatchObject({ uid: 'uid-1', allowed: false });
});

test('health and metrics on a port of their own', async () => {
  const webhook = await start();
  const get = async (path: string) => {
    const reply = await fetch(`${webhook.metricsUrl}${path}`);
    return { status: reply.status, text: await reply.text() };
  };
  expect(await get('/livez')).toEqual({ status: 200, text: 'ok\n' });
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  expect((await get('/metrics')).text).toMatch(/lintel_certificate_expiry_timestamp_seconds 1\d{9}/u);
});

test('closing is told to those who ask for health, and lives on until it is over', async () => {
  const webhook = await start({ drainMs: 300 });
  const closed = webhook.close();
  const [live, ready] = await Promise.all([fetch(`${webhook.metricsUrl}/livez`), fetch(`${webhook.metricsUrl}/readyz`)]);
  expect([live.status, ready.status]).toEqual([200, 503]);
  expect(await ready.text()).toBe('shutting down\n');
  expect((await post(`${webhook.url}/validate`, agentFor(webhook), review)).connection).toBe('close');
  await closed;
  await expect(fetch(`${webhook.metricsUrl}/livez`)).rejects.toThrow();
});

test('a shutdown loses none of 50 requests in flight on kept connections', async () => {
  const webhook = await start();
  const agent = agentFor(webhook);
  const volley = () => Array.from({ length: 50 }, () => post(`${webhook.url}/validate`, agent, review));
  await Promise.all(volley());
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(50);
  const inFlight = volley();
  const closed = webhook.close();
  expect(webhook.close()).toBe(closed);
  const replies = await Promise.all(inFlight);
  await closed;
  expect(replies.filter(({ text }) => responseOf(text)['allowed'] === false)).toHaveLength(50);
  await expect(post(`${webhook.url}/validate`, agentFor(webhook), review)).rejects.toThrow('ECONNREFUSED');
});

test('a request whose body is slow is answered, however late it comes', async () => {
  const webhook = await start();
  const request = httpsRequest(`${webhook.url}/validate`, {
    method: 'POST',
    agent: agentFor(webhook),
    headers: { 'content-type': 'application/json' },
  });
  request.write(review.slice(0, 10));
  await once(request, 'socket');
  const socket = request.socket;
  if (socket?.connecting !== false) await once(request.socket as NonNullable<typeof socket>, 'secureConnect');
  await post(`${webhook.url}/validate`, agentFor(webhook), review);
  const closed = webhook.close();
  setTimeout(() => request.end(review.slice(10)), 400);
  const [response] = await once(request, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
  await closed;
});

test('a client that never ends is cut at the deadline', async () => {
  const webhook = await start({ deadlineMs: 300 });
  const request = httpsRequest(`${webhook.url}/validate`, {
    method: 'POST',
    agent: agentFor(webhook),
    headers: { 'content-type': 'application/json' },
  });
  const failed = once(request, 'error').catch(() => []);
  const broken = new Promise((resolve) => request.on('error', resolve));
  request.write('{');
  await post(`${webhook.url}/validate`, agentFor(webhook), review);
  await webhook.close();
  expect(await broken).toBeInstanceOf(Error);
  await failed;
});

describe('what cannot be started', () => {
  test('a port that is taken, and nothing is left listening', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', message: expect.stringContaining(`port ${port}`) });
    await expect(start({ metricsPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });

  test('a certificate that does not fit', async () => {
    const [one, two] = await Promise.all([makeCertificate([], Date.now()), makeCertificate([], Date.now())]);
    await expect(start({ tls: { cert: one.cert, key: two.key } })).rejects.toMatchObject({ code: 'mismatch' });
  });
});

test('a given certificate is served', async () => {
  const made = await makeCertificate(['door.test'], Date.now());
  const webhook = await start({ tls: made });
  const agent = agentFor({ ...webhook, caPem: made.ca }, 'door.test');
  expect(responseOf((await post(`${webhook.url}/validate`, agent, review)).text)['uid']).toBe('uid-1');
});

describe('checking a pair', async () => {
  const made = await makeCertificate([], NOW);
  const other = await makeCertificate([], NOW);
  const year = 365 * 24 * 3_600_000;
  test.for([
    { what: 'fits', pair: made, now: NOW, expected: { ok: true, expires: NOW + year } },
    { what: 'no certificate', pair: { ...made, cert: 'x' }, now: NOW, expected: { ok: false, code: 'no-certificate' } },
    { what: 'no key', pair: { ...made, key: 'x' }, now: NOW, expected: { ok: false, code: 'no-key' } },
    { what: 'a certificate for a key', pair: { ...made, key: made.cert }, now: NOW, expected: { ok: false, code: 'no-key' } },
    { what: 'another key', pair: { ...made, key: other.key }, now: NOW, expected: { ok: false, code: 'mismatch' } },
    { what: 'too early', pair: made, now: NOW - year, expected: { ok: false, code: 'not-yet-valid' } },
    { what: 'too late', pair: made, now: NOW + year, expected: { ok: false, code: 'expired' } },
  ])('$what', ({ pair, now, expected }) => {
    expect(checkPair(pair, now)).toMatchObject(expected);
  });
});

test('another pair is served from the next connection on, and one that cannot serve is told', async () => {
  const webhook = await start();
  const other = await makeCertificate([], Date.now());
  const before = agentFor(webhook);
  expect((await post(`${webhook.url}/validate`, before, review)).text).toContain('uid-1');
  expect(webhook.renew({ cert: other.cert, key: 'nonsense' })).toMatchObject({ ok: false, code: 'no-key' });
  expect(webhook.renew(other)).toMatchObject({ ok: true });
  expect((await post(`${webhook.url}/validate`, before, review)).text).toContain('uid-1');
  expect((await post(`${webhook.url}/validate`, agentFor({ ...webhook, caPem: other.ca }), review)).text).toContain('uid-1');
  await expect(post(`${webhook.url}/validate`, agentFor(webhook), review)).rejects.toThrow();
});

test('whoever finds out about images is let go with the door, also where it did not open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  let open = 0;
  const images = () => {
    open++;
    return { wants: () => false, verify: async () => undefined, close: () => void open-- };
  };
  const webhook = await start({ images });
  await expect(start({ images, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(open).toBe(1);
  await webhook.close();
  expect(open).toBe(0);
  other.close();
});
