import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findCosigns, type Cosign } from '../parts/cosign.ts';
import { PREDICATES, type KeyName, type SignedCase, type Step } from './cosign-cases.ts';
import type { SignedFixture } from './cosign-fixtures.ts';
import { runCosign } from './cosign-run.ts';
import { pair, pem, type KeyPair } from './instance.ts';
import { RegistryServer } from './registry-server.ts';
import { putTarget } from './targets.ts';

/** Where cosign signs: a folder with the keys, what stands for what in a step's options, and whom it trusts. */
export interface Workshop {
  readonly folder: string;
  readonly fill: (option: string) => string;
  readonly trust: NodeJS.ProcessEnv;
}

/** Signs an image as a case says, and gives all that its registry then holds. */
export async function signedFixture(one: SignedCase, { folder, fill, trust }: Workshop): Promise<SignedFixture> {
  const registry = await RegistryServer.start();
  try {
    registry.referrers = one.referrers;
    const digest = putTarget(registry.store, REPOSITORY, one.target);
    for (const step of one.steps) {
      const image = `${registry.host}/${REPOSITORY}@${digest}`;
      await told(generation(step.by ?? one.by), [...argumentsOf(step, folder), ...step.options.map(fill), image], folder, trust);
    }
    const { version } = generation(one.by);
    return { version, digest, referrers: one.referrers, content: registry.store.content(REPOSITORY) };
  } finally {
    await registry.stop();
  }
}

/** Files `<name>.key` that cosign signs with, and their public halves. */
export async function importKeys(folder: string): Promise<Readonly<Record<string, string>>> {
  const publicKeys: Record<string, string> = {};
  for (const [name, { privateKey, publicKey }] of Object.entries(freshKeys())) {
    const file = path.join(folder, `${name}.pem`);
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await told(generation(2), ['import-key-pair', '--key', file, '--output-key-prefix', name], folder);
    publicKeys[name] = pem(publicKey);
  }
  return { ...publicKeys, stranger: pem(pair().publicKey) };
}

export function keepFixture(name: string, content: object): void {
  writeFileSync(path.join(import.meta.dirname, 'fixtures', `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  process.stdout.write(`${name}\n`);
}

export function generation(wanted: 2 | 3): Cosign {
  const found = cosigns.find((cosign) => cosign.generation === wanted);
  if (found === undefined) throw new Error(`there is no cosign ${wanted} here`);
  return found;
}

/** Runs cosign where it has to succeed. */
export async function told(cosign: Cosign, args: readonly string[], folder: string, trust?: NodeJS.ProcessEnv): Promise<void> {
  const outcome = await runCosign(cosign, args, folder, trust);
  if (!outcome.ok) throw new Error(`cosign ${args.join(' ')}: ${outcome.told}`);
}

function argumentsOf({ command, key, predicate }: Step, folder: string): readonly string[] {
  const keyed = key === undefined ? [] : ['--key', `${key}.key`];
  return [command, ...keyed, ...(predicate === undefined ? [] : predicated(predicate, folder)), '--yes', '--allow-http-registry'];
}

function predicated(name: keyof typeof PREDICATES, folder: string): readonly string[] {
  writeFileSync(path.join(folder, 'predicate.json'), JSON.stringify(PREDICATES[name]));
  return ['--type', name, '--predicate', 'predicate.json'];
}

function freshKeys(): Readonly<Record<KeyName, KeyPair>> {
  return {
    ec: pair(),
    p384: pair('P-384'),
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ed25519: generateKeyPairSync('ed25519'),
  };
}

const cosigns = findCosigns();
const REPOSITORY = 'acme/app';
