import type { SignedCase, Step } from './cosign-cases.ts';

/** Which servers a signature is made with: see `SIGNING` in make-rekor2-fixtures.ts. */
export type Signing = 'ours' | 'older' | 'undated' | 'two-logs' | 'two-clocks';

/** How an image is signed with a real cosign and Sigstore's own servers, the second generation of Rekor among them. */
export const REKOR2_CASES: readonly SignedCase[] = [
  // Not an empty tree, nor one whose proofs have a single hash, for what comes next.
  image('two-keys', sign('ours', 'ec'), sign('ours', 'rsa')),
  image('keyless', keyless(sign('ours'))),
  image('keyless-attested', keyless(attest('ours'))),
  image('ec', sign('ours', 'ec')),
  image('ec-attested', attest('ours', 'ec')),
  image('p384', sign('ours', 'p384')),
  { ...image('index', keyless(sign('ours', undefined, '--recursive'))), target: 'index' },
  image('undated', sign('undated', 'ec')),
  image('older', keyless(sign('older'))),
  image('two-logs', keyless(sign('two-logs'))),
  image('two-clocks', keyless(sign('two-clocks'))),
  { ...image('envelope', enveloped(keyless(sign('older')))), by: 2 },
  { ...image('envelope-attested', enveloped(keyless(attest('older')))), by: 2 },
  { ...image('envelope-ec', enveloped(sign('older', 'ec'))), by: 2 },
];

function image(name: string, ...steps: readonly Step[]): SignedCase {
  return { name: `rekor2-${name}`, by: 3, target: 'image', referrers: true, steps };
}

function sign(signing: Signing, key?: Step['key'], ...options: readonly string[]): Step {
  return { command: 'sign', ...(key && { key }), options: [...configured(signing), ...options] };
}

function attest(signing: Signing, key?: Step['key']): Step {
  return { command: 'attest', ...(key && { key }), predicate: 'vuln', options: configured(signing) };
}

function configured(signing: Signing): readonly string[] {
  return [`--signing-config=${signing}.json`, `--trusted-root=root.json`];
}

function keyless(step: Step): Step {
  return { ...step, options: [...step.options, '--identity-token={token}'] };
}

/** Cosign 2 has the log keep the envelope, which the log of today no longer does. */
function enveloped(step: Step): Step {
  return { ...step, options: [...step.options, '--new-bundle-format'] };
}
