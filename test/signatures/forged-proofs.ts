import { bundle, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { instanceOf, NOW } from './instance.ts';
import type { Refusal } from './refusals.ts';
import { beacon, certified, DIGEST, foreign, instance, key, keyed, keyless, keylessBundle, logged, OTHER } from './signers.ts';
import { laterBy, misLogged, trusting, withEntryOf, without, withoutTime } from './tampering.ts';
import {
  grown,
  loggedBy,
  grownWrongly,
  kindOf,
  ofTree,
  promisedAt,
  trustIn,
  trustWithin,
  withForeignCheckpoint,
  withForgedCertificate,
} from './proof-tampering.ts';

const hour = 3_600_000;
/** Instances that believe to live an hour later or earlier, one without a certificate log, and one whose log says the same of all. */
const late = await instanceOf({ clock: new Date(NOW.getTime() + hour) });
const early = await instanceOf({ clock: new Date(NOW.getTime() - hour) });
const unvouched = await instanceOf({ sct: false });
const repeated = await instanceOf({ sct: 'first' });
await repeated.certify(key.publicKey, 'https://git.example/first');

const BEFORE = { start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' };
const AFTER = { start: '2999-01-01T00:00:00Z' };

/** When it was signed, and which logs hold that. Each begins with the number of its attack. */
export const FORGED_PROOFS: readonly Refusal[] = [
  [
    '14: keyless, not logged',
    () => keyless(simpleSigning(DIGEST), { change: without('dev.sigstore.cosign/bundle') }),
    () => beacon(),
    'time-untrusted: expected 1 timestamps, got 0',
  ],
  [
    '14: with a key, not logged where it has to be',
    () => signatureLayer(simpleSigning(DIGEST), { key }),
    () => logged(key),
    'not-logged: expected 1 tlog entries, got 0',
  ],
  [
    '15: with the entry of another artifact',
    async () => keyless(simpleSigning(DIGEST), { change: withEntryOf(await keyless(simpleSigning(OTHER))) }),
    () => beacon(),
    'not-logged: signature mismatch',
  ],
  [
    '15: with the entry of another artifact, with a key',
    async () =>
      signatureLayer(simpleSigning(DIGEST), {
        key,
        instance,
        change: withEntryOf(await signatureLayer(simpleSigning(OTHER), { key, instance })),
      }),
    () => logged(key),
    'not-logged: signature mismatch',
  ],
  [
    '13: with an altered time',
    () => keyless(simpleSigning(DIGEST), { change: laterBy(60) }),
    () => beacon(),
    'not-logged: inclusion promise could not be verified',
  ],
  [
    '12: with a time after the certificate',
    async () => signatureLayer(simpleSigning(DIGEST), { ...(await certified()), instance: late }),
    () => beacon({ trust: loggedBy(late) }),
    'certificate-untrusted: Failed to verify certificate chain (certificate is not valid or expired',
  ],
  [
    '14: logged by an unknown log',
    () => signatureLayer(simpleSigning(DIGEST), { key, instance: foreign }),
    () => logged(key),
    'not-logged',
  ],
  ['15: logged under another key', () => misLogged(), () => logged(key), 'not-logged: the transparency log records another key'],
  [
    '18: by a certificate that no log vouches for',
    () => keyless(simpleSigning(DIGEST), {}, { ...unvouched, log: (entry) => instance.log(entry) }),
    () => beacon({ trust: trusting(instance, unvouched) }),
    'certificate-untrusted: expected 1 SCTs, got 0',
  ],
  [
    '17: with a clock that nobody trusts',
    () =>
      keylessBundle(statementOf(DIGEST), { timestamped: true }, { ...instance, timestamp: (signature) => foreign.timestamp(signature) }),
    () => beacon(),
    'time-untrusted: timestamp could not be verified',
  ],
  [
    '17: with a clock that dated something else',
    () =>
      keylessBundle(statementOf(DIGEST), { timestamped: true }, { ...instance, timestamp: () => instance.timestamp(Buffer.from('other')) }),
    () => beacon(),
    'time-untrusted: timestamp could not be verified',
  ],
  [
    '17: logged without a time and without a clock',
    () => keylessBundle(statementOf(DIGEST), { change: withoutTime }),
    () => beacon(),
    'time-untrusted: expected 1 timestamps, got 0',
  ],
  [
    '12: with a time before the certificate',
    async () => signatureLayer(simpleSigning(DIGEST), { ...(await certified()), instance: early }),
    () => beacon({ trust: loggedBy(early) }),
    'certificate-untrusted: Failed to verify certificate chain (certificate is not valid or expired',
  ],
  [
    '12: by an authority that was trusted until before',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustWithin('certificateAuthorities', BEFORE) }),
    'certificate-untrusted: Failed to verify certificate chain',
  ],
  [
    '12: by an authority that is trusted from later on',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustWithin('certificateAuthorities', AFTER) }),
    'certificate-untrusted: Failed to verify certificate chain',
  ],
  [
    '13: with a time that nobody promised',
    () => keylessBundle(statementOf(DIGEST), { change: promisedAt(NOW.getTime()) }),
    () => beacon(),
    'time-untrusted: expected 1 timestamps, got 0',
  ],
  [
    '14: by a log whose key was valid until before',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustWithin('tlogs', BEFORE) }),
    'not-logged: inclusion promise could not be verified',
  ],
  [
    '14: by a log whose key is valid from later on',
    () => signatureLayer(simpleSigning(DIGEST), { key, instance }),
    () => ({ ...keyed(key), trust: trustWithin('tlogs', AFTER) }),
    'not-logged: inclusion promise could not be verified',
  ],
  [
    '14: by a log whose key was valid until before, proved and not promised',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true }),
    () => beacon({ trust: trustWithin('tlogs', BEFORE) }),
    'not-logged: the key of the transparency log was not valid when it logged this',
  ],
  [
    '14: by a log that has another key by now',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustIn('tlogs', foreign) }),
    'not-logged: inclusion promise could not be verified',
  ],
  [
    '15: with the entry of another signature of the same',
    async () =>
      signatureLayer(simpleSigning(DIGEST), {
        key,
        instance,
        change: withEntryOf(await signatureLayer(simpleSigning(DIGEST), { key, instance })),
      }),
    () => logged(key),
    'not-logged: signature mismatch',
  ],
  [
    '15: with an entry of another kind than is said',
    () => bundle(statementOf(DIGEST), { key, instance, change: kindOf('hashedrekord', '0.0.1') }),
    () => logged(key),
    'not-logged: kind/version mismatch',
  ],
  [
    '15: with an entry of another version than is said',
    () => bundle(statementOf(DIGEST), { key, instance, change: kindOf('dsse', '0.0.2') }),
    () => logged(key),
    'not-logged: kind/version mismatch',
  ],
  [
    '16: with the checkpoint of another log',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true, change: withForeignCheckpoint }),
    () => beacon(),
    'not-logged: invalid checkpoint signature',
  ],
  [
    '16: with a proof that lacks its last part',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true, change: ofTree({ ...grown, hashes: [] }) }),
    () => beacon(),
    'not-logged: invalid hash count',
  ],
  [
    '16: with a proof that leads to another root',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true, change: ofTree(grownWrongly) }),
    () => beacon(),
    'not-logged: calculated root hash does not match inclusion proof',
  ],
  [
    '16: with a place beyond the tree',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true, change: ofTree({ ...grown, logIndex: '2' }) }),
    () => beacon(),
    'not-logged: invalid index: 2',
  ],
  [
    '16: with a tree of more entries than there are atoms',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true, change: ofTree({ ...grown, size: 10n ** 5000n }) }),
    () => beacon(),
    'not-logged: invalid hash count',
  ],
  [
    '17: with a clock that was trusted until before',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true }),
    () => beacon({ trust: trustWithin('timestampAuthorities', BEFORE) }),
    'time-untrusted: timestamp could not be verified',
  ],
  [
    '17: with a clock that goes by the name of the trusted one, and its certificate before that',
    () => keylessBundle(statementOf(DIGEST), { timestamped: true }, { ...instance, timestamp: withForgedCertificate }),
    () => beacon(),
    'time-untrusted: timestamp could not be verified',
  ],
  [
    '18: by a certificate that an unknown log vouches for',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustIn('ctlogs', foreign) }),
    'certificate-untrusted: SCT verification failed',
  ],
  [
    '18: by a certificate with what a log said of another one',
    () => keyless(simpleSigning(DIGEST), {}, { ...repeated, log: (entry) => instance.log(entry) }),
    () => beacon({ trust: trusting(instance, repeated) }),
    'certificate-untrusted: SCT verification failed',
  ],
  [
    '18: by a certificate whose log had no valid key yet',
    () => keyless(simpleSigning(DIGEST)),
    () => beacon({ trust: trustWithin('ctlogs', AFTER) }),
    'certificate-untrusted: SCT verification failed',
  ],
];
