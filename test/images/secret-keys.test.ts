import { describe, expect, test } from 'vitest';
import { BESIDE } from '../../src/images/places.ts';
import { secretKeysIn, withSecretKeys, type SecretKey } from '../../src/images/secret-keys.ts';
import { unknownVerification, verificationOf } from '../../src/images/verification.ts';
import type { RawAuthority, RawImages } from '../../src/settings/raw.ts';
import { pem } from '../signatures/instance.ts';
import { DIGEST, key, stranger } from '../signatures/signers.ts';
import { attested, demandsIn, keyed, policyOf, signed } from './images.ts';

const INNER: RawAuthority = { key: 'k8s://team/cosign', log: false };
const COPIED: RawAuthority = { ...INNER, copy: pem(key.publicKey) };
const OTHER: RawAuthority = { key: 'k8s://team/other', log: false };
const MINE = await signed(DIGEST, key);
const THEIRS = await signed(DIGEST, stranger);

const READ: ReadonlyMap<string, SecretKey> = new Map([
  ['k8s://team/cosign', { pem: pem(key.publicKey) }],
  ['k8s://team/other', { why: 'was not found' }],
]);

/** In short, what the signatures and the attestations of a policy came to. */
function told({ policies }: RawImages, evidence = [MINE]): readonly string[] {
  const { signatures, attestations } = verificationOf(DIGEST, { place: BESIDE, evidence }, demandsIn({ policies: policies ?? [] }), 0);
  return [...signatures, ...attestations].map(({ outcome, code, atMost = '' }) => `${outcome} ${code} ${atMost}`.trimEnd());
}

function by(...authorities: readonly RawAuthority[]): RawImages {
  return { policies: [policyOf(authorities)] };
}

function two(...authorities: readonly RawAuthority[]): RawImages {
  return { policies: [policyOf(authorities, { signatures: { count: 2, by: authorities } })] };
}

describe('where no cluster is asked', () => {
  test.each<[what: string, images: RawImages, told: string]>([
    ['a copy is the key', by(COPIED), 'verified'],
    ['without one nothing is known, and that is a warning', by(INNER), 'unknown key-in-cluster warn'],
    ['another signer will do', by(INNER, keyed(key)), 'verified'],
    ['another one that did not sign will not', by(INNER, keyed(stranger)), 'unknown key-in-cluster warn'],
    ['two of which one is known might do', two(INNER, keyed(key)), 'unknown key-in-cluster warn'],
    ['two of which the known one did not sign cannot', two(INNER, keyed(stranger)), 'refused signature-invalid'],
  ])('%s', (_what, images, expected) => {
    expect(told(images)).toEqual([expected]);
  });
});

describe('where the Secrets were read', () => {
  test.each<[what: string, images: RawImages, told: string]>([
    ['a key counts', by(INNER), 'verified'],
    ['a copy is not looked at', by({ ...INNER, copy: pem(stranger.publicKey) }), 'verified'],
    ['a copy stands in for nothing', by({ ...OTHER, copy: pem(key.publicKey) }), 'unknown key-unread'],
    ['a Secret that is not there is no key', by(OTHER), 'unknown key-unread'],
    ['nor is one that nobody has looked for yet', by({ key: 'k8s://team/third', log: false }), 'unknown key-unread'],
    ['another signer will do', by(OTHER, INNER), 'verified'],
    ['too few are too few', two(OTHER, keyed(stranger)), 'refused signature-invalid'],
  ])('%s', (_what, images, expected) => {
    expect(told(withSecretKeys(images, READ))).toEqual([expected]);
  });

  test('and the reason says which, and why', () => {
    const [demand] = demandsIn(withSecretKeys(by(OTHER), READ));
    const found = verificationOf(DIGEST, { place: BESIDE, evidence: [MINE] }, demand === undefined ? [] : [demand], 0);
    expect(found.signatures[0]?.reason).toBe('its key k8s://team/other is not known: the Secret was not found');
  });

  test('the key that is there now counts, and no other', () => {
    const rotated = new Map([['k8s://team/cosign', { pem: pem(stranger.publicKey) }]]);
    expect(told(withSecretKeys(by(INNER), rotated), [MINE])).toEqual(['refused signature-invalid']);
    expect(told(withSecretKeys(by(INNER), rotated), [THEIRS])).toEqual(['verified']);
  });
});

test('attestations have keys of their own, or those of the signatures', async () => {
  const evidence = [MINE, await attested(DIGEST, 'a', {}, key), await attested(DIGEST, 'b', {}, key)];
  const attestations = [{ type: 'a' }, { type: 'b', by: [keyed(key)] }];
  const images: RawImages = { policies: [policyOf([OTHER], { attestations })] };
  expect(told(withSecretKeys(images, READ), evidence)).toEqual(['unknown key-unread', 'unknown key-unread', 'verified']);
  expect(told({ policies: [policyOf([keyed(key)], { attestations: [{ type: 'a', by: [OTHER] }] })] }, evidence)).toEqual([
    'verified',
    'unknown key-in-cluster warn',
  ]);
});

test('a registry that is silent is no excuse for a key that is not known', () => {
  const [demand] = demandsIn(withSecretKeys({ policies: [policyOf([OTHER], { unreachable: 'audit' })] }, READ));
  const silence = { code: 'timeout', reason: 'late', digest: undefined, isSilence: true };
  expect(unknownVerification(demand === undefined ? [] : [demand], silence).signatures).toEqual([
    { outcome: 'unknown', code: 'key-unread', reason: 'its key k8s://team/other is not known: the Secret was not found' },
  ]);
});

test('all keys that are in Secrets are found, each once', () => {
  const attestations = [{ type: 'a' }, { type: 'b', by: [{ key: 'k8s://b/c' }, INNER, keyed(key)] }];
  expect(secretKeysIn({ policies: [policyOf([INNER, keyed(key), OTHER], { attestations }), { match: ['*'] }] })).toEqual([
    'k8s://team/cosign',
    'k8s://team/other',
    'k8s://b/c',
  ]);
  expect(secretKeysIn({})).toEqual([]);
});
