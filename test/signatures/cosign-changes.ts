import { BUNDLE_CHANGES, withChangedBundles, type BundleChange } from './bundle-changes.ts';
import type { SignedFixture } from './cosign-fixtures.ts';
import { digestOf, RegistryStore, type RepositoryContent } from './registry-store.ts';
import type { RegistryServer } from './registry-server.ts';
import { putTarget } from './targets.ts';

/** An image of which something is asked. */
export interface Placed {
  readonly repository: string;
  readonly digest: string;
}

export type ChangeName = keyof typeof CHANGES | BundleChange;

/** Puts what cosign pushed into a repository of that name, changed or not. */
export function place(server: RegistryServer, repository: string, { content, digest }: SignedFixture, change?: ChangeName): Placed {
  if (change !== undefined && !isOfBundles(change)) return CHANGES[change](server.store, repository, content, digest);
  server.store.fill(repository, change === undefined ? content : withChangedBundles(content, change));
  return { repository, digest };
}

function isOfBundles(change: ChangeName): change is BundleChange {
  return Object.hasOwn(BUNDLE_CHANGES, change);
}

type Change = (store: RegistryStore, repository: string, content: RepositoryContent, digest: string) => Placed;

const CHANGES = {
  'copied to another repository': (store, repository, content, digest) => {
    store.fill(`${repository}/other`, content);
    return { repository: `${repository}/other`, digest };
  },
  'asked in another repository': (store, repository, content) => {
    store.fill(repository, content);
    return { repository: `${repository}/other`, digest: putTarget(store, `${repository}/other`, 'image') };
  },
  'asked of another image': (store, repository, content) => {
    store.fill(repository, content);
    return { repository, digest: putTarget(store, repository, 'index') };
  },
  'moved to another image': (store, repository, content, digest) => {
    const other = putTarget(store, repository, 'index');
    store.fill(repository, movedTo(other, content, digest));
    return { repository, digest: other };
  },
  'rewritten for another image': (store, repository, content, digest) => {
    const other = putTarget(store, repository, 'index');
    const rewritten = edited(content, (text) => restated(text, hexOf(digest), hexOf(other)));
    store.fill(repository, movedTo(other, rewritten, digest));
    return { repository, digest: other };
  },
  'signature edited': (store, repository, content, digest) => {
    const { manifests, blobs } = edited(content, (text) => misSigned(text));
    store.fill(repository, { blobs, manifests: manifests.map((one) => ({ ...one, text: misSigned(one.text) })) });
    return { repository, digest };
  },
} as const satisfies Readonly<Record<string, Change>>;

/** Tags and subjects name the other image; the evidence stays as it is. */
function movedTo(other: string, { manifests, blobs }: RepositoryContent, digest: string): RepositoryContent {
  const rename = (text: string): string => text.replaceAll(hexOf(digest), hexOf(other));
  return {
    blobs,
    manifests: manifests
      .filter(({ text }) => digestOf(Buffer.from(text)) !== digest)
      .map(({ tags, mediaType, text }) => ({ mediaType, tags: tags.map((tag) => rename(tag)), text: rename(text) })),
  };
}

/** Blobs are changed without a change of length, and the manifests that name them say their new digests. */
function edited({ manifests, blobs }: RepositoryContent, edit: (text: string) => string): RepositoryContent {
  const pairs = blobs.map((text) => ({ before: digestOf(Buffer.from(text)), text: edit(text) }));
  const follow = (text: string): string =>
    pairs.reduce((said, { before, text: now }) => said.replaceAll(before, digestOf(Buffer.from(now))), text);
  return { blobs: pairs.map(({ text }) => text), manifests: manifests.map((one) => ({ ...one, text: follow(one.text) })) };
}

/** What is said of one image, said of another: in the open, or in the payload of an envelope. */
function restated(text: string, from: string, to: string): string {
  return text
    .replaceAll(from, to)
    .replace(/(?<="payload":")[^"]+/u, (payload) =>
      Buffer.from(Buffer.from(payload, 'base64').toString().replaceAll(from, to)).toString('base64'),
    );
}

/** Another signature, of the same length and still in base64: one letter in the middle. */
function misSigned(text: string): string {
  return text.replaceAll(
    /((?:cosign\/signature|"sig)":"[^"]{40})([^"])/gu,
    (_all, before: string, letter: string) => `${before}${letter === 'A' ? 'B' : 'A'}`,
  );
}

function hexOf(digest: string): string {
  return digest.replace('sha256:', '');
}
