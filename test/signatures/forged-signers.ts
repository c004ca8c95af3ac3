import { generateKeyPairSync } from 'node:crypto';
import { exactly, matching } from '../../src/signatures/matcher.ts';
import type { Authority } from '../../src/signatures/policy.ts';
import type { Evidence } from '../../src/signatures/evidence.ts';
import { newAuthority, selfSigned, type Name } from './authority.ts';
import { bundle, certificatePem, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { ISSUER, SUBJECT, trustOf, type KeyPair } from './instance.ts';
import type { Refusal } from './refusals.ts';
import { beacon, certified, DIGEST, foreign, instance, key, keyed, keyless, p384 } from './signers.ts';
import { chained, lookAlike, withTail } from './tampering.ts';

const anybody = await newAuthority();

/** Who signs this image, as the wanted one or nearly. Each begins with the number of its attack. */
export const FORGED_SIGNERS: readonly Refusal[] = [
  [
    '21: keyless where a key is wanted',
    () => keyless(simpleSigning(DIGEST)),
    () => keyed(key),
    'wrong-key: it is signed with a certificate',
  ],
  [
    '21: with a key where a person is wanted',
    () => signatureLayer(simpleSigning(DIGEST), { key, instance }),
    () => beacon(),
    'wrong-subject: it is signed with a bare key',
  ],
  [
    '20: by someone else',
    () => keyless(simpleSigning(DIGEST), { subject: 'https://git.example/evil/app' }),
    () => beacon(),
    `wrong-subject: signed by "https://git.example/evil/app" (issuer "${ISSUER}"), wanted is "${SUBJECT}"`,
  ],
  [
    '20: under the name by another issuer',
    () => keyless(simpleSigning(DIGEST), { issuer: 'https://evil.example' }),
    () => beacon(),
    'wrong-issuer: signed by',
  ],
  [
    '20: under a name that only contains the wanted one',
    () => keyless(simpleSigning(DIGEST), { subject: `https://evil.example/${SUBJECT}` }),
    () => beacon({ subject: matching(SUBJECT) }),
    'wrong-subject',
  ],
  [
    '20: under a name that a dot would match',
    () => keyless(simpleSigning(DIGEST), { subject: SUBJECT.replace('git.example', 'gitXexample') }),
    () => beacon(),
    'wrong-subject',
  ],
  [
    '20: under a name with a line break',
    () => keyless(simpleSigning(DIGEST), { subject: `${SUBJECT}\nhttps://evil.example` }),
    () => beacon({ subject: matching(`${SUBJECT}.*`) }),
    'wrong-subject',
  ],
  [
    '20: under a name that drops to the wanted one',
    () => keyless(simpleSigning(DIGEST), { subject: lookAlike(SUBJECT) }),
    () => beacon(),
    'wrong-subject',
  ],
  [
    '20: by a certificate that names two issuers',
    () => keyless(simpleSigning(DIGEST), { oldIssuer: 'https://evil.example' }),
    () => beacon(),
    'certificate-untrusted: the certificate names two issuers',
  ],
  [
    '19: by a certificate of an unknown authority',
    () => keyless(simpleSigning(DIGEST), {}, foreign),
    () => beacon(),
    'certificate-untrusted: Failed to verify certificate chain (no valid certificate path found)',
  ],
  [
    '19: by a certificate of an unknown authority, in the known log',
    () => keyless(simpleSigning(DIGEST), {}, { ...foreign, log: (entry) => instance.log(entry) }),
    () => beacon(),
    'certificate-untrusted: Failed to verify certificate chain (no',
  ],
  [
    '19: by a certificate that vouches for itself',
    async () => signatureLayer(simpleSigning(DIGEST), { ...(await selfSigned()), instance }),
    () => beacon({ certificateLog: false }),
    'certificate-untrusted: Failed to verify certificate chain (no',
  ],
  [
    '19: by a certificate whose authority the layer itself offers',
    () =>
      keyless(
        simpleSigning(DIGEST),
        { change: (annotations) => ({ ...annotations, 'dev.sigstore.cosign/chain': certificatePem(foreign.authority) }) },
        { ...foreign, log: (entry) => instance.log(entry) },
      ),
    () => beacon(),
    'certificate-untrusted: Failed to verify certificate chain (no',
  ],
  [
    '19: by a certificate whose authority the bundle itself offers',
    async () =>
      bundle(statementOf(DIGEST), {
        ...(await certified({}, { ...foreign, log: (entry) => instance.log(entry) })),
        change: chained(foreign.authority),
      }),
    () => beacon(),
    'certificate-untrusted: Failed to verify certificate chain (no',
  ],
  [
    '20: under a name that only ends like the wanted one',
    () => keyless(simpleSigning(DIGEST), { subject: `${SUBJECT}/evil` }),
    () => beacon({ subject: matching(`${SUBJECT}|nobody`) }),
    'wrong-subject',
  ],
  [
    '20: under the wanted text as a mail address',
    () => named([{ type: 'email', value: 'ann@acme.example' }]),
    () => known({ subject: exactly('mailto:ann@acme.example') }),
    'wrong-subject: signed by "ann@acme.example"',
  ],
  [
    '20: under the wanted text as the name of a host',
    () => named([{ type: 'dns', value: 'git.example' }]),
    () => known({ subject: exactly('git.example') }),
    'wrong-subject: signed by nobody',
  ],
  [
    '20: under several names, none of them the wanted one',
    () => named(['a', 'b'].map((end) => ({ type: 'url', value: `${SUBJECT}${end}` }))),
    () => known(),
    `wrong-subject: signed by "${SUBJECT}a", "${SUBJECT}b"`,
  ],
  [
    '21: by a key that is too short, certified',
    () => named(undefined, generateKeyPairSync('rsa', { modulusLength: 1024 })),
    () => known(),
    'malformed: it cannot be read: an RSA key of 1024 bits is too short',
  ],
  [
    '21: by a key on another curve, certified',
    () => named(undefined, generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
    () => known(),
    'malformed: it cannot be read: a key on the curve secp256k1 is not accepted',
  ],
  ['21: by a key of another kind', () => signatureLayer(simpleSigning(DIGEST), { key: p384 }), () => keyed(key), 'signature-invalid'],
  [
    '21: with a signature that goes on after its end',
    () => signatureLayer(simpleSigning(DIGEST), { key, change: withTail }),
    () => keyed(key),
    'signature-invalid',
  ],
];

/** By whoever an authority certifies that the tests' settings trust here. */
async function named(names?: readonly Name[], key?: KeyPair): Promise<Evidence> {
  const own = key ?? (await certified()).key;
  return signatureLayer(simpleSigning(DIGEST), { key: own, certificate: await anybody.certify(own.publicKey, names), instance });
}

function known(more: Parameters<typeof beacon>[0] = {}): Authority {
  return beacon({ trust: trustOf({ ...instance.root, certificateAuthorities: [anybody.entry] }), certificateLog: false, ...more });
}
