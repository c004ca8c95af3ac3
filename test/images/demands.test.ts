import { describe, expect, test } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { compileDemands, demandsOn } from '../../src/images/demands.ts';
import { parseImage } from '../../src/kube/image-reference.ts';
import type { RawAuthority, RawImages } from '../../src/settings/raw.ts';
import { instance, key } from '../signatures/signers.ts';
import { pem } from '../signatures/instance.ts';
import { demandsIn, demandsOf, keyed, policyOf } from './images.ts';

const ROOT = JSON.stringify(instance.root);
const PERSON: RawAuthority = { issuer: 'https://issuer.example', subjectPattern: '.*@example[.]org' };

test('an image has to meet all demands that match it', () => {
  const demands = demandsOf(
    policyOf([keyed(key)], { match: ['registry.example'], except: ['registry.example/dev'] }),
    policyOf([keyed(key)], { match: ['registry.example/shop', 'docker.io'] }),
  );
  const indexes = (name: string) => demandsOn(parseImage(name)!, demands).map((demand) => demands.indexOf(demand));
  expect(indexes('registry.example/shop/web:1')).toEqual([0, 1]);
  expect(indexes('registry.example/dev/web:1')).toEqual([]);
  expect(indexes('registry.example/devel')).toEqual([0]);
  expect(indexes('nginx')).toEqual([1]);
  expect(indexes('registry.example.evil.io/shop/web')).toEqual([]);
});

/** Neither a digest, nor a word beside one, nor another name of the registry leads past a demand. */
test.each<[entry: string, name: string, matched: boolean, excepted: boolean]>([
  ['ghcr.io/acme/app:*', 'ghcr.io/acme/app', true, false],
  ['ghcr.io/acme/app:v*', 'ghcr.io/acme/app:dev', true, false],
  ['ghcr.io/acme/app:v*', 'ghcr.io/acme/other', false, false],
  ['ghcr.io/acme', 'ghcr.io:443/acme/app', true, true],
  ['docker.io/acme', 'registry-1.docker.io/acme/app', true, true],
])('%s in match and except, and %s@sha256:…', (entry, name, matched, excepted) => {
  const image = parseImage(`${name}@sha256:${'a'.repeat(64)}`)!;
  const demands = demandsOf(policyOf([keyed(key)], { match: [entry] }), policyOf([keyed(key)], { except: [entry] }));
  expect(demands.map((demand) => demandsOn(image, [demand]).length > 0)).toEqual([matched, !excepted]);
});

test('says what is not said', () => {
  const [demand] = demandsOf(policyOf([keyed(key)]));
  expect(demand).toMatchObject({ pin: true, unreachable: 'deny', policy: { attestations: [], signatures: { count: 1 } } });
});

test('an attestation is signed by those who sign the image, unless it says by whom', () => {
  const own = keyed(key);
  const [demand] = demandsIn({
    policies: [
      { match: ['*'], signatures: { by: [own] }, attestations: [{ type: 'a' }, { type: 'b', by: [PERSON], maxAge: '1h', count: 2 }] },
    ],
    trustedRoot: ROOT,
  });
  const [first, second] = demand?.policy.attestations ?? [];
  expect(first?.authorities).toBe(demand?.policy.signatures?.authorities);
  expect(first).not.toHaveProperty('maxAge');
  expect(second).toMatchObject({
    predicateType: 'b',
    count: 2,
    maxAge: 3_600_000,
    authorities: [{ by: 'certificate', log: true, certificateLog: true }],
  });
});

function authorities(settings: RawImages) {
  return demandsIn(settings)[0]?.policy.signatures?.authorities ?? [];
}

test('a key needs no trusted root where it needs no log, and the public one where nothing else is named', () => {
  expect(authorities({ policies: [policyOf([keyed(key)])] })[0]).not.toHaveProperty('trust');
  const [logged, person] = authorities({ policies: [policyOf([{ key: pem(key.publicKey) }, PERSON])] });
  expect(logged?.trust?.material.tlogs.length).toBeGreaterThan(0);
  expect(person?.trust).toBe(logged?.trust);
  const [own] = authorities({ policies: [policyOf([PERSON])], trustedRoot: ROOT });
  expect(own?.trust?.material.tlogs).toHaveLength(1);
});

describe('what cannot be used is told with its place', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const rows: readonly (readonly [what: string, settings: RawImages, ...faults: string[]])[] = [
    ['a root that is none', { trustedRoot: '{}x' }, 'images.trustedRoot the trusted root is not valid JSON'],
    ['a root without dates', { trustedRoot: '{"tlogs":[{}]}' }, 'images.trustedRoot tlogs[0] of the trusted root does not say'],
    ...(['{"signed":{"_type":"targets"}}', '{}', '7'] as const).map(
      (root) =>
        [`${root} as TUF's root`, { tuf: { mirror: 'https://tuf.example', root } }, 'images.tuf.root this is no root of TUF'] as const,
    ),
    [
      'a private key',
      { policies: [policyOf([{ key: '-----BEGIN PRIVATE KEY-----' }])] },
      'images.policies.0.signatures.by.0.key this is a private key',
    ],
    ['no key', { policies: [policyOf([keyed(key), { key: 'x' }])] }, 'images.policies.0.signatures.by.1.key this is no public key in PEM'],
    ['a short key', { policies: [policyOf([keyed(short)])] }, 'images.policies.0.signatures.by.0.key an RSA key of 1024 bits is too short'],
    [
      'several',
      {
        trustedRoot: '[',
        policies: [{ match: ['*'], attestations: [{ type: 'a', by: [{ key: 'x' }], conditions: [{ at: '', matches: '(' }] }] }],
      },
      'images.trustedRoot the trusted root',
      'images.policies.0.attestations.0.by.0.key this is no public key',
      'images.policies.0.attestations.0.conditions "(" is no pattern',
    ],
  ];

  test.each(rows.map(([what, settings, ...expected]) => ({ what, settings, expected })))('$what', ({ settings, expected }) => {
    const compiled = compileDemands(settings);
    const faults = 'faults' in compiled ? compiled.faults.map(({ path, message }) => `${path.join('.')} ${message}`) : [];
    expect(faults).toHaveLength(expected.length);
    for (const [index, fault] of expected.entries()) expect(faults[index]).toContain(fault);
  });
});
