import { expect, test } from 'vitest';
import { acceptSigner } from '../../src/signatures/accept-signer.ts';
import { exactly, matching } from '../../src/signatures/matcher.ts';
import type { Authority, KeylessAuthority } from '../../src/signatures/policy.ts';
import { publicKeyFromPem } from '../../src/signatures/public-key.ts';
import type { CertificateSigner, Signer } from '../../src/signatures/signer.ts';
import { ISSUER, pem, SUBJECT } from './instance.ts';
import { beacon, key, keyed, stranger } from './signers.ts';

const [MINE, THEIRS] = [key, stranger].map(({ publicKey }) => publicKeyFromPem(pem(publicKey)).fingerprint);
const KEY: Signer = { by: 'key', fingerprint: MINE ?? '' };
const ANN: CertificateSigner = {
  by: 'certificate',
  issuer: ISSUER,
  subjects: [SUBJECT],
  extensions: { buildTrigger: 'push' },
  fingerprint: MINE ?? '',
};
const { issuer: _issuer, ...PRIVATE } = ANN;

function privately(): KeylessAuthority {
  const { issuer: _any, ...authority } = beacon();
  return authority;
}

/** Whether an authority accepts a signer whose signature is proved: `accepted`, or why not. */
test.each<[what: string, signer: Signer, authority: Authority, told: string]>([
  ['the key', KEY, keyed(key), 'accepted'],
  ['another key', KEY, keyed(stranger), `wrong-key: signed by the key ${MINE}, wanted is the key ${THEIRS}`],
  ['a certificate of the key', ANN, keyed(key), `wrong-key: signed by "${SUBJECT}" (issuer "${ISSUER}"), wanted is the key ${MINE}`],
  ['a key for a person', KEY, beacon(), `wrong-subject: signed by the key ${MINE}, wanted is "${SUBJECT}" (issuer "${ISSUER}")`],
  ['the person', ANN, beacon(), 'accepted'],
  ['the person under a second name', { ...ANN, subjects: ['ann@example.org', SUBJECT] }, beacon(), 'accepted'],
  ['nobody', { ...ANN, subjects: [] }, beacon(), `wrong-subject: signed by nobody (issuer "${ISSUER}"), wanted is`],
  [
    'another person',
    { ...ANN, subjects: ['bob'] },
    beacon(),
    `wrong-subject: signed by "bob" (issuer "${ISSUER}"), wanted is "${SUBJECT}"`,
  ],
  ['a name of another issuer', { ...ANN, issuer: 'https://other.example' }, beacon(), 'wrong-issuer: signed by'],
  ['a name without an issuer', PRIVATE, beacon(), `wrong-issuer: signed by "${SUBJECT}", wanted is "${SUBJECT}" (issuer "${ISSUER}")`],
  ['a private name', PRIVATE, privately(), 'accepted'],
  [
    'an issued name for a private one',
    ANN,
    privately(),
    `wrong-issuer: signed by "${SUBJECT}" (issuer "${ISSUER}"), wanted is "${SUBJECT}"`,
  ],
  ['what the build is', ANN, beacon({ extensions: { buildTrigger: exactly('push') } }), 'accepted'],
  [
    'what the build is not',
    ANN,
    beacon({ extensions: { buildTrigger: matching('pull.*') } }),
    `wrong-extension: signed by "${SUBJECT}" (issuer "${ISSUER}") with buildTrigger "push", wanted is /pull.*/`,
  ],
  [
    'what nobody says of the build',
    ANN,
    beacon({ extensions: { runnerEnvironment: exactly('github-hosted') } }),
    `wrong-extension: signed by "${SUBJECT}" (issuer "${ISSUER}") with runnerEnvironment absent, wanted is "github-hosted"`,
  ],
])('%s', (_what, signer, authority, told) => {
  const outcome = acceptSigner(signer, authority);
  const text = outcome.ok ? 'accepted' : `${outcome.rejection.code}: ${outcome.rejection.message}`;
  expect(text.slice(0, told.length)).toBe(told);
});
