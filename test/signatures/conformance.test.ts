import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { acceptSigner } from '../../src/signatures/accept-signer.ts';
import { exactly } from '../../src/signatures/matcher.ts';
import type { Authority } from '../../src/signatures/policy.ts';
import { publicKeyFromPem } from '../../src/signatures/public-key.ts';
import { statementClaim } from '../../src/signatures/statement.ts';
import { parseStrict } from '../../src/signatures/strict-json.ts';
import { publicGoodTrust, trustedRootFromJson, type Trust } from '../../src/signatures/trust.ts';
import type { Means } from '../../src/signatures/means.ts';
import { verifyBundle } from '../../src/signatures/verify-bundle.ts';

/** The bundle vectors of the Sigstore conformance suite: a folder a case, and `_fail` in the name of what must be refused. */
const VECTORS = path.resolve(import.meta.dirname, '../../../shared/data/sigstore-conformance/bundle-verify');
const here = existsSync(VECTORS);
if (!here) console.warn(`NOT RUN: the bundle vectors of Sigstore's conformance suite. They are not at ${VECTORS}.`);

const publicGood = publicGoodTrust();

describe.skipIf(!here)('Sigstore conformance', () => {
  const cases = here ? readdirSync(VECTORS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])) : [];

  test('all 70 are here', () => {
    expect(cases).toHaveLength(70);
  });

  test.each(cases)('%s', (name) => {
    expect(verdictOn(name)).toMatch(name.endsWith('_fail') ? /^refused: ./u : /^accepted$/u);
  });
});

function verdictOn(name: string): string {
  const read = (file: string): Buffer | undefined => {
    const found = path.join(VECTORS, name, file);
    return existsSync(found) ? readFileSync(found) : undefined;
  };
  try {
    const trust = trustOf(read('trusted_root.json'));
    const key = read('key.pub');
    const authority: Authority =
      key === undefined
        ? {
            by: 'certificate',
            trust,
            issuer: exactly(text(read('issuer')) ?? ISSUER),
            subject: exactly(text(read('identity')) ?? SUBJECT),
          }
        : { by: 'key', key: publicKeyFromPem(key.toString()), trust };
    const artifact = read('artifact') ?? readFileSync(path.join(VECTORS, 'a.txt'));
    return verify(read('bundle.sigstore.json') ?? Buffer.of(), artifact, authority);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `refused: ${error.message}`;
  }
}

function verify(bundle: Buffer, artifact: Buffer, authority: Authority): string {
  const json = parseStrict(bundle, 'the bundle');
  if (!json.ok) return `refused: ${json.rejection.message}`;
  const means: Means =
    authority.by === 'key'
      ? { by: 'key', key: authority.key, trust: authority.trust ?? publicGood, log: true, undatedAt: Date.now() }
      : { by: 'certificate', trust: authority.trust, log: true, certificateLog: true };
  const proved = verifyBundle(json.value, { artifact }, means);
  if (!proved.ok) return `refused: ${proved.rejection.message}`;
  const signer = acceptSigner(proved.value.signer, authority);
  if (!signer.ok) return `refused: ${signer.rejection.message}`;
  const { signed } = proved.value;
  if (signed.as === 'message') return 'accepted';
  const claim = statementClaim(signed.payloadType, signed.content, `sha256:${createHash('sha256').update(artifact).digest('hex')}`);
  return claim.ok ? 'accepted' : `refused: ${claim.rejection.message}`;
}

function trustOf(root: Buffer | undefined): Trust {
  return root === undefined ? publicGood : trustedRootFromJson(root);
}

function text(bytes: Buffer | undefined): string | undefined {
  return bytes?.toString().trim();
}

const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
