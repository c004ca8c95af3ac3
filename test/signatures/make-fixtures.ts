import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SIGNED_CASES } from './cosign-cases.ts';
import { trustFiles } from './cosign-run.ts';
import { importKeys, keepFixture, signedFixture } from './fixture-maker.ts';
import { instanceOf, ISSUER, SUBJECT } from './instance.ts';
import { identityToken, startSigstore } from './sigstore-server.ts';

/**
 * Signs with a real cosign of each generation, and keeps what it pushed: `node test/signatures/make-fixtures.ts`. The keys are
 * thrown away afterwards, so all files are made anew together.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-cosign-'));
const instance = await instanceOf({ clock: new Date(Date.now() + 1000) });
const sigstore = await startSigstore(instance);
try {
  const trust = trustFiles(instance.root, folder);
  const publicKeys = await importKeys(folder);
  const identity = { issuer: ISSUER, subject: SUBJECT };
  keepFixture('trust', { publicKeys, identity, root: instance.root, foreignRoot: (await instanceOf()).root });
  const fill = (option: string): string =>
    option.replace('{sigstore}', sigstore.url).replace('{token}', identityToken({ iss: ISSUER, sub: SUBJECT }));
  for (const one of SIGNED_CASES) keepFixture(one.name, await signedFixture(one, { folder, fill, trust }));
} finally {
  sigstore.stop();
  rmSync(folder, { recursive: true });
}
