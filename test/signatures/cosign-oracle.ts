import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Cosign } from '../parts/cosign.ts';
import { rootFor, STRANGE, trustFor } from './cosign-fixtures.ts';
import type { Question } from './cosign-questions.ts';
import { runCosign, trustFiles, type Outcome } from './cosign-run.ts';

/** Asks cosign what is asked of us. Version 2 has to be told which form to look for; version 3 finds out. */
export async function askCosign(cosign: Cosign, question: Question, image: string, folder: string): Promise<Outcome> {
  const world = worldOf(question, folder);
  const root = `--trusted-root=${path.join(world.folder, 'root.json')}`;
  const command = question.wants === 'signature' ? ['verify'] : ['verify-attestation', `--type=${question.wants}`];
  const annotations = Object.entries(question.annotations ?? {}).flatMap(([name, value]) => ['-a', `${name}=${value}`]);
  const forms =
    cosign.generation === 2
      ? [[], ['--new-bundle-format', root, ...(needsClock(question) ? ['--use-signed-timestamps'] : [])], ['--experimental-oci11']]
      : [[root], ['--experimental-oci11']];
  const outcomes: Outcome[] = [];
  for (const form of forms)
    outcomes.push(
      await runCosign(
        cosign,
        [...command, ...form, ...signerOf(question), ...annotations, '--allow-http-registry', image],
        world.folder,
        world.trust,
      ),
    );
  return { ok: outcomes.some(({ ok }) => ok), told: outcomes.map(({ told }) => told).join('\n') };
}

interface World {
  readonly folder: string;
  readonly trust: NodeJS.ProcessEnv;
}

const worlds = new Map<string, World>();

/** One for each trusted root, with the keys in it. */
function worldOf(question: Question, folder: string): World {
  const root = rootFor(question);
  const name = JSON.stringify(root);
  const known = worlds.get(name);
  if (known !== undefined) return known;
  const inside = path.join(folder, String(worlds.size));
  mkdirSync(inside);
  writeFileSync(path.join(inside, 'root.json'), name);
  const { publicKeys } = trustFor(question.fixture);
  for (const [key, text] of Object.entries(publicKeys)) writeFileSync(path.join(inside, `${key}.pub`), text);
  const world = { folder: inside, trust: trustFiles(root, inside) };
  worlds.set(name, world);
  return world;
}

function signerOf({ fixture, by }: Question): readonly string[] {
  const { issuer, subject } = trustFor(fixture).identity;
  const certified = (one = subject, other = issuer): readonly string[] => [
    `--certificate-identity=${one}`,
    `--certificate-oidc-issuer=${other}`,
    '--offline',
  ];
  if (by === 'ann' || by === 'ann, elsewhere') return certified();
  if (by === 'ann alone') return certified(subject, STRANGE.issuer);
  if (by === "ann's issuer alone") return certified(STRANGE.subject);
  const [key = '', logged] = by.split(', ');
  // It signs with the hash that suits the curve, and has to be told so to verify.
  const hash = key === 'p384' ? ['--signature-digest-algorithm=sha384'] : [];
  return [`--key=${key}.pub`, ...hash, ...(logged === undefined ? ['--insecure-ignore-tlog=true'] : ['--offline'])];
}

/** Rekor v2 says no time, and cosign 2 has to be told that somebody else does; cosign 3 finds out. */
function needsClock({ fixture, by }: Question): boolean {
  return fixture.startsWith('rekor2-') && by.startsWith('ann');
}
