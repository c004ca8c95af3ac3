import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findCosigns } from '../parts/cosign.ts';
import { place } from './cosign-changes.ts';
import { readFixture } from './cosign-fixtures.ts';
import { askCosign } from './cosign-oracle.ts';
import { platformOf, QUESTIONS, titleOf } from './cosign-questions.ts';
import { RegistryServer } from './registry-server.ts';
import { REKOR2_QUESTIONS } from './rekor2-questions.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lintel-oracle-'));
const [withReferrers, without] = [await RegistryServer.start(), await RegistryServer.start()];
without.referrers = false;
const cosigns = findCosigns();
const ASKED = [...QUESTIONS, ...REKOR2_QUESTIONS];

afterAll(async () => {
  await withReferrers.stop();
  await without.stop();
  rmSync(folder, { recursive: true });
});

for (const generation of [2, 3] as const) {
  const cosign = cosigns.find((one) => one.generation === generation);
  if (cosign === undefined)
    console.warn(`NOT RUN: what is asked of cosign ${generation}. It is built by Go, or named by COSIGN${generation}.`);

  describe.skipIf(cosign === undefined)(`cosign ${generation}`, () => {
    test.concurrent.each(ASKED.map((question) => [titleOf(question), question] as const))('%s', async (_title, question) => {
      if (cosign === undefined) return;
      const fixture = readFixture(question.fixture);
      const server = fixture.referrers ? withReferrers : without;
      const placed = place(server, `acme/q${ASKED.indexOf(question)}`, fixture, question.change);
      const digest = question.about === undefined ? placed.digest : platformOf(fixture);
      const { ok, told } = await askCosign(cosign, question, `${server.host}/${placed.repository}@${digest}`, folder);
      const differs = question.differs?.generations.includes(generation) === true;
      expect(ok, told).toBe((question.answer === 'verified') !== differs);
    });
  });
}
