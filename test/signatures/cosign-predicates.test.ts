import { expect, test } from 'vitest';
import { field, type Json } from '../../src/signatures/strict-json.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { authorityFor, evidenceOf, type Asked } from './cosign-fixtures.ts';

const DAY = 24 * 60 * 60 * 1000;
const VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';

/** What a condition sees of the predicates that cosign attests, in either form. */
test.each<[predicateType: string, path: readonly (string | number)[], value: Json]>([
  ['https://slsa.dev/provenance/v1', ['runDetails', 'builder', 'id'], 'https://ci.example/builder'],
  ['https://spdx.dev/Document', ['packages', 0, 'versionInfo'], '1.3.0'],
  [VULN, ['scanner', 'result', 'critical'], 0],
  ['https://acme.example/review/v1', ['reviewer'], 'ann'],
  ['https://cosign.sigstore.dev/attestation/v1', ['Data'], '{"approved":true}'],
])('%s: %j is %j', (predicateType, path, value) => {
  for (const fixture of ['cosign-2-attested', 'cosign-2-bundle-attested', 'cosign-3-attested', 'cosign-3-legacy-attested']) {
    const told = (wanted: Json) => (predicate: Json) => (field(predicate, ...path) === wanted ? undefined : 'it is another');
    expect(verdictOn(fixture, 'ec', { predicateType, condition: told(value) })).toBe('verified');
    expect(verdictOn(fixture, 'ec', { predicateType, condition: told('other') })).toBe('condition-failed');
  }
});

test.each<[fixture: string, by: Asked]>([
  ['cosign-2-keyless-attested', 'ann'],
  ['cosign-2-keyless-intoto', 'ann'],
  ['cosign-3-keyless-attested', 'ann'],
  ['rekor2-keyless-attested', 'ann'],
  ['rekor2-ec-attested', 'ec, logged'],
])('%s is as old as its log or clock says', (fixture, by) => {
  expect(verdictOn(fixture, by, { predicateType: VULN, maxAge: 100 * 365 * DAY })).toBe('verified');
  expect(verdictOn(fixture, by, { predicateType: VULN, maxAge: DAY }, Date.now() + 2 * DAY)).toBe('too-old');
});

test.each(['cosign-2-attested', 'cosign-3-attested', 'rekor2-ec-attested'])(
  '%s has no age, since nobody who is believed dated it',
  (fixture) => {
    expect(verdictOn(fixture, 'ec', { predicateType: VULN, maxAge: 100 * 365 * DAY })).toBe('too-old');
  },
);

interface Wanted {
  readonly predicateType: string;
  readonly condition?: (predicate: Json) => string | undefined;
  readonly maxAge?: number;
}

function verdictOn(fixture: string, by: Asked, wanted: Wanted, now = Date.now()): string {
  const { digest, evidence } = evidenceOf(fixture);
  const [verdict] = verifyImage(
    digest,
    evidence,
    { attestations: [{ count: 1, authorities: [authorityFor({ fixture, by })], ...wanted }] },
    now,
  ).attestations;
  return verdict?.satisfied === true ? 'verified' : [...new Set(verdict?.rejections.map(({ code }) => code))].join(', ');
}
