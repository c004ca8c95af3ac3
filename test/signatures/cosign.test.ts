import { afterAll, expect, test } from 'vitest';
import { discover } from '../../src/signatures/registry/discover.ts';
import { Registry } from '../../src/signatures/registry/registry.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { SIGNED_CASES } from './cosign-cases.ts';
import { place } from './cosign-changes.ts';
import { authorityFor, readFixture } from './cosign-fixtures.ts';
import { platformOf, policyOf, QUESTIONS, titleOf } from './cosign-questions.ts';
import { RegistryServer } from './registry-server.ts';
import { REKOR2_CASES } from './rekor2-cases.ts';
import { REKOR2_QUESTIONS } from './rekor2-questions.ts';

const ASKED = [...QUESTIONS, ...REKOR2_QUESTIONS];
const server = await RegistryServer.start();
afterAll(() => server.stop());

test('every fixture is asked', () => {
  expect(new Set(ASKED.map(({ fixture }) => fixture))).toEqual(new Set([...SIGNED_CASES, ...REKOR2_CASES].map(({ name }) => name)));
});

test.each(ASKED.map((question) => [titleOf(question), question] as const))('%s', async (title, question) => {
  const fixture = readFixture(question.fixture);
  server.referrers = fixture.referrers;
  const { repository, digest: placed } = place(server, `acme/q${ASKED.indexOf(question)}`, fixture, question.change);
  const digest = question.about === undefined ? placed : platformOf(fixture);
  const registry = new Registry({ plainHttp: new Set([server.host]) });
  const { evidence, leftOut } = await discover(registry, { host: server.host, path: repository }, digest, AbortSignal.timeout(5000));
  const { signatures, attestations } = verifyImage(digest, evidence, policyOf(question, authorityFor(question)), Date.now());
  const verdict = attestations[0] ?? signatures;
  const codes = new Set(verdict.rejections.map(({ code }) => code));
  expect(leftOut).toEqual([]);
  expect(`${title}: ${verdict.satisfied ? 'verified' : [...codes].toSorted().join(', ') || 'nothing'}`).toBe(
    `${title}: ${question.answer}`,
  );
});
