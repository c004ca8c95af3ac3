import { MEDIA_TYPES } from '../../src/signatures/evidence.ts';
import { readFixture } from './cosign-fixtures.ts';
import { sha256 } from './instance.ts';
import { digestOf, type RepositoryContent } from './registry-store.ts';

/** What is done to the proofs in a bundle, while what is signed stays as it is. */
export type BundleChange = keyof typeof BUNDLE_CHANGES;

/** Every bundle of a repository is changed, and the manifests say the new digests and sizes. */
export function withChangedBundles({ manifests, blobs }: RepositoryContent, change: BundleChange): RepositoryContent {
  const known = new Map(blobs.map((text) => [digestOf(Buffer.from(text)), text]));
  const added: string[] = [];
  const changed = manifests.map((one) => {
    const manifest = JSON.parse(one.text) as { readonly layers?: readonly Layer[] };
    if (manifest.layers?.some(({ mediaType }) => mediaType === MEDIA_TYPES.bundle) !== true) return one;
    const layers = manifest.layers.map((layer) => {
      const text = JSON.stringify(BUNDLE_CHANGES[change](JSON.parse(known.get(layer.digest) ?? '{}') as Bundle));
      added.push(text);
      return { ...layer, digest: digestOf(Buffer.from(text)), size: Buffer.byteLength(text) };
    });
    return { ...one, text: JSON.stringify({ ...manifest, layers }) };
  });
  return { manifests: changed, blobs: [...blobs, ...added] };
}

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
}

interface Bundle {
  readonly verificationMaterial: {
    readonly certificate?: object;
    readonly tlogEntries: readonly Entry[];
    readonly timestampVerificationData?: { readonly rfc3161Timestamps: readonly object[] };
  };
}

interface Entry {
  readonly logIndex?: string;
  readonly logId: { readonly keyId: string };
  readonly integratedTime?: string;
  readonly inclusionProof: Proof;
  readonly canonicalizedBody: string;
}

interface Proof {
  readonly logIndex?: string;
  readonly rootHash: string;
  readonly treeSize: string;
  readonly hashes?: readonly string[];
  readonly checkpoint: { readonly envelope: string };
}

type Change = (bundle: Bundle) => object;

export const BUNDLE_CHANGES = {
  'without timestamp': timed(() => []),
  'with the timestamp of another signature': timed((bundle) => timestampsOf(otherThan(bundle))),
  'without timestamp, with a time that nobody signed': (bundle) =>
    timed(() => [])(logged((entry) => ({ ...entry, integratedTime: now() }))(bundle)),
  'without log entry': material(() => ({ tlogEntries: [] })),
  'with the log entry of another signature': material((bundle) => ({ tlogEntries: otherThan(bundle).verificationMaterial.tlogEntries })),
  'with the certificate of another signature': material((bundle) => ({ certificate: otherThan(bundle).verificationMaterial.certificate })),
  'said to be in the other log': logged((entry) => ({ ...entry, logId: entryIn('rekor2-keyless').logId })),
  'said to be at another place': logged((entry) => ({ ...entry, logIndex: String(Number(entry.logIndex ?? 0) - 1) })),
  'with a truncated proof': proved(({ hashes = [], ...proof }) => ({ ...proof, hashes: hashes.slice(0, -1) })),
  'with a longer proof': proved(({ hashes = [], ...proof }) => ({ ...proof, hashes: [...hashes, proof.rootHash] })),
  'with the proof of another place': proved((proof) => ({ ...proof, logIndex: String(Number(proof.logIndex ?? 0) - 1) })),
  'with a proof of a tree of its own': logged((entry) => ({ ...entry, inclusionProof: alone(entry) })),
  'without checkpoint': proved(({ checkpoint: _checkpoint, ...proof }) => proof),
  'with the checkpoint of another log': noted(() => checkpointIn('rekor2-older')),
  'with a later checkpoint': noted(() => checkpointIn('rekor2-two-clocks')),
  'with a checkpoint under another name': noted((envelope) => envelope.replaceAll('rekor.example', 'rekor.acme.example')),
  'with a checkpoint that nobody signed': noted((envelope) => envelope.slice(0, envelope.indexOf('\n\n') + 2)),
} as const satisfies Readonly<Record<string, Change>>;

function material(change: (bundle: Bundle) => object): (bundle: Bundle) => Bundle {
  return (bundle) => ({ ...bundle, verificationMaterial: { ...bundle.verificationMaterial, ...change(bundle) } });
}

function timed(timestamps: (bundle: Bundle) => readonly object[]): (bundle: Bundle) => Bundle {
  return material((bundle) => ({ timestampVerificationData: { rfc3161Timestamps: timestamps(bundle) } }));
}

function logged(change: (entry: Entry) => object): (bundle: Bundle) => Bundle {
  return material(({ verificationMaterial: { tlogEntries } }) => ({ tlogEntries: tlogEntries.map(change) }));
}

function proved(change: (proof: Proof) => object): (bundle: Bundle) => Bundle {
  return logged((entry) => ({ ...entry, inclusionProof: change(entry.inclusionProof) }));
}

function noted(change: (envelope: string) => string): (bundle: Bundle) => Bundle {
  return proved(({ checkpoint: { envelope }, ...proof }) => ({ ...proof, checkpoint: { envelope: change(envelope) } }));
}

/** The entry is all of a tree (RFC 6962, 2.1), whose checkpoint bears the signature of the true one. */
function alone({ canonicalizedBody, inclusionProof: { checkpoint } }: Entry): Proof {
  const rootHash = sha256(Buffer.concat([Buffer.of(0), Buffer.from(canonicalizedBody, 'base64')])).toString('base64');
  const [origin = '', , , ...rest] = checkpoint.envelope.split('\n');
  return { logIndex: '0', rootHash, treeSize: '1', hashes: [], checkpoint: { envelope: [origin, '1', rootHash, ...rest].join('\n') } };
}

function timestampsOf({ verificationMaterial: { timestampVerificationData } }: Bundle): readonly object[] {
  return timestampVerificationData?.rfc3161Timestamps ?? [];
}

/** By the same signer, of another statement about the same image. */
function otherThan({ verificationMaterial: { certificate } }: Bundle): Bundle {
  return bundleIn(certificate === undefined ? 'rekor2-ec-attested' : 'rekor2-keyless-attested');
}

function checkpointIn(fixture: string): string {
  return entryIn(fixture).inclusionProof.checkpoint.envelope;
}

function entryIn(fixture: string): Entry {
  const [entry] = bundleIn(fixture).verificationMaterial.tlogEntries;
  if (entry === undefined) throw new Error(`${fixture} holds no log entry`);
  return entry;
}

function bundleIn(fixture: string): Bundle {
  const text = readFixture(fixture).content.blobs.find((blob) => blob.includes('"tlogEntries"'));
  if (text === undefined) throw new Error(`${fixture} holds no bundle`);
  return JSON.parse(text) as Bundle;
}

function now(): string {
  return String(Math.floor(Date.now() / 1000));
}
