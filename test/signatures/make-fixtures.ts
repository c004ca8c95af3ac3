import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findCosigns, type Cosign } from '../parts/cosign.ts';
import { PREDICATES, SIGNED_CASES, type KeyName, type SignedCase, type Step } from './cosign-cases.ts';
import { runCosign, trustFiles } from './cosign-run.ts';
import { instanceOf, ISSUER, pair, pem, SUBJECT, type KeyPair } from './instance.ts';
import { RegistryServer } from './registry-server.ts';
import { identityToken, startSigstore } from './sigstore-server.ts';
import { putTarget } from './targets.ts';

/**
 * Signs with a real cosign of each generation, and keeps what it pushed: `node test/signatures/make-fixtures.ts`. The keys are
 * thrown away afterwards, so all files are made anew together.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-cosign-'));
const instance = await instanceOf({ clock: new Date(Date.now() + 1000) });
const sigstore = await startSigstore(instance);
const REPOSITORY = 'acme/app';
const cosigns = findCosigns();
try {
  const trust = trustFiles(instance.root, folder);
  const publicKeys = await importKeys(generation(2));
  const identity = { issuer: ISSUER, subject: SUBJECT };
  keep('trust', { publicKeys, identity, root: instance.root, foreignRoot: (await instanceOf()).root });
  for (const one of SIGNED_CASES) await make(one, trust);
} finally {
  sigstore.stop();
  rmSync(folder, { recursive: true });
}

function generation(wanted: 2 | 3): Cosign {
  const found = cosigns.find((cosign) => cosign.generation === wanted);
  if (found === undefined) throw new Error(`there is no cosign ${wanted} here`);
  return found;
}

/** Files `<name>.key` that cosign signs with, and their public halves. */
async function importKeys(cosign: Cosign): Promise<Readonly<Record<string, string>>> {
  const publicKeys: Record<string, string> = {};
  for (const [name, { privateKey, publicKey }] of Object.entries(freshKeys())) {
    const file = path.join(folder, `${name}.pem`);
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { ok, told } = await runCosign(cosign, ['import-key-pair', '--key', file, '--output-key-prefix', name], folder);
    if (!ok) throw new Error(`${name}: ${told}`);
    publicKeys[name] = pem(publicKey);
  }
  return { ...publicKeys, stranger: pem(pair().publicKey) };
}

async function make(one: SignedCase, trust: NodeJS.ProcessEnv): Promise<void> {
  const registry = await RegistryServer.start();
  try {
    registry.referrers = one.referrers;
    const digest = putTarget(registry.store, REPOSITORY, one.target);
    for (const step of one.steps) {
      const cosign = generation(step.by ?? one.by);
      const { ok, told } = await runCosign(cosign, argumentsOf(step, `${registry.host}/${REPOSITORY}@${digest}`), folder, trust);
      if (!ok) throw new Error(`${one.name}: ${told}`);
    }
    keep(one.name, { version: generation(one.by).version, digest, referrers: one.referrers, content: registry.store.content(REPOSITORY) });
  } finally {
    await registry.stop();
  }
}

function argumentsOf({ command, key, predicate, options }: Step, image: string): readonly string[] {
  const token = identityToken({ iss: ISSUER, sub: SUBJECT });
  const filled = options.map((option) => option.replace('{sigstore}', sigstore.url).replace('{token}', token));
  const keyed = key === undefined ? [] : ['--key', `${key}.key`];
  return [command, ...keyed, ...(predicate === undefined ? [] : predicated(predicate)), '--yes', '--allow-http-registry', ...filled, image];
}

function predicated(name: keyof typeof PREDICATES): readonly string[] {
  writeFileSync(path.join(folder, 'predicate.json'), JSON.stringify(PREDICATES[name]));
  return ['--type', name, '--predicate', 'predicate.json'];
}

function keep(name: string, content: object): void {
  writeFileSync(path.join(import.meta.dirname, 'fixtures', `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  process.stdout.write(`${name}\n`);
}

function freshKeys(): Readonly<Record<KeyName, KeyPair>> {
  return {
    ec: pair(),
    p384: pair('P-384'),
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ed25519: generateKeyPairSync('ed25519'),
  };
}
