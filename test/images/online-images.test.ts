import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { OnlineImages, type OnlineOptions } from '../../src/images/online-images.ts';
import { parseImage, type ImageReference } from '../../src/kube/image-reference.ts';
import type { Enforcement } from '../../src/engine/rule.ts';
import { client, digest, elsewhere, server, soon, status } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import type { RegistryServer } from '../signatures/registry-server.ts';
import { demandsOf, keyed, policyOf, signed } from './images.ts';

/** What the registries hold: `v1` unsigned, `good` signed by the right one, `bad` by another one. */
const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
const BAD = server.tag('bad', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'bad' } });
server.attach(GOOD, [await signed(GOOD, key)]);
server.attach(BAD, [await signed(BAD, stranger)]);
const ELSEWHERE = elsewhere.tag('good', { schemaVersion: 2, config: {}, layers: [] });
elsewhere.attach(ELSEWHERE, [await signed(ELSEWHERE, key)]);

let now = 0;
let notes: string[] = [];
beforeEach(() => {
  now = 0;
  notes = [];
});

function online(unreachable: Enforcement = 'deny', more: Partial<OnlineOptions> = {}): OnlineImages {
  return new OnlineImages({
    registry: client(),
    demands: demandsOf(policyOf([keyed(key)], { unreachable, except: [`${server.host}/acme/unasked`] })),
    now: () => now,
    notes: {
      verified: (outcome) => notes.push(outcome),
      remembered: () => notes.push('remembered'),
      failed: (code) => notes.push(`failed ${code}`),
      paused: () => notes.push('paused'),
    },
    ...more,
  });
}

function image(name: string, from: RegistryServer = server): ImageReference {
  const parsed = parseImage(`${from.host}/acme/${name}`);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

/** In short, what one image came to. */
async function told(images: OnlineImages, name: string, from = server, within = 2000): Promise<string> {
  const found = await images.verify(image(name, from), soon(within));
  if (found === undefined) return 'nothing wanted';
  return found.signatures.map(({ outcome, code, atMost = '' }) => `${outcome} ${code} ${atMost}`.trimEnd()).join(', ');
}

describe('a verdict', () => {
  test.each([
    ['app:good', 'verified'],
    [`app@${GOOD}`, 'verified'],
    [`app:v1@${GOOD}`, 'verified'],
    ['app:v1', 'refused missing'],
    ['app:bad', 'refused signature-invalid'],
    ['app:none', 'unknown not-found'],
    [`unasked:v1`, 'nothing wanted'],
  ])('%s: %s', async (name, expected) => {
    expect(await told(online(), name)).toBe(expected);
  });

  test('names what was verified', async () => {
    expect(await online().verify(image('app:good'), soon())).toMatchObject({ digest: GOOD, pinned: true });
    expect(await online().verify(image('app:v1'), soon())).toMatchObject({ digest, pinned: true });
  });

  test('tells who wants what', () => {
    expect([image('app:good'), image('unasked:v1')].map((one) => online().wants(one))).toEqual([true, false]);
  });
});

describe('trouble of a registry is not "unsigned"', () => {
  test.each([
    [500, 'unknown server-error'],
    [429, 'unknown rate-limited'],
    [401, 'unknown unauthorized'],
    [403, 'unknown unauthorized'],
  ])('%i: %s', async (code, expected) => {
    server.fault = status(code);
    expect(await told(online(), 'app:good')).toBe(expected);
  });

  test.each([
    [500, 'warn', 'unknown server-error warn'],
    [500, 'audit', 'unknown server-error audit'],
    [404, 'warn', 'unknown not-found'],
    [403, 'warn', 'unknown unauthorized'],
  ] as const)('%i under unreachable: %s: %s', async (code, unreachable, expected) => {
    server.fault = status(code);
    expect(await told(online(unreachable), 'app:good')).toBe(expected);
  });

  test('of the signatures alone, too', async () => {
    server.fault = (request, response) => (request.url?.includes('.sig') === true ? (response.writeHead(503).end(), true) : undefined);
    expect(await told(online(), 'app:good')).toBe('unknown server-error');
    server.fault = undefined;
    expect(await told(online(), 'app:good')).toBe('verified');
  });
});

describe('what was found is remembered', () => {
  test('for a while: a digest for minutes, a tag for seconds', async () => {
    const images = online();
    await told(images, 'app:good');
    const { length } = server.asked;
    await told(images, 'app:good');
    await told(images, `app@${GOOD}`);
    expect(server.asked).toHaveLength(length);
    now = 16_000;
    await told(images, 'app:good');
    expect(server.asked).toHaveLength(length + 1);
    now = 601_000;
    await told(images, `app@${GOOD}`);
    expect(server.asked.length).toBeGreaterThan(length + 1);
    expect(notes).toEqual(['verified', 'remembered', 'verified', 'remembered', 'verified', 'remembered', 'verified', 'verified']);
  });

  test('seconds where it was refused: somebody may be signing it', async () => {
    const images = online();
    expect(await told(images, `app@${digest}`)).toBe('refused missing');
    const { length } = server.asked;
    now = 9000;
    await told(images, `app@${digest}`);
    expect(server.asked).toHaveLength(length);
    now = 11_000;
    await told(images, `app@${digest}`);
    expect(server.asked.length).toBeGreaterThan(length);
  });

  test('not at all where the registry failed', async () => {
    const images = online();
    server.fault = status(500);
    expect(await told(images, 'app:good')).toBe('unknown server-error');
    server.fault = undefined;
    expect(await told(images, 'app:good')).toBe('verified');
  });

  test('a tag that moved is another image', async () => {
    const images = online();
    server.tag('moving', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
    expect(await told(images, 'app:moving')).toBe('verified');
    server.tag('moving', { schemaVersion: 2, config: {}, layers: [] });
    now = 16_000;
    expect(await told(images, 'app:moving')).toBe('refused missing');
  });

  test('for the repository that it was asked of, and no other', async () => {
    const images = online();
    await told(images, `app@${GOOD}`);
    const { length } = server.asked;
    await told(images, `other@${GOOD}`);
    expect(server.asked.length).toBeGreaterThan(length);
  });
});

test('many ask at once, and the registry is asked once', async () => {
  const images = online();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => told(images, 'app:good')));
  expect(new Set(outcomes)).toEqual(new Set(['verified']));
  expect(server.asked.map(({ path }) => path).filter((path) => path.endsWith('/good'))).toHaveLength(1);
  expect(server.asked).toHaveLength(new Set(server.asked.map(({ path }) => path)).size);
});

test('who has little time does not wait, and what comes later is remembered for the next one', async () => {
  const images = online();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.fault = (request, response) => {
    if (request.url?.endsWith('/good') !== true) return undefined;
    void promise.then(() => response.writeHead(307, { location: request.url?.replace('good', GOOD) }).end());
    return true;
  };
  expect(await told(images, 'app:good', server, 30)).toBe('unknown timeout');
  const later = told(images, 'app:good');
  resolve();
  expect(await later).toBe('verified');
  expect(await images.verify(image('app:good'), AbortSignal.abort())).toMatchObject({ signatures: [{ code: 'timeout' }] });
});

describe('a registry that fails in a row is left alone for a while', () => {
  test('and then asked again', async () => {
    const images = online();
    server.fault = status(500);
    for (const _ of [1, 2, 3]) expect(await told(images, 'app:good')).toBe('unknown server-error');
    const { length } = server.asked;
    server.fault = undefined;
    expect(await told(images, 'app:good')).toBe('unknown unreachable');
    expect(server.asked).toHaveLength(length);
    expect(await told(images, 'app:good', elsewhere)).toBe('verified');
    now = 1501;
    expect(await told(images, 'app:good')).toBe('verified');
    expect(notes.filter((note) => note === 'paused')).toHaveLength(1);
    expect(notes.filter((note) => note === 'failed server-error')).toHaveLength(3);
  });

  test('for as long as it asks for', async () => {
    const images = online();
    server.fault = status(429, { 'retry-after': '30' });
    await told(images, 'app:good');
    server.fault = undefined;
    now = 29_000;
    expect(await told(images, 'app:good')).toBe('unknown unreachable');
    now = 31_000;
    expect(await told(images, 'app:good')).toBe('verified');
  });

  test('but not for what is no trouble of its own', async () => {
    const images = online();
    for (const _ of [1, 2, 3, 4]) expect(await told(images, 'app:none')).toBe('unknown not-found');
    expect(await told(images, 'app:good')).toBe('verified');
  });
});

test('one registry that is slow holds up itself alone, so many questions at a time', async () => {
  const images = online('deny', { parallel: 2 });
  let open = 0;
  let most = 0;
  server.fault = (_request, response) => {
    most = Math.max(most, ++open);
    response.on('close', () => open--);
    return true;
  };
  const stuck = ['a', 'b', 'c', 'd'].map((tag) => told(images, `app:${tag}`, server, 400));
  await pause(50);
  expect(await told(images, 'app:good', elsewhere)).toBe('verified');
  expect(await Promise.all(stuck)).toEqual(Array.from({ length: 4 }, () => 'unknown timeout'));
  expect(most).toBe(2);
});

describe('a look, for a lock file', () => {
  test('brings the digest and what lies beside it', async () => {
    expect(await online().look(image('app:good'), soon())).toMatchObject({
      digest: GOOD,
      evidence: [{ form: 'simple-signing' }],
      leftOut: [],
    });
  });

  test('fails as the registry does', async () => {
    server.fault = status(500);
    await expect(online().look(image('app:good'), soon())).rejects.toMatchObject({ code: 'server-error' });
  });
});
