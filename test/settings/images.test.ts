import { describe, expect, test } from 'vitest';
import { EXTENSION_NAMES } from '../../src/settings/images-schema.ts';
import { readSettings } from '../../src/settings/read.ts';
import { EXTENSIONS } from '../../src/signatures/signer.ts';
import { catalogue } from './catalogue.ts';

/** The faults of `images:`, as `code at the text where it stands | message | suggestion`. */
function faultsOf(images: string): readonly string[] {
  const { faults } = readSettings(`images:\n  ${images}\n`, 'lintel.yaml', catalogue);
  return faults.map(({ column, code, message, suggestion = '' }) => `${code} at ${images.slice(column - 3)} | ${message} | ${suggestion}`);
}

function inPolicy(rest: string): string {
  return `policies: [{ match: [registry.example], ${rest} }]`;
}

function signedBy(authority: string): string {
  return inPolicy(`signatures: { by: [${authority}] }`);
}

function stated(condition: string): string {
  return inPolicy(`signatures: { by: [{ key: k.pub }] }, attestations: [{ type: t, conditions: [${condition}] }]`);
}

function mirrored(url: string): string {
  return `tuf: { mirror: "${url}", root: r }\n  trustedRoot: t`;
}

const SIGNED = 'signatures: { by: [{ key: k.pub }] }';

describe('refused', () => {
  const rows: readonly (readonly [images: string, ...faults: string[]])[] = [
    [
      'policy: []',
      'unknown-key at policy | "policy" is no key of images | use one of: trustedRoot, tuf, registries, pullSecrets, policies',
    ],
    ['policies: [{ signatures: { by: [{ key: k }] } }]', 'missing-key at { signatures | images.policies[0] has no "match"'],
    ['policies: [{ match: [], signatures: { by: [{ key: k }] } }]', 'wrong-value at [] | images.policies[0].match is empty'],
    ['policies: [{ match: [nginx], signatures: { by: [{ key: k }] } }]', 'wrong-value at nginx | images.policies[0].match[0] is "nginx"'],
    ['policies: [{ match: [registry.example] }]', 'wrong-value at { match | this policy wants nothing of its images | give it signatures'],
    [inPolicy('signatures: { by: [] }'), 'wrong-value at [] | images.policies[0].signatures.by is empty'],
    [inPolicy('signatures: { count: 0, by: [{ key: k }] }'), 'wrong-value at 0 | images.policies[0].signatures.count is 0'],
    [
      inPolicy('signatures: { count: 2, by: [{ key: k }] }'),
      'wrong-value at 2 | count is 2, and only one signer is named | name more signers, or lower it',
    ],
    [
      inPolicy('signatures: { count: 3, by: [{ key: k }, { issuer: i, subject: s }] }'),
      'wrong-value at 3 | count is 3, and no more than 2 signers are named',
    ],
    [inPolicy(`${SIGNED}, unreachable: allow`), 'wrong-value at allow | "allow" is no enforcement'],
    ...[
      'signatures',
      'acme/signatures',
      'registry.internal',
      'registry.internal/a:v1',
      'registry.internal/*',
      'https://registry.internal/a',
    ].map((repository): readonly [string, string] => [
      inPolicy(`${SIGNED}, repository: "${repository}"`),
      `wrong-value at "${repository}" | images.policies[0].repository is "${repository}" | a repository with its registry and without a tag`,
    ]),
    [inPolicy(`${SIGNED}, pin: sometimes`), 'wrong-type at sometimes'],
    [signedBy('{}'), 'wrong-value at {} | a signer is either a key, or an issuer and a subject together'],
    [signedBy('{ subject: s }'), 'wrong-value at { subject | a signer is either a key, or an issuer and a subject together'],
    [signedBy('{ issuer: i }'), 'wrong-value at { issuer: i } | a signer is either'],
    [signedBy('{ key: k, subject: s, issuer: i }'), 'wrong-value at { key: k, s | a signer is either'],
    [signedBy('{ issuer: i, issuerPattern: p, subject: s }'), 'wrong-value at { issuer: i, issuerP | a signer is either'],
    [signedBy('{ issuer: "", subject: s }'), 'wrong-value at ""'],
    [
      signedBy('{ issuer: i, subjectPattern: "(?=a)" }'),
      'wrong-value at "(?=a)" | images.policies[0].signatures.by[0].subjectPattern is "(?=a)"',
    ],
    [
      signedBy('{ issuer: i, subject: s, extensions: { sourceRepositoryURI: u } }'),
      'unknown-key at sourceRepositoryURI | "sourceRepositoryURI" is no key of extensions | did you mean sourceRepositoryUri?',
    ],
    [signedBy('{ key: "k8s://team" }'), 'wrong-value at "k8s://team" | names no Secret | write it as k8s://namespace/name'],
    [signedBy('{ key: "k8s://team/cosign/pub" }'), 'names no Secret'],
    [signedBy('{ key: "k8s://team/Cosign" }'), 'names no Secret'],
    [signedBy('{ key: "k8s://" }'), 'names no Secret'],
    [signedBy('{ key: k, copy: c }'), 'wrong-value at c } | only a key in a Secret has a copy | give key: k8s://namespace/name'],
    [signedBy('{ issuer: i, subject: s, copy: c }'), 'only a key in a Secret has a copy'],
    [signedBy('{ key: "k8s://team/cosign", unread: { code: c, reason: r } }'), 'unknown-key at unread | "unread" is no key of a signer'],
    [inPolicy('attestations: [{ type: t }]'), 'wrong-value at { type: t } | nobody is named who may sign this attestation'],
    [inPolicy(`${SIGNED}, attestations: [{ by: [{ key: k }] }]`), 'missing-key at { by | images.policies[0].attestations[0] has no "type"'],
    [inPolicy(`${SIGNED}, attestations: [{ type: t, maxAge: a week }]`), 'wrong-value at a week'],
    [stated('{ at: /a }'), 'wrong-value at { at: /a } | a condition says one thing of one place | give it one of equals, matches'],
    [stated('{ at: /a, equals: 1, in: [1] }'), 'wrong-value at { at: /a, e | a condition says one thing of one place'],
    [stated('{ at: a, equals: 1 }'), 'wrong-value at a, equals'],
    [stated('{ equals: 1 }'), 'missing-key at { equals | images.policies[0].attestations[0].conditions[0] has no "at"'],
    [
      'tuf: { mirror: "https://tuf.internal" }',
      'missing-key at { mirror | images.tuf has no "root"',
      'nothing is believed until the mirror has',
    ],
    [
      'tuf: { mirror: "https://tuf.internal", root: r }',
      'wrong-value at { mirror | nothing is believed until the mirror has answered | give images.trustedRoot: trusted_root.json, and write that',
    ],
    [
      mirrored('tuf.internal'),
      'wrong-value at "tuf.internal" | "tuf.internal" is no address of a mirror | give one as https://tuf.internal',
    ],
    [mirrored('https://me:secret@tuf.internal'), 'is no address of a mirror'],
    [mirrored('https://tuf.internal/?a=b'), 'is no address of a mirror'],
    [mirrored('https://tuf.internal:x'), 'is no address of a mirror'],
    [mirrored('ftp://tuf.internal'), 'is no address of a mirror'],
    [
      mirrored('http://tuf.internal'),
      'wrong-value at "http://tuf.internal" | is spoken to without TLS | give an address with https, or name',
    ],
    [
      `${mirrored('http://tuf.internal:81')}\n  registries: [{ host: tuf.internal, plainHttp: true }, { host: "tuf.internal:81" }]`,
      'without TLS',
    ],
    ['pullSecrets: [registry]', 'wrong-type at [registry] | images.pullSecrets'],
    ['registries: [{ plainHttp: true }]', 'missing-key at { plainHttp | images.registries[0] has no "host"'],
    ['registries: [{ host: "http://a" }]', 'wrong-value at "http://a" | images.registries[0].host is "http://a"'],
  ];

  test.each(rows)('%s', (images, ...faults) => {
    const found = faultsOf(images);
    expect(found).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) for (const part of fault.split(' | ')) expect(found[index]).toContain(part);
  });
});

describe('accepted', () => {
  test.each([
    'policies: []',
    'registries: [{ host: "localhost:5000", plainHttp: true }, { host: registry.internal }]',
    mirrored('https://tuf.internal'),
    mirrored('https://tuf.internal:8443/sigstore/'),
    mirrored('http://127.0.0.1:8080'),
    `${mirrored('http://tuf.internal:81')}\n  registries: [{ host: "tuf.internal:81", plainHttp: true }]`,
    'pullSecrets: true',
    inPolicy(SIGNED),
    inPolicy(`${SIGNED}, repository: "registry.internal:5000/team/signatures"`),
    inPolicy(`${SIGNED}, repository: docker.io/acme/signatures`),
    inPolicy(`${SIGNED}, pin: false, unreachable: audit, except: [registry.example/dev]`),
    inPolicy('signatures: { count: 2, by: [{ key: a }, { key: b }], annotations: { stage: prod } }'),
    inPolicy('signatures: { count: 2, by: [{ issuer: i, subjectPattern: ".*@example[.]org" }] }'),
    inPolicy('attestations: [{ type: t, maxAge: 7d, by: [{ issuerPattern: i, subject: s, log: false, certificateLog: false }] }]'),
    inPolicy(`${SIGNED}, attestations: [{ type: t }]`),
    signedBy('{ key: "k8s://team/cosign" }, { key: "k8s://team/cosign.v2", copy: keys/cosign.pub }'),
    signedBy('{ issuer: i, subject: s, extensions: { sourceRepositoryUri: u, runnerEnvironment: github-hosted } }'),
    stated('{ at: /a/*/b, equals: null }, { at: "", notIn: [1] }, { at: /c, atMost: 7.5 }, { at: /d, maxAge: 12h }'),
  ])('%s', (images) => {
    expect(faultsOf(images)).toEqual([]);
  });
});

test('the settings name the extensions that the verifier knows', () => {
  expect(EXTENSION_NAMES).toEqual(Object.keys(EXTENSIONS));
});
