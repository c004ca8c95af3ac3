import type { RejectionCode } from '../../src/signatures/outcome.ts';
import type { Authority, ImagePolicy } from '../../src/signatures/policy.ts';
import type { PredicateName } from './cosign-cases.ts';
import type { ChangeName } from './cosign-changes.ts';
import type { Asked, SignedFixture } from './cosign-fixtures.ts';
import { digestOf } from './registry-store.ts';
import type { RootName } from './root-changes.ts';

/** One thing that is asked of a fixture, and what the answer has to be. */
export interface Question {
  readonly fixture: string;
  readonly by: Asked;
  readonly wants: 'signature' | PredicateName;
  /** Default: what was signed. */
  readonly about?: 'a platform of it';
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whom the question believes; default: those whom the signer used. */
  readonly root?: RootName;
  /** What was done to what cosign pushed, before it is asked. */
  readonly change?: ChangeName;
  /** `nothing`: not even a candidate. */
  readonly answer: 'verified' | 'nothing' | RejectionCode;
  /** Where a cosign of these generations answers otherwise, and why we don't. */
  readonly differs?: { readonly generations: readonly (2 | 3)[]; readonly reason: string };
}

type Ask = readonly [
  by: Asked,
  wants: Question['wants'],
  answer: Question['answer'],
  more?: Partial<Pick<Question, 'about' | 'annotations' | 'root' | 'change' | 'differs'>>,
];

export function of(fixture: string, ...asks: readonly Ask[]): readonly Question[] {
  return asks.map(([by, wants, answer, more]) => ({ fixture, by, wants, answer, ...more }));
}

export const ANY_ATTESTATION = {
  generations: [2, 3],
  reason: 'cosign verify takes any attestation in a bundle for a signature; here only one that states sign/v1 is one',
} as const;
const ONE_FORM = { generations: [2, 3], reason: 'cosign looks at nothing else where there is a bundle; here all evidence counts' } as const;
const UNREAD_ANNOTATIONS = { generations: [2], reason: 'cosign 2.6 does not look at the annotations of a bundle' } as const;

/** The same is asked of a generation's own form and, under another name, of the other's. */
function form(name: string, differs?: Question['differs']): readonly Question[] {
  return of(
    name,
    ['ec', 'signature', 'verified'],
    ['stranger', 'signature', 'signature-invalid'],
    ['rsa', 'signature', 'signature-invalid'],
    ['ec, logged', 'signature', 'not-logged'],
    ['ann', 'signature', 'wrong-subject'],
    ['ec', 'vuln', 'nothing'],
    ['ec', 'signature', 'wrong-annotation', { annotations: { env: 'prod' }, ...(differs && { differs }) }],
    ['ec', 'signature', 'verified', { change: 'copied to another repository' }],
    ['ec', 'signature', 'nothing', { change: 'asked in another repository' }],
    ['ec', 'signature', 'nothing', { change: 'asked of another image' }],
    ['ec', 'signature', 'digest-mismatch', { change: 'moved to another image' }],
    ['ec', 'signature', 'signature-invalid', { change: 'rewritten for another image' }],
    ['ec', 'signature', 'signature-invalid', { change: 'signature edited' }],
  );
}

function attested(name: string, differs: Question['differs']): readonly Question[] {
  return of(
    name,
    ['ec', 'slsaprovenance1', 'verified'],
    ['ec', 'spdxjson', 'verified'],
    ['ec', 'vuln', 'verified'],
    ['ec', 'custom', 'verified'],
    ['ec', 'https://acme.example/review/v1', 'verified'],
    ['stranger', 'vuln', 'signature-invalid'],
    ['ann', 'vuln', 'wrong-subject'],
    ['ec', 'signature', 'nothing', { ...(differs && { differs }) }],
    ['ec', 'vuln', 'digest-mismatch', { change: 'moved to another image' }],
    ['ec', 'vuln', 'signature-invalid', { change: 'rewritten for another image' }],
    ['ec', 'vuln', 'signature-invalid', { change: 'signature edited' }],
  );
}

/** What is edited is no longer what the log holds. */
function keyless(name: string, wants: Question['wants'], edited: Question['answer'], untrusted: Question['answer']): readonly Question[] {
  return of(
    name,
    ['ann', wants, 'verified'],
    ["ann's issuer alone", wants, 'wrong-subject'],
    ['ann alone', wants, 'wrong-issuer'],
    ['ann, elsewhere', wants, untrusted],
    ['ec', wants, 'wrong-key'],
    ['ann', wants, 'digest-mismatch', { change: 'moved to another image' }],
    ['ann', wants, edited, { change: 'signature edited' }],
  );
}

function generation(by: 2 | 3): readonly Question[] {
  const name = (end: string): string => `cosign-${by}-${end}`;
  const [bundle, legacy] = by === 2 ? [name('bundle'), name('ec')] : [name('ec'), name('legacy')];
  const [bundles, layers] = by === 2 ? [name('bundle-attested'), name('attested')] : [name('attested'), name('legacy-attested')];
  const unread = by === 3 && { differs: UNREAD_ANNOTATIONS };
  return [
    ...form(bundle, UNREAD_ANNOTATIONS),
    ...form(legacy),
    ...of(name('rsa'), ['rsa', 'signature', 'verified'], ['ec', 'signature', 'signature-invalid']),
    // Cosign signs by Ed25519ph with such a key, and verifies by Ed25519: it refuses its own signature.
    ...of(name('ed25519'), ['ed25519', 'signature', 'signature-invalid'], ['ec', 'signature', 'signature-invalid']),
    ...of(name('p384'), ['p384', 'signature', 'verified'], ['ec', 'signature', 'signature-invalid']),
    ...of(
      name('annotated'),
      ['ec', 'signature', 'verified', { annotations: { env: 'prod' } }],
      ['ec', 'signature', 'verified', { annotations: { env: 'prod', team: 'shop' } }],
      ['ec', 'signature', 'wrong-annotation', { annotations: { env: 'dev' }, ...unread }],
      ['ec', 'signature', 'wrong-annotation', { annotations: { env: 'prod', tier: '1' }, ...unread }],
    ),
    ...of(
      name('two-keys'),
      ['ec', 'signature', 'verified'],
      ['rsa', 'signature', 'verified'],
      ['stranger', 'signature', 'signature-invalid'],
    ),
    ...of(name('index'), ['ec', 'signature', 'verified'], ['ec', 'signature', 'nothing', { about: 'a platform of it' }]),
    ...of(name('recursive'), ['ec', 'signature', 'verified'], ['ec', 'signature', 'verified', { about: 'a platform of it' }]),
    ...attested(bundles, ANY_ATTESTATION),
    ...attested(layers, undefined),
    ...of(
      name('logged'),
      ['ec', 'signature', 'verified'],
      ['ec, logged', 'signature', 'verified'],
      ['stranger, logged', 'signature', 'signature-invalid'],
      ['ec, logged', 'signature', 'not-logged', { change: 'signature edited' }],
    ),
    ...of(name('logged-attested'), ['ec, logged', 'vuln', 'verified'], ['stranger, logged', 'vuln', 'signature-invalid']),
    ...of(name('p384-attested'), ['p384', 'vuln', 'verified'], ['ec', 'vuln', 'signature-invalid']),
    ...keyless(name('keyless'), 'signature', 'not-logged', 'certificate-untrusted'),
    ...keyless(by === 2 ? name('bundle-keyless') : name('legacy-keyless'), 'signature', 'not-logged', 'certificate-untrusted'),
    ...keyless(name('keyless-timestamped'), 'signature', 'not-logged', 'certificate-untrusted'),
    ...keyless(name('keyless-attested'), 'vuln', 'not-logged', 'certificate-untrusted'),
    ...of(
      by === 2 ? name('bundle-fallback') : name('fallback'),
      ['ec', 'signature', 'verified'],
      ['stranger', 'signature', 'signature-invalid'],
    ),
    ...of(by === 2 ? name('bundle-fallback-attested') : name('fallback-attested'), ['ec', 'vuln', 'verified']),
  ];
}

const alone: readonly Question[] = [
  ...of(
    'cosign-2-intoto',
    ['ec', 'vuln', 'verified'],
    ['ec, logged', 'vuln', 'verified'],
    ['stranger, logged', 'vuln', 'signature-invalid'],
    ['ec, logged', 'vuln', 'not-logged', { change: 'signature edited' }],
    ['ec, logged', 'vuln', 'digest-mismatch', { change: 'moved to another image' }],
    ['ec, logged', 'vuln', 'not-logged', { change: 'rewritten for another image' }],
  ),
  ...keyless('cosign-2-keyless-intoto', 'vuln', 'not-logged', 'not-logged'),
  ...of('cosign-2-referrer', ['ec', 'signature', 'verified'], ['stranger', 'signature', 'signature-invalid']),
  ...of(
    'cosign-2-and-3',
    ['ec', 'signature', 'verified'],
    ['rsa', 'signature', 'verified', { differs: ONE_FORM }],
    ['stranger', 'signature', 'signature-invalid'],
  ),
];

export const QUESTIONS: readonly Question[] = [...generation(2), ...generation(3), ...alone];

export function titleOf({ fixture, by, wants, about, annotations, root, change, answer }: Question): string {
  const more = [about, annotations && JSON.stringify(annotations), change, root && `believing ${root}`].filter(
    (part) => part !== undefined,
  );
  return `${[fixture, ...more].join(', ')}: ${wants} by ${by} -> ${answer}`;
}

export function policyOf({ wants, annotations }: Question, authority: Authority): ImagePolicy {
  const quorum = { count: 1, authorities: [authority] };
  if (wants === 'signature') return { signatures: { ...quorum, ...(annotations && { annotations }) }, attestations: [] };
  return { attestations: [{ ...quorum, predicateType: PREDICATE_TYPES[wants] }] };
}

/** Of the first platform of an index. */
export function platformOf({ digest, content: { manifests } }: SignedFixture): string {
  const index = manifests.find(({ text }) => digestOf(Buffer.from(text)) === digest);
  const { manifests: [platform] = [] } = JSON.parse(index?.text ?? '{}') as { readonly manifests?: readonly { readonly digest: string }[] };
  return platform?.digest ?? '';
}

/** What cosign's names of types stand for (pkg/cosign/attestation). */
const PREDICATE_TYPES: Readonly<Record<PredicateName, string>> = {
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  spdxjson: 'https://spdx.dev/Document',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  custom: 'https://cosign.sigstore.dev/attestation/v1',
  'https://acme.example/review/v1': 'https://acme.example/review/v1',
};
