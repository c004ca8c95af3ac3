import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MEDIA_TYPES, type Evidence } from '../../src/signatures/evidence.ts';
import { exactly } from '../../src/signatures/matcher.ts';
import type { Authority, KeylessAuthority } from '../../src/signatures/policy.ts';
import { publicKeyFromPem } from '../../src/signatures/public-key.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import type { Trust } from '../../src/signatures/trust.ts';
import type { KeyName } from './cosign-cases.ts';
import { trustOf } from './instance.ts';
import { digestOf, type RepositoryContent } from './registry-store.ts';
import { rootNamed, type RootName } from './root-changes.ts';

/** What a real cosign pushed. */
export interface SignedFixture {
  /** Of cosign. */
  readonly version: string;
  /** Of what was signed. */
  readonly digest: string;
  /** Whether the registry had the referrers API. */
  readonly referrers: boolean;
  readonly content: RepositoryContent;
}

/** Who signed, and whom else one might ask for. */
interface TrustFixture {
  readonly publicKeys: Readonly<Record<KeyName | 'stranger', string>>;
  readonly identity: { readonly issuer: string; readonly subject: string };
  readonly root: Json;
  readonly foreignRoot: Json;
}

/** Whom a question asks for: a key, that key with the log, or whoever the certificate names. */
export type Asked =
  | KeyName
  | 'stranger'
  | 'ec, logged'
  | 'rsa, logged'
  | 'p384, logged'
  | 'stranger, logged'
  | 'ann'
  | "ann's issuer alone"
  | 'ann alone'
  | 'ann, elsewhere';

const TRUST = JSON.parse(textOf('trust')) as TrustFixture;
const REKOR2_TRUST = JSON.parse(textOf('rekor2-trust')) as TrustFixture;

/** Keys and services of those fixtures that were made together. */
export function trustFor(fixture: string): TrustFixture {
  return fixture.startsWith('rekor2-') ? REKOR2_TRUST : TRUST;
}

/** Whom a question about a fixture believes. */
export function rootFor({ fixture, by, root = 'home' }: AskedOf): Json {
  const { root: home, foreignRoot } = trustFor(fixture);
  return by === 'ann, elsewhere' ? foreignRoot : rootNamed(root, home);
}

export interface AskedOf {
  readonly fixture: string;
  readonly by: Asked;
  readonly root?: RootName;
}

export function readFixture(name: string): SignedFixture {
  return JSON.parse(textOf(name)) as SignedFixture;
}

/** What a registry would give of it, in this process: all that cosign pushed beside the image. */
export function evidenceOf(name: string): { readonly digest: string; readonly evidence: readonly Evidence[] } {
  const { digest, content } = readFixture(name);
  const blobs = new Map(content.blobs.map((text) => [digestOf(Buffer.from(text)), Buffer.from(text)]));
  const layers = content.manifests.flatMap(({ text }) => (JSON.parse(text) as { readonly layers?: readonly Layer[] }).layers ?? []);
  const evidence = layers.flatMap(({ mediaType, digest: blob, annotations = {} }): readonly Evidence[] => {
    const form = FORMS[mediaType];
    const found = blobs.get(blob);
    if (form === undefined || found === undefined) return [];
    return [form === 'bundle' ? { form, content: found } : { form, content: found, annotations }];
  });
  return { digest, evidence };
}

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function authorityFor(asked: AskedOf): Authority {
  return AUTHORITIES[asked.by](asked);
}

function textOf(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8');
}

function keyed(name: KeyName | 'stranger') {
  return ({ fixture }: AskedOf): Authority => ({ by: 'key', key: publicKeyFromPem(trustFor(fixture).publicKeys[name]) });
}

function logged(name: KeyName | 'stranger') {
  return (asked: AskedOf): Authority => ({
    by: 'key',
    key: publicKeyFromPem(trustFor(asked.fixture).publicKeys[name]),
    trust: trustIn(asked),
  });
}

function certified(more: Partial<Pick<KeylessAuthority, 'issuer' | 'subject'>> = {}) {
  return (asked: AskedOf): Authority => {
    const { issuer, subject } = trustFor(asked.fixture).identity;
    return { by: 'certificate', trust: trustIn(asked), issuer: exactly(issuer), subject: exactly(subject), ...more };
  };
}

function trustIn(asked: AskedOf): Trust {
  return trustOf(rootFor(asked));
}

export const STRANGE = { issuer: 'https://other-issuer.example', subject: 'https://git.example/mallory/app' } as const;
const AUTHORITIES: Readonly<Record<Asked, (asked: AskedOf) => Authority>> = {
  ec: keyed('ec'),
  rsa: keyed('rsa'),
  ed25519: keyed('ed25519'),
  p384: keyed('p384'),
  stranger: keyed('stranger'),
  'ec, logged': logged('ec'),
  'rsa, logged': logged('rsa'),
  'p384, logged': logged('p384'),
  'stranger, logged': logged('stranger'),
  ann: certified(),
  "ann's issuer alone": certified({ subject: exactly(STRANGE.subject) }),
  'ann alone': certified({ issuer: exactly(STRANGE.issuer) }),
  'ann, elsewhere': certified(),
};

const FORMS: Readonly<Record<string, Evidence['form']>> = {
  [MEDIA_TYPES.bundle]: 'bundle',
  [MEDIA_TYPES.simpleSigning]: 'simple-signing',
  [MEDIA_TYPES.dsse]: 'dsse',
};
