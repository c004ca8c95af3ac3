import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Cosign } from '../parts/cosign.ts';
import { fixtureTrust, STRANGE, type Asked } from './cosign-fixtures.ts';
import type { Question } from './cosign-questions.ts';
import { runCosign, trustFiles, type Outcome } from './cosign-run.ts';

/** Asks cosign what is asked of us. Version 2 has to be told which form to look for; version 3 finds out. */
export async function askCosign(cosign: Cosign, question: Question, image: string, folder: string): Promise<Outcome> {
  const world = worldOf(question.by, folder);
  const root = `--trusted-root=${path.join(world.folder, 'root.json')}`;
  const command = question.wants === 'signature' ? ['verify'] : ['verify-attestation', `--type=${question.wants}`];
  const annotations = Object.entries(question.annotations ?? {}).flatMap(([name, value]) => ['-a', `${name}=${value}`]);
  const forms =
    cosign.generation === 2 ? [[], ['--new-bundle-format', root], ['--experimental-oci11']] : [[root], ['--experimental-oci11']];
  const outcomes: Outcome[] = [];
  for (const form of forms)
    outcomes.push(
      await runCosign(
        cosign,
        [...command, ...form, ...signerOf(question.by), ...annotations, '--allow-http-registry', image],
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
function worldOf(by: Asked, folder: string): World {
  const name = by === 'ann, elsewhere' ? 'foreign' : 'home';
  const known = worlds.get(name);
  if (known !== undefined) return known;
  const inside = path.join(folder, name);
  mkdirSync(inside);
  const root = name === 'home' ? fixtureTrust.root : fixtureTrust.foreignRoot;
  writeFileSync(path.join(inside, 'root.json'), JSON.stringify(root));
  for (const [key, text] of Object.entries(fixtureTrust.publicKeys)) writeFileSync(path.join(inside, `${key}.pub`), text);
  const world = { folder: inside, trust: trustFiles(root, inside) };
  worlds.set(name, world);
  return world;
}

function signerOf(by: Asked): readonly string[] {
  const { issuer, subject } = fixtureTrust.identity;
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
