import { ANY_ATTESTATION, of, type Question } from './cosign-questions.ts';

type Asked = Pick<Question, 'change' | 'root' | 'differs'>;
/** What becomes of one that is signed without a key, and of one with a key, which needs no time. */
type Row = readonly [asked: Asked, certified: Question['answer'], keyed: Question['answer']];

const PLACE = {
  generations: [2, 3],
  reason: 'cosign believes the place that is told beside a proof, and does not look at the one in it',
} as const;
const TIME = { generations: [2, 3], reason: 'cosign does not ask when the key of a log of this generation was valid' } as const;
const ENVELOPES = {
  generations: [3],
  reason: 'cosign 3.1 reads no bundle of which a log keeps the envelope, as Rekor did until 2.2',
} as const;

const CHANGED: readonly Row[] = [
  [{ change: 'moved to another image' }, 'digest-mismatch', 'digest-mismatch'],
  [{ change: 'rewritten for another image' }, 'not-logged', 'not-logged'],
  [{ change: 'signature edited' }, 'time-untrusted', 'not-logged'],
  [{ change: 'without timestamp' }, 'time-untrusted', 'verified'],
  [{ change: 'with the timestamp of another signature' }, 'time-untrusted', 'verified'],
  [{ change: 'without timestamp, with a time that nobody signed' }, 'time-untrusted', 'verified'],
  [{ change: 'without log entry' }, 'not-logged', 'not-logged'],
  [{ change: 'with the log entry of another signature' }, 'not-logged', 'not-logged'],
  [{ change: 'said to be at another place' }, 'not-logged', 'not-logged'],
  [{ change: 'with a truncated proof' }, 'not-logged', 'not-logged'],
  [{ change: 'with a longer proof' }, 'not-logged', 'not-logged'],
  [{ change: 'with the proof of another place', differs: PLACE }, 'not-logged', 'not-logged'],
  [{ change: 'with a proof of a tree of its own' }, 'not-logged', 'not-logged'],
  [{ change: 'without checkpoint' }, 'malformed', 'malformed'],
  [{ change: 'with the checkpoint of another log' }, 'not-logged', 'not-logged'],
  [{ change: 'with a later checkpoint' }, 'not-logged', 'not-logged'],
  [{ change: 'with a checkpoint under another name' }, 'not-logged', 'not-logged'],
  [{ change: 'with a checkpoint that nobody signed' }, 'not-logged', 'not-logged'],
];

const BELIEVED: readonly Row[] = [
  [{ root: 'home' }, 'verified', 'verified'],
  [{ root: 'another log' }, 'not-logged', 'not-logged'],
  [{ root: 'both logs' }, 'verified', 'verified'],
  [{ root: 'no log' }, 'not-logged', 'not-logged'],
  [{ root: 'a log that had ended', differs: TIME }, 'not-logged', 'not-logged'],
  [{ root: 'a log that had not begun', differs: TIME }, 'not-logged', 'not-logged'],
  [{ root: "a log of another's name" }, 'not-logged', 'not-logged'],
  [{ root: 'another clock' }, 'time-untrusted', 'verified'],
  [{ root: 'both clocks' }, 'verified', 'verified'],
  [{ root: 'no clock' }, 'time-untrusted', 'verified'],
  [{ root: 'a clock that had ended' }, 'time-untrusted', 'verified'],
  [{ root: 'a clock that had not begun' }, 'time-untrusted', 'verified'],
  [{ root: 'an authority that had ended' }, 'certificate-untrusted', 'verified'],
  [{ root: 'a certificate log that had ended' }, 'certificate-untrusted', 'verified'],
  [{ root: 'no certificate log' }, 'certificate-untrusted', 'verified'],
];

/** What is asked of fixtures that Sigstore's own servers had a part in. */
export const REKOR2_QUESTIONS: readonly Question[] = [
  ...[...CHANGED, ...BELIEVED].flatMap(([asked, certified, keyed]) => [
    ...of('rekor2-keyless', ['ann', 'signature', certified, asked]),
    ...of('rekor2-ec', ['ec, logged', 'signature', keyed, asked]),
  ]),
  ...of(
    'rekor2-keyless',
    ["ann's issuer alone", 'signature', 'wrong-subject'],
    ['ann alone', 'signature', 'wrong-issuer'],
    ['ann, elsewhere', 'signature', 'time-untrusted'],
    ['ec', 'signature', 'wrong-key'],
    ['ann', 'vuln', 'nothing'],
    ['ann', 'signature', 'certificate-untrusted', { change: 'with the certificate of another signature' }],
  ),
  ...of('rekor2-keyless-attested', ['ann', 'vuln', 'verified'], ['ann', 'signature', 'nothing', { differs: ANY_ATTESTATION }]),
  ...of('rekor2-keyless-attested', ['ann alone', 'vuln', 'wrong-issuer'], ['ann', 'spdxjson', 'nothing']),
  ...of(
    'rekor2-ec',
    ['ec', 'signature', 'verified'],
    ['stranger, logged', 'signature', 'signature-invalid'],
    ['ann', 'signature', 'wrong-subject'],
    // Without its timestamp nobody knows whether the log was still to be believed.
    ['ec, logged', 'signature', 'not-logged', { change: 'without timestamp', root: 'a log that had ended', differs: TIME }],
  ),
  ...of('rekor2-ec-attested', ['ec, logged', 'vuln', 'verified'], ['stranger, logged', 'vuln', 'signature-invalid']),
  ...of('rekor2-p384', ['p384, logged', 'signature', 'verified'], ['ec, logged', 'signature', 'signature-invalid']),
  ...of('rekor2-two-keys', ['ec, logged', 'signature', 'verified'], ['rsa, logged', 'signature', 'verified']),
  ...of('rekor2-index', ['ann', 'signature', 'verified'], ['ann', 'signature', 'verified', { about: 'a platform of it' }]),
  ...of(
    'rekor2-undated',
    ['ec', 'signature', 'verified'],
    ['ec, logged', 'signature', 'verified'],
    ['ec, logged', 'signature', 'not-logged', { root: 'a log that had ended', differs: TIME }],
  ),
  ...of(
    'rekor2-older',
    ['ann', 'signature', 'verified', { root: 'another log' }],
    ['ann', 'signature', 'not-logged'],
    ['ann', 'signature', 'not-logged', { change: 'said to be in the other log' }],
    ['ann', 'signature', 'not-logged', { change: 'said to be in the other log', root: 'both logs' }],
  ),
  ...of(
    'rekor2-two-logs',
    ['ann', 'signature', 'verified'],
    ['ann', 'signature', 'verified', { root: 'another log' }],
    ['ann', 'signature', 'verified', { root: 'both logs' }],
    ['ann', 'signature', 'not-logged', { root: 'no log' }],
  ),
  ...of(
    'rekor2-two-clocks',
    ['ann', 'signature', 'verified'],
    ['ann', 'signature', 'verified', { root: 'another clock' }],
    ['ann', 'signature', 'verified', { root: 'both clocks' }],
    ['ann', 'signature', 'time-untrusted', { root: 'no clock' }],
  ),
  ...of(
    'rekor2-envelope',
    ['ann', 'signature', 'verified', { root: 'another log', differs: ENVELOPES }],
    ['ann', 'signature', 'not-logged'],
    ['ann', 'signature', 'not-logged', { root: 'another log', change: 'rewritten for another image' }],
    ['ann', 'signature', 'time-untrusted', { root: 'another log', change: 'without timestamp' }],
  ),
  ...of('rekor2-envelope-attested', ['ann', 'vuln', 'verified', { root: 'another log', differs: ENVELOPES }]),
  ...of(
    'rekor2-envelope-ec',
    ['ec, logged', 'signature', 'verified', { root: 'another log', differs: ENVELOPES }],
    ['ec, logged', 'signature', 'not-logged', { root: 'another log', change: 'signature edited' }],
  ),
];
