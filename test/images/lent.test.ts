import { beforeEach, describe, expect, test } from 'vitest';
import type { Enforcement } from '../../src/engine/rule.ts';
import type { Lent } from '../../src/images/lent.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage } from '../../src/kube/image-reference.ts';
import { dockerConfigKeychain } from '../../src/signatures/registry/credentials.ts';
import { dockerConfig, guarded } from '../signatures/guarded.ts';
import { client, elsewhere, server, soon, status } from '../signatures/registries.ts';
import type { Fault } from '../signatures/registry-server.ts';
import { key } from '../signatures/signers.ts';
import { demandsOf, keyed, policyOf, signed } from './images.ts';

const GOOD = server.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
const BAD = server.tag('bad', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'bad' } });
server.attach(GOOD, [await signed(GOOD, key)]);

elsewhere.attach(GOOD, [await signed(GOOD, key)]);
const THERE = `${elsewhere.host}/acme/app`;

/** `mine` may read the image, `theirs` may log in and not read it. */
const USERS = { 'mine:pw': 'acme', 'theirs:pw': 'elsewhere' };
const mine = lent('mine:pw');
const theirs = lent('theirs:pw');
const nothing: Lent = { keychain: () => [], lacking: [] };

let now = 0;
beforeEach(() => {
  now = 0;
});

function lent(user: string, ...lacking: readonly string[]): Lent {
  return { keychain: dockerConfigKeychain(dockerConfig({ [server.host]: user })), lacking };
}

/** For both registries. */
function both(user: string): Lent {
  return { keychain: dockerConfigKeychain(dockerConfig({ [server.host]: user, [elsewhere.host]: user })), lacking: [] };
}

function online(unreachable: Enforcement = 'deny', own?: Lent, repository?: string): OnlineImages {
  const demands = demandsOf(policyOf([keyed(key)], { unreachable, ...(repository !== undefined && { repository }) }));
  return new OnlineImages({ registry: client(own), demands, now: () => now });
}

/** In short, what one image came to, and by which digest. */
async function told(images: OnlineImages, name: string, by?: Lent, within = 2000): Promise<string> {
  const image = parseImage(`${server.host}/acme/${name}`);
  const found = image && (await images.verify(image, soon(within), by));
  const [{ outcome, code, atMost = '' } = { outcome: 'none', code: '' }] = found?.signatures ?? [];
  return `${outcome} ${code} ${atMost} ${found?.digest?.replace(GOOD, 'GOOD').replace(BAD, 'BAD') ?? ''}`.replaceAll(/ +/gu, ' ').trim();
}

async function reason(images: OnlineImages, name: string, by?: Lent): Promise<string> {
  const image = parseImage(`${server.host}/acme/${name}`);
  return (image && (await images.verify(image, soon(), by)))?.signatures[0]?.reason ?? '';
}

/** What one user sees under a tag is not what others do. */
const eachHisOwn: Fault = (request, response) => {
  const letIn = guarded(server, { ...USERS, 'theirs:pw': 'acme' })(request, response);
  const [, token = ''] = (request.headers.authorization ?? '').split(' ');
  const isTheirs = Buffer.from(token, 'base64').toString() === 'theirs:pw';
  if (letIn === true || !isTheirs || request.url?.endsWith('/good') !== true) return letIn;
  response.writeHead(307, { location: request.url.replace(/good$/u, 'bad') }).end();
  return true;
};

/** A registry that has enough of one user. */
function fedUpWith(user: string, fault: Fault): Fault {
  return (request, response) => {
    const token = Buffer.from(user).toString('base64');
    if (request.headers.authorization?.endsWith(token) === true) return fault(request, response);
    return guarded(server, { ...USERS, 'theirs:pw': 'acme' })(request, response);
  };
}

describe('what one secret can see answers for no other: ', () => {
  test.each(['app:good', `app@${GOOD}`])('a verdict on %s', async (name) => {
    server.fault = guarded(server, USERS);
    const images = online();
    expect(await told(images, name, mine)).toBe('verified GOOD');
    const refused = name === 'app:good' ? 'unknown unauthorized' : 'unknown unauthorized GOOD';
    for (const by of [theirs, nothing, undefined]) expect(await told(images, name, by)).toBe(refused);
    const { length } = server.asked;
    expect(await told(images, name, lent('mine:pw'))).toBe('verified GOOD');
    expect(server.asked).toHaveLength(length);
  });

  test('what a tag stands for', async () => {
    server.fault = eachHisOwn;
    const images = online();
    expect(await told(images, 'app:good', mine)).toBe('verified GOOD');
    expect(await told(images, 'app:good', theirs)).toBe('refused missing BAD');
    expect(await told(images, 'app:good', mine)).toBe('verified GOOD');
  });

  test('a question that is still open', async () => {
    server.fault = eachHisOwn;
    const images = online();
    const asked = [mine, theirs, nothing, mine].map((by) => told(images, 'app:good', by));
    expect(await Promise.all(asked)).toEqual(['verified GOOD', 'refused missing BAD', 'unknown unauthorized', 'verified GOOD']);
  });

  test('a refusal', async () => {
    server.fault = (request, response) => {
      const letIn = guarded(server, { ...USERS, 'theirs:pw': 'acme' })(request, response);
      const isMine = request.headers.authorization?.includes(Buffer.from('mine:pw').toString('base64')) === true;
      return letIn !== true && !isMine && request.url?.endsWith('.sig') === true ? status(404)(request, response) : letIn;
    };
    const images = online();
    expect(await told(images, `app@${GOOD}`, theirs)).toBe('refused missing GOOD');
    expect(await told(images, `app@${GOOD}`, mine)).toBe('verified GOOD');
  });

  test('signatures in another repository, which is asked as whoever it is for', async () => {
    elsewhere.fault = guarded(elsewhere, { 'mine:pw': 'acme', 'theirs:pw': 'elsewhere' });
    server.fault = guarded(server, { ...USERS, 'theirs:pw': 'acme' });
    const images = online('deny', undefined, THERE);
    expect(await told(images, 'app:good', both('mine:pw'))).toBe('verified GOOD');
    expect(await told(images, 'app:good', both('theirs:pw'))).toBe('unknown unauthorized');
    expect(await told(images, `app@${GOOD}`, both('theirs:pw'))).toBe('unknown unauthorized GOOD');
    // Whoever may not read the image, and may read its signatures: what the tag stands for is the image's registry's to tell.
    const half: Lent = { keychain: dockerConfigKeychain(dockerConfig({ [elsewhere.host]: 'mine:pw' })), lacking: [] };
    expect(await told(images, 'app:good', half)).toBe('unknown unauthorized');
    expect(await told(images, `app@${GOOD}`, half)).toBe('verified GOOD');
  });

  test('nor does what the own ones can see, unless they are asked last', async () => {
    server.fault = guarded(server, USERS);
    expect(await told(online('deny', mine), 'app:good', theirs)).toBe('verified GOOD');
    expect(await told(online('deny', theirs), 'app:good', nothing)).toBe('unknown unauthorized');
    expect(await told(online('deny', theirs), 'app:good', mine)).toBe('verified GOOD');
  });
});

describe('what was lacking is said', () => {
  const lacking = 'pull secret "registry" was not found; create it';

  test.each([
    ['app:good', 'unauthorized'],
    ['app:none', 'not-found'],
  ])('where it may be why: %s is %s', async (name, code) => {
    server.fault = code === 'unauthorized' ? guarded(server, USERS) : undefined;
    expect(await reason(online(), name, { ...nothing, lacking: [lacking] })).toMatch(
      /.+; pull secret "registry" was not found; create it$/u,
    );
  });

  test.each([
    ['app:good', undefined],
    ['app:bad', undefined],
    ['app:good', 503],
  ])('and else not: %s under %s', async (name, code) => {
    server.fault = code === undefined ? undefined : status(code);
    expect(await reason(online(), name, { ...nothing, lacking: [lacking] })).not.toContain('pull secret');
  });

  test('to whom it was lacking, and to nobody who asks the same', async () => {
    server.fault = guarded(server, USERS);
    const images = online();
    const [without, withAll] = await Promise.all([
      reason(images, 'app:good', lent('theirs:pw', lacking)),
      reason(images, 'app:good', theirs),
    ]);
    expect([without.includes(lacking), withAll.includes(lacking)]).toEqual([true, false]);
  });
});

describe('a silence that settings may let pass is one for everybody', () => {
  test.each([
    ['too many questions', status(429, { 'retry-after': '600' }), 'unknown rate-limited'],
    ['a fault of its own', status(503), 'unknown server-error'],
    ['no answer', () => true, 'unknown timeout'],
  ])('and not %s of one', async (_what, fault, expected) => {
    server.fault = fedUpWith('theirs:pw', fault);
    const images = online('warn');
    expect(await told(images, 'app:good', theirs, 400)).toBe(expected);
    expect(await told(images, 'app:good', mine)).toBe('verified GOOD');
  });

  test('as it is where nobody is answered', async () => {
    for (const fault of [status(503), status(429), () => true]) {
      server.fault = fault;
      for (const by of [mine, nothing]) expect(await told(online('warn'), 'app:good', by, 200)).toMatch(/^unknown [a-z-]+ warn$/u);
    }
  });

  test('and where it is another registry that is silent, and nobody brought anything for that', async () => {
    server.fault = guarded(server, USERS);
    elsewhere.fault = status(503);
    expect(await told(online('warn', undefined, THERE), 'app:good', mine)).toBe('unknown server-error warn');
    elsewhere.fault = guarded(elsewhere, USERS);
    expect(await told(online('warn', undefined, THERE), 'app:good', mine)).toBe('unknown unauthorized');
  });

  test('which is asked for once in a while, however many want to know', async () => {
    server.fault = status(503);
    const images = online('warn');
    await Promise.all(['a', 'b', 'c'].map((tag) => told(images, `app:${tag}`, mine)));
    expect(server.asked.filter(({ path }) => path === '/v2/')).toHaveLength(1);
    now = 2001;
    await told(images, 'app:a', mine);
    expect(server.asked.filter(({ path }) => path === '/v2/')).toHaveLength(2);
  });
});
