import { beforeEach, expect, test } from 'vitest';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage, type ImageReference } from '../../src/kube/image-reference.ts';
import { client, elsewhere, server, soon } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { demandsOf, keyed, policyOf, signed } from './images.ts';

const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
server.attach(GOOD, [await signed(GOOD, key)]);
elsewhere.attach(GOOD, [await signed(GOOD, stranger)]);

let now = 0;
let notes: string[] = [];
beforeEach(() => {
  now = 0;
  notes = [];
});

function online(): OnlineImages {
  return new OnlineImages({
    registry: client(),
    demands: demandsOf(
      policyOf([keyed(key)], { except: [`${server.host}/acme/unasked`] }),
      policyOf([keyed(stranger)], { match: [`${server.host}/acme/two`], repository: `${elsewhere.host}/acme/app` }),
    ),
    now: () => now,
    notes: { verified: (outcome) => notes.push(outcome), remembered: () => notes.push('remembered') },
  });
}

function image(name: string): ImageReference {
  const parsed = parseImage(`${server.host}/acme/${name}`);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

test('what is remembered is known at once, as the same object each time, until it is forgotten', async () => {
  const images = online();
  expect(images.recall(image('app:good'))).toBeUndefined();
  await images.verify(image('app:good'), soon());
  const { length } = server.asked;
  notes = [];
  const known = images.recall(image('app:good'));
  expect(known).toMatchObject({ digest: GOOD, signatures: [{ outcome: 'verified' }] });
  for (const name of ['app:good', `app@${GOOD}`, `app:v1@${GOOD}`]) expect(images.recall(image(name))).toBe(known);
  expect(notes).toEqual(Array.from({ length: 4 }, () => ['remembered', 'verified']).flat());
  now = 16_000;
  expect(images.recall(image('app:good'))).toBeUndefined();
  expect(images.recall(image(`app@${GOOD}`))).toBe(known);
  now = 601_000;
  expect(images.recall(image(`app@${GOOD}`))).toBeUndefined();
  expect(server.asked).toHaveLength(length);
});

test('where two places are looked at, both have to be remembered', async () => {
  const images = online();
  server.repository = 'acme/two';
  server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
  server.attach(GOOD, [await signed(GOOD, key)]);
  server.repository = 'acme/app';
  elsewhere.fault = (_request, response) => (response.writeHead(503).end(), true);
  await images.verify(image('two:good'), soon());
  expect(images.recall(image('two:good'))).toBeUndefined();
  elsewhere.fault = undefined;
  await images.verify(image('two:good'), soon());
  expect(images.recall(image('two:good'))).toMatchObject({ signatures: [{ outcome: 'verified' }, { outcome: 'verified' }] });
});

test.each(['app:none', 'unasked:good'])(
  'nothing is remembered of %s, which nobody answered for, or nobody wants anything of',
  async (name) => {
    const images = online();
    await images.verify(image(name), soon());
    expect(images.recall(image(name))).toBeUndefined();
  },
);

test('nor what somebody was told by credentials of his own', async () => {
  const images = online();
  const lent = { keychain: () => [{ username: 'me', password: 'secret' }], lacking: [] };
  await images.verify(image(`app@${GOOD}`), soon(), lent);
  expect(images.recall(image(`app@${GOOD}`))).toBeUndefined();
});
