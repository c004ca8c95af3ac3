/** How an image is signed with a real cosign, and kept as a file in fixtures/. */
export interface SignedCase {
  readonly name: string;
  readonly by: 2 | 3;
  /** What is signed: an image for one platform, or an index of two. */
  readonly target: 'image' | 'index';
  /** Whether the registry that it was pushed to has the referrers API. */
  readonly referrers: boolean;
  readonly steps: readonly Step[];
}

/** A command of cosign; `{key}` stands for the private key, `{predicate}` for a file, `{sigstore}` for the services. */
export interface Step {
  readonly command: 'sign' | 'attest';
  /** Where it is not the generation of the case. */
  readonly by?: 2 | 3;
  /** Absent: without a key, by who the services say that one is. */
  readonly key?: KeyName;
  readonly predicate?: PredicateName;
  readonly options: readonly string[];
}

export type KeyName = 'ec' | 'rsa' | 'ed25519' | 'p384';
export type PredicateName = keyof typeof PREDICATES;

/** What cosign calls a type, and the predicate that is attested. */
export const PREDICATES = {
  slsaprovenance1: {
    buildDefinition: { buildType: 'https://ci.example/build', externalParameters: { ref: 'refs/heads/main' } },
    runDetails: { builder: { id: 'https://ci.example/builder' } },
  },
  spdxjson: { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'app', packages: [{ name: 'left-pad', versionInfo: '1.3.0' }] },
  vuln: {
    invocation: { uri: '', event_id: '', 'builder.id': '' },
    scanner: { uri: 'https://scanner.example', version: '1.0.0', db: { uri: '', version: '' }, result: { critical: 0, high: 1 } },
    metadata: { scanStartedOn: '2026-01-01T00:00:00Z', scanFinishedOn: '2026-01-01T00:01:00Z' },
  },
  custom: { approved: true },
  'https://acme.example/review/v1': { reviewer: 'ann', approved: true },
} as const;

const OFFLINE = { 2: ['--tlog-upload=false'], 3: ['--use-signing-config=false', '--tlog-upload=false'] } as const;
const LOGGED = { 2: ['--rekor-url={sigstore}'], 3: ['--use-signing-config=false', '--rekor-url={sigstore}'] } as const;
const KEYLESS = ['--fulcio-url={sigstore}', '--identity-token={token}', '--insecure-skip-verify'];
const TIMESTAMPED = ['--timestamp-server-url={sigstore}/api/v1/timestamp'];
const BUNDLE = { 2: ['--new-bundle-format'], 3: [] } as const;
const LEGACY = { 2: [], 3: ['--new-bundle-format=false'] } as const;

/** What both generations do. */
function both(by: 2 | 3): readonly SignedCase[] {
  const sign = (key: KeyName, ...options: readonly string[]): Step => ({ command: 'sign', key, options: [...OFFLINE[by], ...options] });
  const attest = (predicate: PredicateName, ...options: readonly string[]): Step => ({
    command: 'attest',
    key: 'ec',
    predicate,
    options: [...OFFLINE[by], ...options],
  });
  const logged = (step: Step, ...options: readonly string[]): Step => ({ ...step, options: [...LOGGED[by], ...options] });
  const keyless = ({ key: _key, ...step }: Step, ...options: readonly string[]): Step => ({
    ...step,
    options: [...LOGGED[by], ...KEYLESS, ...options],
  });
  const image = (name: string, ...steps: readonly Step[]): SignedCase => ({
    name: `cosign-${by}-${name}`,
    by,
    target: 'image',
    referrers: true,
    steps,
  });
  const all = (...options: readonly string[]): readonly Step[] =>
    (Object.keys(PREDICATES) as PredicateName[]).map((predicate) => attest(predicate, ...options));
  const other = by === 2 ? BUNDLE[by] : LEGACY[by];
  const otherName = by === 2 ? 'bundle' : 'legacy';
  return [
    image('ec', sign('ec')),
    image('rsa', sign('rsa')),
    image('ed25519', sign('ed25519')),
    image('p384', sign('p384')),
    image('annotated', sign('ec', '-a', 'env=prod', '-a', 'team=shop')),
    image('two-keys', sign('ec'), sign('rsa')),
    { ...image('index', sign('ec')), target: 'index' },
    { ...image('recursive', sign('ec', '--recursive')), target: 'index' },
    image('attested', ...all()),
    image('logged', logged(sign('ec'))),
    image('logged-attested', logged(attest('vuln'))),
    image('keyless', keyless(sign('ec'))),
    image('keyless-attested', keyless(attest('vuln'))),
    image('keyless-timestamped', keyless(sign('ec'), ...TIMESTAMPED)),
    image(otherName, sign('ec', ...other)),
    image(`${otherName}-attested`, ...all(...other)),
    image(`${otherName}-keyless`, keyless(sign('ec'), ...other)),
    image('p384-attested', { ...attest('vuln'), key: 'p384' }),
    { ...image(by === 2 ? 'bundle-fallback' : 'fallback', sign('ec', ...BUNDLE[by])), referrers: false },
    { ...image(by === 2 ? 'bundle-fallback-attested' : 'fallback-attested', attest('vuln', ...BUNDLE[by])), referrers: false },
  ];
}

/** What cosign 2 does, or did, and an image that both have signed. */
const ALONE: readonly SignedCase[] = [
  {
    name: 'cosign-2-intoto',
    by: 2,
    target: 'image',
    referrers: true,
    steps: [{ command: 'attest', key: 'ec', predicate: 'vuln', options: [...LOGGED[2], '--rekor-entry-type=intoto'] }],
  },
  {
    name: 'cosign-2-keyless-intoto',
    by: 2,
    target: 'image',
    referrers: true,
    steps: [{ command: 'attest', predicate: 'vuln', options: [...LOGGED[2], ...KEYLESS, '--rekor-entry-type=intoto'] }],
  },
  {
    name: 'cosign-2-referrer',
    by: 2,
    target: 'image',
    referrers: true,
    steps: [{ command: 'sign', key: 'ec', options: [...OFFLINE[2], '--registry-referrers-mode=oci-1-1'] }],
  },
  {
    name: 'cosign-2-and-3',
    by: 3,
    target: 'image',
    referrers: true,
    steps: [
      { command: 'sign', by: 2, key: 'rsa', options: OFFLINE[2] },
      { command: 'sign', key: 'ec', options: OFFLINE[3] },
    ],
  },
];

export const SIGNED_CASES: readonly SignedCase[] = [...both(2), ...both(3), ...ALONE];
