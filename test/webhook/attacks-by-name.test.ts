import { describe, expect, test } from 'vitest';
import { asString, member, type JsonObject } from '../../src/engine/json.ts';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import type { Content } from '../../src/signatures/registry/answers.ts';
import { Registry, type Repository } from '../../src/signatures/registry/registry.ts';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import { demandsOf, keyed, policyOf, signed } from '../images/images.ts';
import { beginningWith } from '../signatures/refusals.ts';
import { server, status } from '../signatures/registries.ts';
import { DIGEST, IMAGE, key, stranger } from '../signatures/signers.ts';
import { doorBefore, laid } from './attacked.ts';
import { pod } from './made-up.ts';

const MINE = await signed(DIGEST, key);
/** Signed by the right one, and by another one. */
const GOOD = laid([MINE]);
const BAD = laid([await signed(DIGEST, stranger)]);
const REFUSED = 'refused signature-invalid: ';

function under(...policies: readonly Partial<RawImagePolicy>[]) {
  return demandsOf(...policies.map((policy) => policyOf([keyed(key)], { match: [server.host], ...policy })));
}

function by(reference: string): string {
  return `${reference}@${DIGEST}`;
}

/** For whom every registry is that of the tests. */
class Mirror extends Registry {
  constructor() {
    super({ plainHttp: new Set([server.host]) });
  }

  override async manifest(repository: Repository, reference: string, signal: AbortSignal): Promise<Content> {
    return await super.manifest({ ...repository, host: server.host }, reference, signal);
  }

  override async referrers(repository: Repository, digest: string, signal: AbortSignal) {
    return await super.referrers({ ...repository, host: server.host }, digest, signal);
  }

  override async blob(repository: Repository, digest: string, limit: number, signal: AbortSignal): Promise<Buffer> {
    return await super.blob({ ...repository, host: server.host }, digest, limit, signal);
  }
}

describe('34: under a policy for docker.io/acme and ghcr.io/acme', () => {
  const path = BAD.slice(BAD.indexOf('/') + 1);
  const [, short = ''] = path.split('/');

  test.each<[reference: string, told: string | undefined]>([
    [`${path}@${DIGEST}`, REFUSED],
    [`docker.io/${path}@${DIGEST}`, REFUSED],
    [`index.docker.io/${path}@${DIGEST}`, REFUSED],
    [`registry-1.docker.io/${path}@${DIGEST}`, REFUSED],
    [`registry.hub.docker.com/${path}@${DIGEST}`, REFUSED],
    [`docker.io:443/${path}@${DIGEST}`, REFUSED],
    [`GHCR.io/${path}@${DIGEST}`, REFUSED],
    [`ghcr.io:443/${path}@${DIGEST}`, REFUSED],
    [`ghcr.io:0443/${path}@${DIGEST}`, REFUSED],
    [`ghcr.io/${path}:v1`, REFUSED],
    [`ghcr.io/${path}`, 'unknown not-found: '],
    [`ghcr.io/${path}:none@${DIGEST}`, REFUSED],
    [`ghcr.io/${path}@${DIGEST.toUpperCase().replace('SHA', 'sha')}`, 'unknown malformed: '],
    [`ghcr.io/${path}@SHA256:${DIGEST.slice(7)}`, 'unknown malformed: '],
    [`ghcr.io/${path}@md5:${'0'.repeat(32)}`, 'unknown malformed: '],
    [`ghcr.io/${path}@sha384:${'0'.repeat(96)}`, 'unknown malformed: '],
    [`ghcr.io/${path}@sha512:${'0'.repeat(128)}`, 'refused missing: '],
    [`ghcr.io/acme/${'a'.repeat(250)}@${DIGEST}`, 'refused missing: '],
    [`ghcr.io/acme/${'a'.repeat(251)}@${DIGEST}`, undefined],
    [`ghcr.io/acme/../acme/${short}@${DIGEST}`, undefined],
    [`ghcr.io/ACME/${short}@${DIGEST}`, undefined],
    [`ghcr.io./${path}@${DIGEST}`, undefined],
    [`ghcr.io/\u0430cme/${short}@${DIGEST}`, undefined],
    [`ghcr.io/${path}@${DIGEST}\n`, undefined],
    [`ghcr.io/${path}@${DIGEST}@${DIGEST}`, undefined],
    [`x@ghcr.io/${path}`, undefined],
  ])('%s', async (image, told) => {
    const demands = under({ match: ['docker.io/acme', 'ghcr.io/acme'] });
    const { allowed, found } = await doorBefore({ demands, registry: new Mirror() })(pod(image));
    // What is no reference is run by no kubelet, and is for the rule valid-image-reference.
    expect({ allowed, found }).toEqual({ allowed: told === undefined, found: told === undefined ? [] : [beginningWith(told)] });
  });
});

describe('34: an entry with a tag', () => {
  const path = BAD.slice(BAD.indexOf('/') + 1);
  const entry = `${server.host}/${path}`;

  test.each<[what: string, policy: Partial<RawImagePolicy>, image: string, allowed: boolean]>([
    ['is for what is named by another tag', { match: [`${entry}:v*`] }, `${BAD}:none`, true],
    ['is for what is named by that tag', { match: [`${entry}:v*`] }, `${BAD}:v1`, false],
    ['is for what is named by a digest', { match: [`${entry}:v*`] }, by(BAD), false],
    ['is for what is named by a digest beside another tag', { match: [`${entry}:v*`] }, `${BAD}:none@${DIGEST}`, false],
    ['excepts what is named by that tag', { except: [`${entry}:v1`] }, `${BAD}:v1`, true],
    ['excepts nothing that is named by a digest beside that tag', { except: [`${entry}:v1`] }, `${BAD}:v1@${DIGEST}`, false],
  ])('%s', async (_what, policy, image, allowed) => {
    expect(await doorBefore({ demands: under(policy) })(pod(image))).toMatchObject({ allowed });
  });
});

describe('4: a tag that moves', () => {
  test('between the entry that writes and the one that denies: what was written is what was verified', async () => {
    const name = laid([MINE]);
    const post = doorBefore({ demands: under({}), settings: { rules: [imageSignatureVerified], injected: [imageSignatureVerified.id] } });
    const { response } = await post(pod(`${name}:v1`), {}, '/mutate');
    const patch = JSON.parse(Buffer.from(asString(response['patch']) ?? '', 'base64').toString()) as readonly JsonObject[];
    const written = asString(member(patch[0], 'value'));
    expect(written).toBe(`${name}:v1@${DIGEST}`);
    server.tag('v1', { schemaVersion: 2, moved: true });
    expect(await post(pod(written ?? ''))).toMatchObject({ allowed: true, found: [beginningWith('verified ')] });
    expect(await post(pod(`${name}:v1`))).toMatchObject({ allowed: false });
  });

  test('is seen where nobody wants digests, after a while', async () => {
    const name = laid([MINE]);
    let now = 0;
    const post = doorBefore({ demands: under({ pin: false }), now: () => now });
    expect(await post(pod(`${name}:v1`))).toMatchObject({ allowed: true });
    server.tag('v1', { schemaVersion: 2, moved: true });
    now = 16_000;
    expect(await post(pod(`${name}:v1`))).toMatchObject({ allowed: false, found: [beginningWith('refused missing: ')] });
  });
});

describe('31: what is remembered', () => {
  test('of one policy says nothing of another', async () => {
    const [name, other] = [laid([MINE]), server.repository];
    const post = doorBefore({ demands: under({}, { match: [`${server.host}/${other}`], signatures: { by: [keyed(stranger)] } }) });
    expect(await post(pod(by(GOOD)))).toMatchObject({ allowed: true });
    expect(await post(pod(by(name)))).toMatchObject({ allowed: false, found: [beginningWith('verified '), beginningWith('refused ')] });
  });

  test('of one repository says nothing of another that holds the same image', async () => {
    const [signedOne, bare] = [laid([MINE]), laid()];
    const post = doorBefore({ demands: under({}) });
    expect(await post(pod(by(signedOne)))).toMatchObject({ allowed: true });
    expect(await post(pod(by(bare)))).toMatchObject({ allowed: false, found: [beginningWith('refused missing: ')] });
  });

  test('of one tag says nothing of another of the same image, about which another policy is', async () => {
    const name = laid([MINE]);
    server.store.addManifest(server.repository, ['w1'], Buffer.from(JSON.stringify(IMAGE)), 'application/json');
    const by = [keyed(stranger)];
    const post = doorBefore({ demands: under({ match: [`${name}:v1`], pin: false }, { match: [`${name}:w1`], signatures: { by } }) });
    expect(await post(pod(`${name}:v1`))).toMatchObject({ allowed: true });
    expect(await post(pod(`${name}:w1`))).toMatchObject({ allowed: false, found: [beginningWith(REFUSED)] });
  });

  test('of a registry that failed is nothing', async () => {
    const post = doorBefore({ demands: under({}) });
    server.fault = status(500);
    expect(await post(pod(by(GOOD)))).toMatchObject({ allowed: false });
    server.fault = undefined;
    expect(await post(pod(by(GOOD)))).toMatchObject({ allowed: true });
  });
});
