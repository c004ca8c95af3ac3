import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findSigstore } from '../parts/sigstore.ts';
import { importKeys, keepFixture, signedFixture } from './fixture-maker.ts';
import { instanceOf } from './instance.ts';
import { startRealSigstore } from './real-sigstore.ts';
import { REKOR2_CASES } from './rekor2-cases.ts';
import { signingConfigs, trustedRoot } from './rekor2-services.ts';

/**
 * Signs with a real cosign and Sigstore's own servers, and keeps what it pushed: `node test/signatures/make-rekor2-fixtures.ts`. The
 * keys are thrown away afterwards, so all files are made anew together.
 */
const parts = findSigstore();
if (parts === undefined) throw new Error('there are no servers of Sigstore here');
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-rekor2-'));
const sigstore = await startRealSigstore(parts);
try {
  const { url: issuer, subject } = sigstore.provider;
  const publicKeys = await importKeys(folder);
  const root = await trustedRoot(sigstore, folder);
  keepFixture('rekor2-trust', { publicKeys, identity: { issuer, subject }, root, foreignRoot: (await instanceOf()).root });
  for (const [name, config] of Object.entries(signingConfigs(sigstore)))
    writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(config));
  const fill = (option: string): string => option.replace('{token}', sigstore.provider.token());
  for (const one of REKOR2_CASES) keepFixture(one.name, await signedFixture(one, { folder, fill, trust: {} }));
} finally {
  await sigstore.stop();
  rmSync(folder, { recursive: true });
}
