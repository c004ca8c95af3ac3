import { describe } from 'vitest';
import { matching } from '../../src/signatures/matcher.ts';
import { signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { instanceOf, ISSUER, NOW, SUBJECT } from './instance.ts';
import { beacon, certified, DIGEST, foreign, instance, key, keyed, keyless, keylessBundle, logged, OTHER } from './signers.ts';
import { testRefusals } from './refusals.ts';
import { laterBy, lookAlike, misLogged, trusting, withEntryOf, without, withoutTime } from './tampering.ts';

/** An instance that believes to live an hour later, and one without a certificate log. */
const late = await instanceOf({ clock: new Date(NOW.getTime() + 3_600_000) });
const unvouched = await instanceOf({ sct: false });

describe('who signed, and when', () => {
  testRefusals([
    ['keyless where a key is wanted', () => keyless(simpleSigning(DIGEST)), () => keyed(key), 'wrong-key: it is signed with a certificate'],
    [
      'with a key where a person is wanted',
      () => signatureLayer(simpleSigning(DIGEST), { key, instance }),
      () => beacon(),
      'wrong-subject: it is signed with a bare key',
    ],
    [
      'by someone else',
      () => keyless(simpleSigning(DIGEST), { subject: 'https://git.example/evil/app' }),
      () => beacon(),
      `wrong-subject: signed by "https://git.example/evil/app" (issuer "${ISSUER}"), wanted is "${SUBJECT}"`,
    ],
    [
      'under the name by another issuer',
      () => keyless(simpleSigning(DIGEST), { issuer: 'https://evil.example' }),
      () => beacon(),
      'wrong-issuer: signed by',
    ],
    [
      'under a name that only contains the wanted one',
      () => keyless(simpleSigning(DIGEST), { subject: `https://evil.example/${SUBJECT}` }),
      () => beacon({ subject: matching(SUBJECT) }),
      'wrong-subject',
    ],
    [
      'under a name that a dot would match',
      () => keyless(simpleSigning(DIGEST), { subject: SUBJECT.replace('git.example', 'gitXexample') }),
      () => beacon(),
      'wrong-subject',
    ],
    [
      'under a name with a line break',
      () => keyless(simpleSigning(DIGEST), { subject: `${SUBJECT}\nhttps://evil.example` }),
      () => beacon({ subject: matching(`${SUBJECT}.*`) }),
      'wrong-subject',
    ],
    [
      'under a name that drops to the wanted one',
      () => keyless(simpleSigning(DIGEST), { subject: lookAlike(SUBJECT) }),
      () => beacon(),
      'wrong-subject',
    ],
    [
      'by a certificate that names two issuers',
      () => keyless(simpleSigning(DIGEST), { oldIssuer: 'https://evil.example' }),
      () => beacon(),
      'certificate-untrusted: the certificate names two issuers',
    ],
    [
      'by a certificate of an unknown authority',
      () => keyless(simpleSigning(DIGEST), {}, foreign),
      () => beacon(),
      'not-logged|certificate-untrusted',
    ],
    [
      'by a certificate of an unknown authority, in the known log',
      () => keyless(simpleSigning(DIGEST), {}, { ...foreign, log: (entry) => instance.log(entry) }),
      () => beacon(),
      'certificate-untrusted',
    ],
    [
      'keyless, not logged',
      () => keyless(simpleSigning(DIGEST), { change: without('dev.sigstore.cosign/bundle') }),
      () => beacon(),
      'time-untrusted',
    ],
    [
      'with a key, not logged where it has to be',
      () => signatureLayer(simpleSigning(DIGEST), { key }),
      () => logged(key),
      'not-logged: expected 1 tlog entries, got 0',
    ],
    [
      'with the entry of another artifact',
      async () => keyless(simpleSigning(DIGEST), { change: withEntryOf(await keyless(simpleSigning(OTHER))) }),
      () => beacon(),
      'certificate-untrusted|not-logged',
    ],
    [
      'with the entry of another artifact, with a key',
      async () =>
        signatureLayer(simpleSigning(DIGEST), {
          key,
          instance,
          change: withEntryOf(await signatureLayer(simpleSigning(OTHER), { key, instance })),
        }),
      () => logged(key),
      'not-logged',
    ],
    [
      'with an altered time',
      () => keyless(simpleSigning(DIGEST), { change: laterBy(60) }),
      () => beacon(),
      'not-logged|certificate-untrusted',
    ],
    [
      'with a time outside of the certificate',
      async () => signatureLayer(simpleSigning(DIGEST), { ...(await certified()), instance: late }),
      () => beacon({ trust: trusting(instance, late) }),
      'certificate-untrusted',
    ],
    ['logged by an unknown log', () => signatureLayer(simpleSigning(DIGEST), { key, instance: foreign }), () => logged(key), 'not-logged'],
    ['logged under another key', () => misLogged(), () => logged(key), 'not-logged: the transparency log records another key'],
    [
      'by a certificate that no log vouches for',
      () => keyless(simpleSigning(DIGEST), {}, { ...unvouched, log: (entry) => instance.log(entry) }),
      () => beacon({ trust: trusting(instance, unvouched) }),
      'certificate-untrusted',
    ],
    [
      'with a clock that nobody trusts',
      () =>
        keylessBundle(statementOf(DIGEST), { timestamped: true }, { ...instance, timestamp: (signature) => foreign.timestamp(signature) }),
      () => beacon(),
      'time-untrusted',
    ],
    [
      'with a clock that dated something else',
      () =>
        keylessBundle(
          statementOf(DIGEST),
          { timestamped: true },
          { ...instance, timestamp: () => instance.timestamp(Buffer.from('other')) },
        ),
      () => beacon(),
      'time-untrusted',
    ],
    [
      'logged without a time and without a clock',
      () => keylessBundle(statementOf(DIGEST), { change: withoutTime }),
      () => beacon(),
      'time-untrusted',
    ],
  ]);
});
