import type { RegistryStore } from './registry-store.ts';

/** Puts what is signed into a repository, and gives its digest: an image that holds next to nothing, or an index of two. */
export function putTarget(store: RegistryStore, repository: string, target: 'image' | 'index'): string {
  if (target === 'image') return putImage(store, repository, 'amd64').digest;
  const manifests = ['amd64', 'arm64'].map((architecture) => ({
    ...putImage(store, repository, architecture),
    platform: { architecture, os: 'linux' },
  }));
  return put(store, repository, { schemaVersion: 2, mediaType: INDEX, manifests }, INDEX).digest;
}

function putImage(store: RegistryStore, repository: string, architecture: string): Descriptor {
  const config = JSON.stringify({ architecture, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [] } });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: blob(store, 'application/vnd.oci.image.config.v1+json', config),
    layers: [blob(store, 'application/vnd.oci.image.layer.v1.tar', 'nothing')],
  };
  return put(store, repository, manifest, MANIFEST);
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

function put(store: RegistryStore, repository: string, manifest: object, mediaType: string): Descriptor {
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { mediaType, digest: store.addManifest(repository, [], bytes, mediaType), size: bytes.length };
}

function blob(store: RegistryStore, mediaType: string, text: string): Descriptor {
  const bytes = Buffer.from(text);
  return { mediaType, digest: store.addBlob(bytes), size: bytes.length };
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
