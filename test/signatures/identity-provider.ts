import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OIDC provider that speaks of builds as that of GitHub does. */
export interface IdentityProvider {
  readonly url: string;
  /** What Fulcio makes of who it vouches for. */
  readonly subject: string;
  /** A word that counts for some minutes. */
  token(): string;
  stop(): void;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const documents: Readonly<Record<string, object>> = {
    '/.well-known/openid-configuration': { ...PROVIDER, issuer: url, jwks_uri: `${url}/keys` },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'only', use: 'sig', alg: 'RS256' }] },
  };
  server.on('request', ({ url: asked = '' }, response) => {
    const found = documents[asked];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
  });
  return {
    url,
    subject: `https://github.com/${WORKFLOW}`,
    token: () => {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = { ...BUILD, iss: url, aud: 'sigstore', iat: seconds, nbf: seconds - 5, exp: seconds + 600 };
      const parts = [{ alg: 'RS256', typ: 'JWT', kid: 'only' }, claims];
      const told = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${told}.${signWith('sha256', Buffer.from(told), privateKey).toString('base64url')}`;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const PROVIDER = {
  authorization_endpoint: 'http://127.0.0.1:1/authorize',
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
};
const WORKFLOW = 'acme/app/.github/workflows/release.yml@refs/heads/main';
const COMMIT = 'c0ffee'.padEnd(40, '0');
/** https://docs.github.com/en/actions/reference/security/oidc */
const BUILD = {
  sub: 'repo:acme/app:ref:refs/heads/main',
  event_name: 'push',
  job_workflow_ref: WORKFLOW,
  job_workflow_sha: COMMIT,
  ref: 'refs/heads/main',
  repository: 'acme/app',
  repository_id: '1',
  repository_owner: 'acme',
  repository_owner_id: '2',
  repository_visibility: 'private',
  run_attempt: '1',
  run_id: '3',
  runner_environment: 'self-hosted',
  sha: COMMIT,
  workflow: 'Release',
  workflow_ref: WORKFLOW,
  workflow_sha: COMMIT,
};
