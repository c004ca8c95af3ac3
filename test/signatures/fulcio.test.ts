import { expect, test } from 'vitest';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { authorityFor, evidenceOf, trustFor } from './cosign-fixtures.ts';

/** The certificate is Fulcio's own work, for a workflow that its provider told it of (identity-provider.ts). */
test('what Fulcio says of a build is read from its certificate', () => {
  const fixture = 'rekor2-keyless';
  const { digest, evidence } = evidenceOf(fixture);
  const policy = { signatures: { count: 1, authorities: [authorityFor({ fixture, by: 'ann' })] }, attestations: [] };
  const [signer] = verifyImage(digest, evidence, policy, Date.now()).signatures.signers;
  const { issuer, subject } = trustFor(fixture).identity;
  expect(signer).toEqual({
    by: 'certificate',
    issuer,
    subjects: [subject],
    fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u),
    extensions: {
      githubWorkflowTrigger: 'push',
      githubWorkflowSha: COMMIT,
      githubWorkflowName: 'Release',
      githubWorkflowRepository: 'acme/app',
      githubWorkflowRef: 'refs/heads/main',
      buildSignerUri: WORKFLOW,
      buildSignerDigest: COMMIT,
      runnerEnvironment: 'self-hosted',
      sourceRepositoryUri: 'https://github.com/acme/app',
      sourceRepositoryDigest: COMMIT,
      sourceRepositoryRef: 'refs/heads/main',
      sourceRepositoryIdentifier: '1',
      sourceRepositoryOwnerUri: 'https://github.com/acme',
      sourceRepositoryOwnerIdentifier: '2',
      buildConfigUri: WORKFLOW,
      buildConfigDigest: COMMIT,
      buildTrigger: 'push',
      runInvocationUri: 'https://github.com/acme/app/actions/runs/3/attempts/1',
      sourceRepositoryVisibilityAtSigning: 'private',
    },
  });
});

const WORKFLOW = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const COMMIT = 'c0ffee0000000000000000000000000000000000';
