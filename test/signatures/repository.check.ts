import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isVerified } from '../../src/engine/images.ts';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage } from '../../src/kube/image-reference.ts';
import { Registry } from '../../src/signatures/registry/registry.ts';
import { demandsOf, policyOf } from '../images/images.ts';
import { findCosigns, type Cosign } from '../parts/cosign.ts';
import { trustFor } from './cosign-fixtures.ts';
import { runCosign } from './cosign-run.ts';
import { RegistryServer } from './registry-server.ts';
import { putTarget } from './targets.ts';

/** Real cosigns put signatures into another repository (COSIGN_REPOSITORY), and find them there; so has a policy that names it. */
const TYPE = 'https://acme.example/review/v1';
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-repository-'));
const cosigns = findCosigns();
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  readonly generation: 2 | 3;
  readonly command: 'sign' | 'attest';
  /** Of the command, and of what verifies it. */
  readonly form: 'usual' | 'bundle' | 'legacy';
  /** Whether the registries have the referrers API. */
  readonly referrers: boolean;
  /** Cosign 2 writes and reads bundles beside the image, whatever the variable says; there they are not looked for. */
  readonly lies: 'there' | 'beside the image';
}

const CASES: readonly Case[] = (['sign', 'attest'] as const).flatMap((command): readonly Case[] => [
  { generation: 2, command, form: 'usual', referrers: true, lies: 'there' },
  { generation: 2, command, form: 'bundle', referrers: true, lies: 'beside the image' },
  { generation: 3, command, form: 'usual', referrers: true, lies: 'there' },
  { generation: 3, command, form: 'usual', referrers: false, lies: 'there' },
  { generation: 3, command, form: 'legacy', referrers: true, lies: 'there' },
]);
const FORMS = { usual: [], bundle: ['--new-bundle-format'], legacy: ['--new-bundle-format=false'] } as const;
const UNLOGGED = { 2: ['--tlog-upload=false'], 3: ['--use-signing-config=false', '--tlog-upload=false'] } as const;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'root.json'), JSON.stringify(trustFor('cosign-2-ec').root));
  writeFileSync(path.join(folder, 'predicate.json'), '{"approved":true}');
  const [cosign] = cosigns;
  if (cosign !== undefined) expect(await runCosign(cosign, ['generate-key-pair'], folder)).toMatchObject({ ok: true });
});

for (const generation of [2, 3] as const) {
  const cosign = cosigns.find((one) => one.generation === generation);
  if (cosign === undefined)
    console.warn(`NOT RUN: where cosign ${generation} puts signatures. It is built by Go, or named by COSIGN${generation}.`);

  describe.skipIf(cosign === undefined)(`cosign ${generation}`, () => {
    const cases = CASES.filter((one) => one.generation === generation).flatMap((one) =>
      (['the same registry', 'another registry'] as const).map((where) => ({ ...one, where })),
    );
    test.each(cases)('$command, $form form, referrers: $referrers, in another repository of $where', async ({ where, ...one }) => {
      if (cosign === undefined) return;
      const [home, other] = [await RegistryServer.start(), await RegistryServer.start()];
      home.referrers = one.referrers;
      other.referrers = one.referrers;
      try {
        await holds(cosign, one, home, where === 'another registry' ? other : home);
      } finally {
        await home.stop();
        await other.stop();
      }
    });
  });
}

async function holds(cosign: Cosign, one: Case, home: RegistryServer, other: RegistryServer): Promise<void> {
  const image = `${home.host}/acme/app@${putTarget(home.store, 'acme/app', 'image')}`;
  const repository = `${other.host}/acme/signatures`;
  const beside = one.lies === 'beside the image';
  const signed = await runCosign(cosign, signing(one, image), folder, { COSIGN_REPOSITORY: repository });
  expect(signed.ok, signed.told).toBe(true);
  expect(other.store.content('acme/signatures').manifests.length > 0).toBe(!beside);

  const asked = async (env: NodeJS.ProcessEnv): Promise<boolean> => (await runCosign(cosign, verifying(one, image), folder, env)).ok;
  expect({
    there: await asked({ COSIGN_REPOSITORY: repository }),
    elsewhere: await asked({ COSIGN_REPOSITORY: `${other.host}/acme/none` }),
  }).toEqual({
    there: true,
    elsewhere: beside,
  });
  expect(await asked({})).toBe(beside);

  const found = {
    there: await ours(one, image, [home, other], repository),
    elsewhere: await ours(one, image, [home, other], `${other.host}/acme/none`),
  };
  expect(found).toEqual({ there: !beside, elsewhere: false });
  expect(await ours(one, image, [home, other])).toBe(beside);
}

function signing({ generation, command, form }: Case, image: string): readonly string[] {
  const predicate = command === 'attest' ? [`--type=${TYPE}`, '--predicate=predicate.json'] : [];
  return [command, '--key=cosign.key', ...predicate, ...UNLOGGED[generation], ...FORMS[form], '--yes', '--allow-http-registry', image];
}

/** Version 3 finds out about the form for itself. */
function verifying({ generation, command, form }: Case, image: string): readonly string[] {
  const attested = command === 'attest' ? ['verify-attestation', `--type=${TYPE}`] : ['verify'];
  const told = generation === 2 && form === 'bundle' ? [...FORMS[form], '--trusted-root=root.json'] : [];
  return [...attested, '--key=cosign.pub', '--insecure-ignore-tlog=true', ...told, '--allow-http-registry', image];
}

/** Whether we take the image for verified, looking in that repository, or beside it. */
async function ours({ command }: Case, image: string, servers: readonly RegistryServer[], repository?: string): Promise<boolean> {
  const by = [{ key: readFileSync(path.join(folder, 'cosign.pub'), 'utf8'), log: false }];
  const { signatures: _, ...unsigned } = policyOf(by);
  const demands = demandsOf({
    ...(command === 'sign'
      ? policyOf(by)
      : { ...unsigned, attestations: [{ type: TYPE, by, conditions: [{ at: '/approved', equals: true }] }] }),
    ...(repository !== undefined && { repository }),
  });
  const registry = new Registry({ plainHttp: new Set(servers.map(({ host }) => host)) });
  const reference = parseImage(image);
  if (reference === undefined) throw new Error(image);
  const found = await new OnlineImages({ registry, demands, now: () => Date.now() }).verify(reference, AbortSignal.timeout(10_000));
  return found !== undefined && isVerified(found);
}
