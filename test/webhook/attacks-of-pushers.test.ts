import { describe, expect, test } from 'vitest';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { demandsIn, keyed, policyOf, signed } from '../images/images.ts';
import { bundle, signatureLayer, simpleSigning, statementOf } from '../signatures/forge.ts';
import { ISSUER, NOW, pem, SUBJECT } from '../signatures/instance.ts';
import { beginningWith } from '../signatures/refusals.ts';
import { server } from '../signatures/registries.ts';
import { send } from '../signatures/registry-server.ts';
import { DIGEST, instance, key, keyless, keylessBundle, OTHER, stranger } from '../signatures/signers.ts';
import { putTarget } from '../signatures/targets.ts';
import { doorBefore, laid } from './attacked.ts';
import { pod } from './made-up.ts';

const MINE = await signed(DIGEST, key);
const THEIRS = await signed(DIGEST, stranger);
const OTHERS = [await signed(OTHER, key), await signed(OTHER, stranger)];
const ELSEWHERE = await signatureLayer(simpleSigning(DIGEST, { repository: 'elsewhere.example/x' }), { key });
const SIMPLE = 'application/vnd.dev.cosign.simplesigning.v1+json';
const SIG = `${DIGEST.replace(':', '-')}.sig`;

function under(policy: Partial<RawImagePolicy> = {}) {
  return demandsIn({ policies: [policyOf([keyed(key)], { match: [server.host], ...policy })], trustedRoot: JSON.stringify(instance.root) });
}

function layerOf(evidence: Evidence, mediaType = SIMPLE, more: object = {}): object {
  const annotations = evidence.form === 'bundle' ? {} : evidence.annotations;
  return { mediaType, digest: server.blob(evidence.content), size: evidence.content.length, annotations, ...more };
}

/** Signatures as a manifest of the tag that cosign looks for. */
function pushed(layers: readonly object[], mediaType?: string): void {
  server.tag(SIG, { schemaVersion: 2, config: {}, layers }, mediaType);
}

/** A manifest of four megabytes about the image. */
function padding(mark: string): object {
  return {
    artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    subject: { digest: DIGEST },
    layers: [],
    pad: mark.repeat(4_000_000),
  };
}

/** Whoever may push leaves something beside an image. */
describe('what somebody pushes', () => {
  test.each<[what: string, push: () => Promise<void> | void, told: string]>([
    [
      '1: under the tag of another image',
      () => void server.tag(SIG.replace(/.{4}\.sig/u, '0000.sig'), { layers: [layerOf(MINE)] }),
      'missing: it has no such signature',
    ],
    [
      '2: as a referrer to this image, about another one',
      async () => server.refer(DIGEST, (await bundle(statementOf(OTHER), { key })).content),
      'digest-mismatch: the statement is about',
    ],
    [
      '2: as a referrer to another image, and the registry lists it here',
      async () => {
        server.refer(OTHER, (await bundle(statementOf(OTHER), { key })).content);
        const manifests = server.store.referrers(server.repository, OTHER);
        server.fault = (request, response) =>
          request.url?.includes('/referrers/') === true
            ? send(response, Buffer.from(JSON.stringify({ manifests })), 'application/json')
            : undefined;
      },
      'digest-mismatch: the statement is about',
    ],
    ['11: as a layer of another type', () => pushed([layerOf(MINE, 'application/octet-stream')]), 'missing: it has no such signature'],
    ['11: as a layer without a type', () => pushed([layerOf(MINE, undefined, { mediaType: null })]), 'missing: it has no such signature'],
    [
      '11: in a manifest of Docker’s first schema',
      () =>
        void server.tag(
          SIG,
          { schemaVersion: 1, fsLayers: [{ blobSum: server.blob(MINE.content) }] },
          'application/vnd.docker.distribution.manifest.v1+prettyjws',
        ),
      'missing: it has no such signature',
    ],
    [
      '11: as the layers of an index',
      () => void server.tag(SIG, { schemaVersion: 2, manifests: [layerOf(MINE)] }),
      'missing: it has no such signature',
    ],
    [
      '11: as a bundle that is none',
      () => pushed([layerOf(MINE, 'application/vnd.dev.sigstore.bundle.v0.3+json')]),
      'malformed: it is no valid bundle',
    ],
    [
      '11: as an envelope that is none',
      () => pushed([layerOf(MINE, 'application/vnd.dsse.envelope.v1+json')]),
      'malformed: it is no valid bundle: content.dsseEnvelope',
    ],
    [
      '11: as a layer whose digest is none',
      () => pushed([layerOf(MINE, SIMPLE, { digest: `sha256:${'../'.repeat(30_000)}` })]),
      'missing: it has no such signature',
    ],
    [
      '11: as a referrer of a type that is no evidence',
      () => server.refer(DIGEST, MINE.content, 'application/vnd.example.sbom'),
      'missing: it has no such signature',
    ],
    [
      '25: fifty signatures after the one that counts',
      () => pushed([MINE, ...Array.from({ length: 50 }, () => THEIRS)].map((one) => layerOf(one))),
      'left-out: signature verification failed (and 49 more that do not count); of 51 layers',
    ],
    [
      '25: ten thousand after the one that counts',
      () => pushed([MINE, ...Array.from({ length: 9999 }, () => THEIRS)].map((one) => layerOf(one))),
      'left-out: signature verification failed (and 49 more that do not count); of 10000 layers of tag',
    ],
    ['28: one of a gigabyte', () => pushed([layerOf(MINE, SIMPLE, { size: 2 ** 30 })]), 'left-out: it has no such signature; sha256:'],
    [
      '28: one of a size that is none before the one that counts',
      () => pushed([layerOf(THEIRS, SIMPLE, { size: -1 }), layerOf(MINE)]),
      'left-out: ',
    ],
    [
      '28: as referrers of megabytes that bring nothing',
      () => {
        for (const mark of '0123456789')
          server.store.addManifest(
            server.repository,
            [],
            Buffer.from(JSON.stringify(padding(mark))),
            'application/vnd.oci.image.manifest.v1+json',
          );
      },
      'left-out: it has no such signature; sha256:',
    ],
    [
      '28: some of 20 megabytes each',
      () => pushed([1, 2, 3].map((mark) => layerOf({ form: 'bundle', content: Buffer.alloc(20_000_000, String(mark)) }))),
      'left-out: ',
    ],
  ])('%s', async (_what, push, told) => {
    const name = laid();
    await push();
    const { allowed, found } = await doorBefore({ demands: under() })(pod(`${name}@${DIGEST}`));
    expect({ allowed, found }).toEqual({ allowed: false, found: [beginningWith(`refused ${told}`)] });
  });

  test.each<[what: string, layers: readonly Evidence[]]>([
    ['25: forty-nine before the one that counts', [...Array.from({ length: 49 }, () => THEIRS), MINE]],
    ['25: ten thousand before the one that counts', [...Array.from({ length: 9999 }, () => THEIRS), MINE]],
    ['27: signatures of other images beside the one that counts', [...OTHERS, MINE, ...OTHERS]],
    ['6: the signature as it was made in another repository, which cosign takes, too', [ELSEWHERE]],
  ])('%s, does no harm', async (_what, layers) => {
    const name = laid();
    pushed(layers.map((one) => layerOf(one)));
    expect(await doorBefore({ demands: under() })(pod(`${name}@${DIGEST}`))).toMatchObject({
      allowed: true,
      found: [beginningWith('verified ')],
    });
  });
});

describe('5: an index', () => {
  test.each([
    ['that is signed, by its tag', 'index', ':v2', true],
    ['that is signed, by its digest', 'index', '@index', true],
    ['that is signed, by a platform of it', 'index', '@platform', false],
    ['of which a platform is signed, by its tag', 'platform', ':v2', false],
    ['of which a platform is signed, by its digest', 'platform', '@index', false],
    ['of which a platform is signed, by that platform', 'platform', '@platform', true],
  ] as const)('%s', async (_what, who, as, counts) => {
    const name = laid();
    const index = putTarget(server.store, server.repository, 'index');
    const { bytes } = server.store.manifest(server.repository, index) ?? { bytes: Buffer.of() };
    server.store.addManifest(server.repository, ['v2'], bytes, 'application/vnd.oci.image.index.v1+json');
    const [platform = ''] = /sha256:[0-9a-f]{64}/u.exec(bytes.toString()) ?? [];
    const signedOne = who === 'index' ? index : platform;
    server.attach(signedOne, [await signed(signedOne, key)]);
    const { found, says } = await doorBefore({ demands: under() })(
      pod(`${name}${as.replace('index', index).replace('platform', platform)}`),
    );
    expect(found).toEqual([beginningWith(counts ? 'verified ' : 'refused missing: it has no such signature')]);
    if (as === ':v2') expect(says).toContain(index);
  });
});

test.each([-10, 0, 10])('35: what a clock that is %i years off says of a certificate counts for nothing', async (years) => {
  const demands = under({ signatures: { by: [{ issuer: ISSUER, subject: SUBJECT }] } });
  const now = () => NOW.getTime() + years * 365 * 86_400_000;
  const name = laid([await keyless(simpleSigning(DIGEST)), await keylessBundle(statementOf(DIGEST), { timestamped: true })]);
  expect(await doorBefore({ demands, now })(pod(`${name}@${DIGEST}`))).toMatchObject({
    allowed: true,
    found: [beginningWith('verified ')],
  });
});

describe('27: what was signed long ago', () => {
  const TYPE = 'https://cosign.sigstore.dev/attestation/vuln/v1';
  const day = 86_400_000;
  const by = [{ key: pem(key.publicKey) }];

  test.each([
    ['that is new', 0, true],
    ['that is as old as it may be', 7 * day, true],
    ['that is older', 7 * day + 1000, false],
    ['35: that is of tomorrow, by a clock that is slow', -day, true],
  ])('a statement %s', async (_what, later, counts) => {
    const dated = await bundle(statementOf(DIGEST, TYPE), { key, instance });
    const demands = under({ signatures: { by: [keyed(key)] }, attestations: [{ type: TYPE, by, maxAge: '7d' }] });
    const { found } = await doorBefore({ demands, now: () => NOW.getTime() + later })(pod(`${laid([MINE, dated])}@${DIGEST}`));
    expect(found[1]).toEqual(beginningWith(counts ? 'verified ' : 'refused too-old: it was signed at 20'));
  });

  test('31: is not remembered for longer than it counts', async () => {
    const dated = await bundle(statementOf(DIGEST, TYPE), { key, instance });
    const demands = under({ signatures: { by: [keyed(key)] }, attestations: [{ type: TYPE, by, maxAge: '7d' }] });
    let now = NOW.getTime() + 7 * day - 60_000;
    const [name, post] = [laid([MINE, dated]), doorBefore({ demands, now: () => now })];
    expect(await post(pod(`${name}@${DIGEST}`))).toMatchObject({ allowed: true });
    now += 61_000;
    expect(await post(pod(`${name}@${DIGEST}`))).toMatchObject({
      allowed: false,
      found: [beginningWith('verified '), beginningWith('refused too-old: ')],
    });
  });
});
