import { describe, expect, test } from 'vitest';
import { printLock, readLock, type ImageLock } from '../../src/images/lock.ts';
import { openLockedImages } from '../../src/images/locked-images.ts';
import { lockEntryOf } from '../../src/images/lock-entry.ts';
import { DIGEST, key, OTHER, stranger } from '../signatures/signers.ts';
import type { ImageVerification } from '../../src/engine/images.ts';
import type { RawImages } from '../../src/settings/raw.ts';
import { attested, demandsOf, keyed, policyOf, signed } from './images.ts';

const NAME = 'registry.example/app:1';
const MINE = await signed(DIGEST, key);
const THEIRS = await signed(DIGEST, stranger);
const SETTINGS: RawImages = { policies: [policyOf([keyed(key)])] };

function lockOf(entries: Readonly<Record<string, Partial<ReturnType<ImageLock['get']>>>>): string {
  return printLock(
    new Map(Object.entries(entries).map(([name, entry]) => [name, { digest: DIGEST, signers: [], evidence: [MINE], ...entry }])),
  );
}

function found(name: string, lock: string | undefined, settings = SETTINGS): ImageVerification | undefined {
  return openLockedImages(settings, lock, 0).get(name);
}

function entry(more: object): string {
  return JSON.stringify({ version: 1, images: { a: { digest: DIGEST, signers: [], evidence: [], ...more } } });
}

/** In short: outcome, code and reason of what is wanted of an image. */
function told(name: string, lock: string | undefined, settings = SETTINGS): readonly string[] {
  const { signatures = [], attestations = [] } = found(name, lock, settings) ?? {};
  return [...signatures, ...attestations].map(({ outcome, code, reason }) => `${outcome} ${code}: ${reason}`);
}

describe('the file', () => {
  const bundle = { form: 'bundle', content: Buffer.from('{}') } as const;

  test('reads what it prints, byte for byte', () => {
    const lock: ImageLock = new Map([
      ['b', { digest: OTHER, signers: ['z', 'a'], evidence: [THEIRS, MINE, bundle] }],
      ['a', { digest: DIGEST, signers: [], evidence: [] }],
    ]);
    const text = printLock(lock);
    const read = readLock(text);
    if (typeof read === 'string') throw new Error(read);
    expect(printLock(read)).toBe(text);
    expect([...read.keys()]).toEqual(['a', 'b']);
    expect(read.get('b')?.signers).toEqual(['a', 'z']);
    expect(read.get('b')?.evidence).toHaveLength(3);
    expect(text.endsWith('\n')).toBe(true);
  });

  test('does not depend on the order in which anything was found', () => {
    const evidence = [MINE, THEIRS, bundle];
    const turned = evidence.map((one) =>
      one.form === 'bundle' ? one : { ...one, annotations: Object.fromEntries(Object.entries(one.annotations).toReversed()) },
    );
    expect(lockOf({ a: { evidence }, b: {} })).toBe(lockOf({ b: {}, a: { evidence: turned.toReversed() } }));
  });

  test.each([
    ['', 'is not valid JSON'],
    ['[]', 'of a version'],
    ['{"version":2,"images":{}}', 'of a version'],
    ['{"version":1}', 'of a version'],
    ['{"version":1,"images":{"a":null}}', 'an entry for a that is none'],
    ['{"version":1,"images":{},"images":{}}', 'images.lock'],
    [entry({ digest: 7 }), 'an entry for a'],
    [entry({ signers: 'x' }), 'an entry for a'],
    [entry({ signers: [7] }), 'an entry for a'],
    [entry({ evidence: {} }), 'an entry for a'],
    [entry({ evidence: [null] }), 'an entry for a'],
    [entry({ evidence: [{ form: 'bundle' }] }), 'an entry for a'],
    [entry({ evidence: [{ form: 'other', content: '' }] }), 'an entry for a'],
    [entry({ evidence: [{ form: 'dsse', content: '' }] }), 'an entry for a'],
    [entry({ evidence: [{ form: 'simple-signing', content: '', annotations: { a: 1 } }] }), 'an entry for a'],
  ])('%s', (text, message) => {
    const read = readLock(text);
    expect(read).toContain(message);
    expect(read).toContain('lintel images verify');
    expect(told(NAME, text)).toEqual([`unknown bad-lock: ${typeof read === 'string' ? read : ''}`]);
  });
});

test('a file with more evidence than is ever found costs nobody anything', () => {
  const evidence = Array.from({ length: 151 }, () => ({ form: 'bundle', content: '' }));
  expect(readLock(entry({ evidence: evidence.slice(1) }))).not.toEqual(expect.any(String));
  expect(readLock(entry({ evidence }))).toContain('an entry for a that is none');
});

describe('what the file proves', () => {
  test('an image that is signed, by the name that it was locked under or by its digest', () => {
    for (const name of [NAME, `registry.example/app@${DIGEST}`, `${NAME}@${DIGEST}`]) {
      expect(found(name, lockOf({ [NAME]: {} }))).toMatchObject({ digest: DIGEST, pinned: true, signatures: [{ outcome: 'verified' }] });
    }
    expect(found(`docker.io/library/nginx@${DIGEST}`, lockOf({ 'docker.io/library/nginx:latest': {} }))?.signatures).toMatchObject([
      { outcome: 'verified' },
    ]);
  });

  test('nothing where nothing is wanted, and nothing of what is no reference', () => {
    expect(found(NAME, undefined, {})).toBeUndefined();
    expect(found(NAME, undefined, { policies: [policyOf([keyed(key)], { match: ['docker.io'] })] })).toBeUndefined();
    expect(found('NOT AN IMAGE', undefined)).toBeUndefined();
  });

  const missing = 'unknown not-locked: images.lock has no entry for it; run: lintel images verify';
  test.each<[what: string, name: string, lock: string | undefined, told: string]>([
    ['no file', NAME, undefined, missing],
    ['another tag', 'registry.example/app:2', lockOf({ [NAME]: {} }), missing],
    ['another repository', `registry.example/other@${DIGEST}`, lockOf({ [NAME]: {} }), missing],
    ['another digest', `registry.example/app@${OTHER}`, lockOf({ [NAME]: {} }), missing],
    [
      'another digest of its tag',
      `${NAME}@${OTHER}`,
      lockOf({ [NAME]: {} }),
      `unknown stale-lock: images.lock has it as ${DIGEST}; run: lintel images verify`,
    ],
    [
      'a digest that the file says is another, signed one',
      `registry.example/app@${OTHER}`,
      lockOf({ [`registry.example/app@${OTHER}`]: {} }),
      missing,
    ],
    [
      'a digest that the file says is another, signed one, beside a tag',
      `${NAME}@${OTHER}`,
      lockOf({ [NAME]: {}, [`${NAME}@${OTHER}`]: {} }),
      'unknown stale-lock',
    ],
    [
      'no evidence',
      NAME,
      lockOf({ [NAME]: { evidence: [] } }),
      'refused not-proved: images.lock holds no proof; run: lintel images verify',
    ],
    ['a digest that somebody wrote into the file', NAME, lockOf({ [NAME]: { digest: OTHER } }), 'refused digest-mismatch'],
    ["somebody else's signature", NAME, lockOf({ [NAME]: { evidence: [THEIRS] } }), 'refused signature-invalid'],
    ['words about signers', NAME, lockOf({ [NAME]: { evidence: [THEIRS], signers: ['the right one'] } }), 'refused signature-invalid'],
  ])('not with %s', (_what, name, lock, expected) => {
    expect(told(name, lock)).toEqual([expect.stringContaining(expected)]);
  });

  test('its lack is nobody’s silence: unreachable does not soften it', () => {
    const settings = { policies: [policyOf([keyed(key)], { unreachable: 'audit', attestations: [{ type: 't' }] })] } as const;
    const { signatures, attestations } = found(NAME, undefined, settings) ?? {};
    expect([...(signatures ?? []), ...(attestations ?? [])].map((proof) => [proof.outcome, 'atMost' in proof])).toEqual([
      ['unknown', false],
      ['unknown', false],
    ]);
  });

  test('settings that are wrong are a fault of whoever opens it', () => {
    expect(() => openLockedImages({ policies: [policyOf([{ key: 'x' }])] }, undefined, 0)).toThrow(
      'images.policies.0.signatures.by.0.key: this is no',
    );
  });
});

describe('an entry', () => {
  const TYPE = 'https://slsa.dev/provenance/v1';
  const demands = demandsOf(policyOf([keyed(key)], { attestations: [{ type: TYPE, conditions: [{ at: '/ok', equals: true }] }] }));

  test('keeps the evidence that counts, and no other', async () => {
    const good = await attested(DIGEST, TYPE, { ok: true }, key);
    const bad = await attested(DIGEST, TYPE, { ok: false }, key);
    const other = await attested(DIGEST, 'other', { ok: true }, key);
    const { entry, verification } = lockEntryOf({ digest: DIGEST, evidence: [THEIRS, bad, MINE, other, good], leftOut: [] }, demands, 0);
    expect(entry.evidence).toEqual([MINE, good]);
    expect(entry.signers).toHaveLength(1);
    expect(entry.signers[0]).toMatch(/^the key sha256:/u);
    expect(verification.attestations).toMatchObject([{ outcome: 'verified', type: TYPE }]);
  });

  test('keeps what there is of a quorum that is not reached', async () => {
    const two = demandsOf(policyOf([keyed(key), keyed(stranger)], { signatures: { count: 2, by: [keyed(key), keyed(stranger)] } }));
    const { entry, verification } = lockEntryOf({ digest: DIGEST, evidence: [MINE], leftOut: [] }, two, 0);
    expect(entry).toEqual({ digest: DIGEST, signers: [], evidence: [MINE] });
    expect(verification.signatures).toMatchObject([{ outcome: 'refused', code: 'too-few' }]);
    expect(lockEntryOf({ digest: DIGEST, evidence: [MINE, THEIRS], leftOut: [] }, two, 0).verification.signatures).toMatchObject([
      { outcome: 'verified' },
    ]);
  });

  test('an attestation alone is no signature', async () => {
    const statement = await attested(DIGEST, TYPE, { ok: true }, key);
    const { verification } = lockEntryOf({ digest: DIGEST, evidence: [statement], leftOut: [] }, demands, 0);
    expect(verification).toMatchObject({ signatures: [{ outcome: 'refused' }], attestations: [{ outcome: 'verified' }] });
  });

  test('evidence that was not looked at is told, and is another thing than none', () => {
    const { verification } = lockEntryOf({ digest: DIGEST, evidence: [], leftOut: ['of 60 referrers only 50 are looked at'] }, demands, 0);
    expect(verification.signatures).toMatchObject([
      { outcome: 'refused', code: 'left-out', reason: 'it has no such signature; of 60 referrers only 50 are looked at' },
    ]);
  });
});
