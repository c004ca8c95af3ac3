import { expect, test } from 'vitest';
import { RenewedImages } from '../../src/images/renewed-images.ts';
import { RefreshFailure } from '../../src/images/refresh.ts';
import { parseImage, type ImageReference } from '../../src/kube/image-reference.ts';
import type { RawImages } from '../../src/settings/raw.ts';
import { client, server, soon } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import type { KeyPair } from '../signatures/instance.ts';
import { keyed, policyOf, signed } from './images.ts';

const DIGEST = server.tag('signed', { schemaVersion: 2, config: {}, layers: [] });
server.attach(DIGEST, [await signed(DIGEST, key)]);

function believing(pair: KeyPair): RawImages {
  return { policies: [policyOf([keyed(pair)], { match: [server.host] })] };
}

function imagesBelieving(pair: KeyPair): RenewedImages {
  return new RenewedImages(believing(pair), { registry: client(), now: () => 0 });
}

function image(from = server.host): ImageReference {
  const parsed = parseImage(`${from}/acme/app:signed`);
  if (parsed === undefined) throw new Error(from);
  return parsed;
}

async function outcome(images: RenewedImages): Promise<string | undefined> {
  return (await images.verify(image(), soon()))?.signatures[0]?.outcome;
}

test('what was found under other keys counts no more, in either direction', async () => {
  const images = imagesBelieving(stranger);
  expect(await outcome(images)).toBe('refused');
  expect(images.replace(believing(key))).toBe('changed');
  expect(await outcome(images)).toBe('verified');
  expect(images.replace(believing(stranger))).toBe('changed');
  expect(await outcome(images)).toBe('refused');
});

test('what is the same is not replaced, and what was found stays', async () => {
  const images = imagesBelieving(key);
  await outcome(images);
  const { length } = server.asked;
  expect(images.replace({ ...images.images })).toBe('same');
  expect(await outcome(images)).toBe('verified');
  expect(server.asked).toHaveLength(length);
});

test('who was waiting gets the verdict that he asked for', async () => {
  const images = imagesBelieving(key);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.fault = (request, response) => {
    if (request.url?.endsWith('/signed') !== true) return undefined;
    void promise.then(() => response.writeHead(307, { location: request.url?.replace('signed', DIGEST) }).end());
    return true;
  };
  const before = outcome(images);
  await expect.poll(() => server.asked.length).toBeGreaterThan(0);
  images.replace(believing(stranger));
  const after = outcome(images);
  resolve();
  expect(await before).toBe('verified');
  expect(await after).toBe('refused');
});

test('what cannot be used replaces nothing', async () => {
  const images = imagesBelieving(key);
  const { policies = [] } = believing(key);
  const wrong = { trustedRoot: '{"tlogs":[{}]}', policies };
  expect(() => images.replace(wrong)).toThrow(RefreshFailure);
  expect(() => images.replace(wrong)).toThrow('images.trustedRoot: tlogs[0] of the trusted root does not say since when');
  expect(images.images).toEqual(believing(key));
  expect(await outcome(images)).toBe('verified');
});

test('what is wanted of which images may change, too', () => {
  const images = imagesBelieving(key);
  expect([image(), image('other.example')].map((one) => images.wants(one))).toEqual([true, false]);
  images.replace({ policies: [policyOf([keyed(key)], { match: ['other.example'] })] });
  expect([image(), image('other.example')].map((one) => images.wants(one))).toEqual([false, true]);
});
