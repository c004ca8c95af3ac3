import { sha256 } from './instance.ts';

/** All that a repository holds, as texts: what cosign writes is JSON throughout. */
export interface RepositoryContent {
  readonly manifests: readonly { readonly tags: readonly string[]; readonly mediaType: string; readonly text: string }[];
  readonly blobs: readonly string[];
}

interface Manifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** What a registry keeps; blobs are shared between its repositories, as registries do. */
export class RegistryStore {
  readonly #blobs = new Map<string, Buffer>();
  readonly #repositories = new Map<string, Map<string, Manifest>>();

  /** Keeps a blob and gives its digest. */
  addBlob(content: Uint8Array): string {
    const digest = digestOf(content);
    this.#blobs.set(digest, Buffer.from(content));
    return digest;
  }

  blob(digest: string): Buffer | undefined {
    return this.#blobs.get(digest);
  }

  /** Keeps a manifest under its digest, and under these tags. */
  addManifest(repository: string, tags: readonly string[], bytes: Buffer, mediaType: string): string {
    const digest = digestOf(bytes);
    for (const reference of [...tags, digest]) this.#in(repository).set(reference, { bytes, mediaType });
    return digest;
  }

  manifest(repository: string, reference: string): Manifest | undefined {
    return this.#in(repository).get(reference);
  }

  /** Descriptors of what names this digest as its subject, in the order in which it came. */
  referrers(repository: string, digest: string): readonly object[] {
    return [...this.#in(repository)].flatMap(([reference, { bytes, mediaType }]) => {
      const { subject, artifactType, config, annotations } = partsOf(bytes);
      if (!reference.includes(':') || subject?.digest !== digest) return [];
      return [{ mediaType, digest: reference, size: bytes.length, artifactType: artifactType ?? config?.mediaType, annotations }];
    });
  }

  content(repository: string): RepositoryContent {
    const entries = [...this.#in(repository)];
    const manifests = entries
      .filter(([reference]) => reference.includes(':'))
      .map(([digest, { bytes, mediaType }]) => ({
        tags: entries.filter(([tag, of]) => !tag.includes(':') && digestOf(of.bytes) === digest).map(([tag]) => tag),
        mediaType,
        text: bytes.toString(),
      }));
    const digests = manifests.flatMap(({ text }) => partsOf(Buffer.from(text)).blobs);
    return { manifests, blobs: [...new Set(digests)].flatMap((digest) => this.#blobs.get(digest)?.toString() ?? []) };
  }

  fill(repository: string, { manifests, blobs }: RepositoryContent): void {
    for (const { tags, mediaType, text } of manifests) this.addManifest(repository, tags, Buffer.from(text), mediaType);
    for (const text of blobs) this.addBlob(Buffer.from(text));
  }

  #in(repository: string): Map<string, Manifest> {
    const found = this.#repositories.get(repository) ?? new Map<string, Manifest>();
    this.#repositories.set(repository, found);
    return found;
  }
}

export function digestOf(content: Uint8Array): string {
  return `sha256:${sha256(content).toString('hex')}`;
}

/** What there is of a manifest; those that a test makes up need not have it. */
interface Parts {
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
  readonly annotations?: object;
  readonly config?: { readonly mediaType?: string; readonly digest?: string };
  readonly layers?: readonly { readonly digest?: string }[];
}

export function partsOf(manifest: Buffer): Parts & { readonly blobs: readonly string[] } {
  const parts = JSON.parse(manifest.toString()) as Parts;
  return { ...parts, blobs: [parts.config, ...(parts.layers ?? [])].flatMap((part) => part?.digest ?? []) };
}
