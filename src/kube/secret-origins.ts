import type { Fact, FactsView } from '../engine/fact.ts';
import { asObject, member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { externalSecretOrigins, clusterExternalSecretOrigins } from './external-secrets.ts';
import { replicaOrigins } from './replicated-secrets.ts';
import { secretCopies } from './secret-copies.ts';
import { secretNode } from './secret-nodes.ts';
import type { Origin } from './secret-nodes.ts';
import { providerClassOrigins } from './secret-provider-classes.ts';

/** Origins by Secret (`of <node>`) and Secrets by origin (`by <bucket>`): one fact, so that each Secret is hashed once. */
export const secretOrigins: Fact<Origin> = {
  id: 'secret-origins',
  kinds: [
    { group: '', kind: 'Secret' },
    { group: 'bitnami.com', kind: 'SealedSecret' },
    { group: 'external-secrets.io', kind: 'ExternalSecret' },
    { group: 'external-secrets.io', kind: 'ClusterExternalSecret' },
    { group: 'secrets-store.csi.x-k8s.io', kind: 'SecretProviderClass' },
  ],
  *extract(source, tools) {
    for (const value of originsIn(source, tools.digest)) {
      yield { key: `of ${value.node}`, value };
      if (value.bucket !== undefined) yield { key: `by ${value.bucket}`, value };
    }
  },
};

export function originsOf(node: string, facts: FactsView): readonly Origin[] {
  return facts.get(secretOrigins, `of ${node}`).map(({ value }) => value);
}

export function originsBy(bucket: string, facts: FactsView): readonly Origin[] {
  return facts.get(secretOrigins, `by ${bucket}`).map(({ value }) => value);
}

type Reader = (source: Identified, digest: (text: string) => string) => Iterable<Origin>;

function originsIn(source: Identified, digest: (text: string) => string): Iterable<Origin> {
  return READERS.get(source.kind)?.(source, digest) ?? [];
}

function* secret({ resource, namespace, name }: Identified, digest: (text: string) => string): Iterable<Origin> {
  const node = secretNode(namespace, name);
  for (const copy of secretCopies(resource, digest)) yield { node, ...copy };
  yield* replicaOrigins(resource.metadata, namespace, name);
}

/** A ciphertext can be copied as it is; what it decrypts to nobody knows here. */
function* sealedSecret({ resource, namespace, name }: Identified, digest: (text: string) => string): Iterable<Origin> {
  const spec = resource['spec'];
  const metadata = member(member(spec, 'template'), 'metadata');
  const made = member(metadata, 'name');
  const target = typeof made === 'string' && made !== '' ? made : name;
  const node = secretNode(namespace, target);
  for (const [key, text] of Object.entries(asObject(member(spec, 'encryptedData'))))
    yield { node, key, ...(typeof text === 'string' && text !== '' && { bucket: `copy/${digest(`sealed\n${text.trim()}`)}` }) };
  for (const key of Object.keys(asObject(member(member(spec, 'template'), 'data')))) yield { node, key };
  yield* replicaOrigins(metadata, namespace, target);
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Secret', secret],
  ['SealedSecret', sealedSecret],
  ['ExternalSecret', externalSecretOrigins],
  ['ClusterExternalSecret', clusterExternalSecretOrigins],
  ['SecretProviderClass', providerClassOrigins],
]);
