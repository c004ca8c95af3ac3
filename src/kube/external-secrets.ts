import type { Fact } from '../engine/fact.ts';
import { asList, asObject, asString, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { canonicalJson } from './canonical-json.ts';
import { replicaOrigins } from './replicated-secrets.ts';
import { secretNode } from './secret-nodes.ts';
import type { Origin } from './secret-nodes.ts';

/** external-secrets.io ExternalSecret, of any version: the remote keys that the Secret is made of. */
export function* externalSecretOrigins({ resource, namespace, name }: Identified): Iterable<Origin> {
  yield* originsOfSpec(resource['spec'], namespace, name);
}

/** The namespaces that it names; those that it selects by label stay unknown. */
export function* clusterExternalSecretOrigins({ resource, name }: Identified): Iterable<Origin> {
  const spec = resource['spec'];
  const made = nonEmpty(member(spec, 'externalSecretName')) ?? name;
  for (const namespace of asList(member(spec, 'namespaces')))
    if (typeof namespace === 'string') yield* originsOfSpec(member(spec, 'externalSecretSpec'), namespace, made);
}

/**
 * Stores by `<kind>/<namespace>/<name>`, each as a digest of what it leads to. How a store logs in does not count where the
 * address says whose secrets they are: each namespace has its own role, and one backend.
 */
export const secretStores: Fact<string> = {
  id: 'secret-stores',
  kinds: [
    { group: 'external-secrets.io', kind: 'SecretStore' },
    { group: 'external-secrets.io', kind: 'ClusterSecretStore' },
  ],
  *extract({ resource, kind, namespace, name }, tools) {
    const provider = member(resource['spec'], 'provider');
    if (isObject(provider))
      yield { key: storeKey(kind, namespace, name), value: tools.digest(`store\n${canonicalJson(addressOf(provider))}`) };
  },
};

function addressOf(provider: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(provider).map((kind) => {
      const config = asObject(member(provider, kind));
      const kept = Object.keys(config).filter((field) => !ADDRESSED.has(kind) || !LOGIN_FIELDS.has(field));
      return [kind, Object.fromEntries(kept.map((field) => [field, member(config, field)]))];
    }),
  );
}

/** One remote value or object that goes into the Secret. */
interface Remote extends Omit<Origin, 'node' | 'key'> {
  readonly bucket: string;
  readonly key: string | undefined;
}

function* originsOfSpec(spec: Json | undefined, namespace: string | undefined, name: string): Iterable<Origin> {
  const target = member(spec, 'target');
  const made = nonEmpty(member(target, 'name')) ?? name;
  const node = secretNode(namespace, made);
  const store = member(spec, 'secretStoreRef');
  const remotes = [
    ...asList(member(spec, 'data')).flatMap((entry) => single(entry, store, namespace)),
    ...asList(member(spec, 'dataFrom')).flatMap((entry) => several(entry, store, namespace)),
  ];
  for (const { key, ...remote } of templated(member(target, 'template'), remotes))
    yield { node, ...remote, ...(key !== undefined && { key }) };
  yield* replicaOrigins(member(member(target, 'template'), 'metadata'), namespace, made);
}

function single(entry: Json, store: Json | undefined, namespace: string | undefined): readonly Remote[] {
  const ref = member(entry, 'remoteRef');
  const remoteKey = nonEmpty(member(ref, 'key'));
  const key = nonEmpty(member(entry, 'secretKey'));
  if (remoteKey === undefined || key === undefined) return [];
  return [{ key, bucket: remoteBucket(remoteKey), ...partOf(ref), ...storeOf(entry, store, namespace) }];
}

/** A rewrite renames the keys: which part is which is then unknown. */
function several(entry: Json, store: Json | undefined, namespace: string | undefined): readonly Remote[] {
  const where = { key: undefined, ...storeOf(entry, store, namespace) };
  const extract = member(entry, 'extract');
  const remoteKey = nonEmpty(member(extract, 'key'));
  const spread = asList(member(entry, 'rewrite')).length === 0 && nonEmpty(member(extract, 'property')) === undefined;
  if (remoteKey !== undefined) return [{ ...where, bucket: remoteBucket(remoteKey), ...(spread ? { spread } : partOf(extract)) }];
  const find = member(entry, 'find');
  return isObject(find) ? [{ ...where, bucket: `find/${canonicalJson(find)}`, spread }] : [];
}

/** Where a template writes the entries, each is made of the values that it mentions. */
function templated(template: Json | undefined, remotes: readonly Remote[]): readonly Remote[] {
  const data = asObject(member(template, 'data'));
  const written = Object.keys(data);
  const opaque = asList(member(template, 'templateFrom')).length > 0;
  if (written.length === 0 && !opaque) return remotes;
  const kept = member(template, 'mergePolicy') === 'Merge' ? remotes : [];
  const unknown = opaque ? remotes.map((remote) => ({ ...remote, key: undefined, spread: false })) : [];
  return [...kept, ...unknown, ...written.flatMap((key) => mentioned(key, asString(member(data, key)) ?? '', remotes))];
}

function mentioned(key: string, text: string, remotes: readonly Remote[]): readonly Remote[] {
  const fields = [...new Set(Array.from(text.matchAll(FIELD), ([, field = '']) => field))];
  return remotes.flatMap(({ spread, ...remote }) => {
    if (remote.key !== undefined) return text.includes(remote.key) ? [{ ...remote, key }] : [];
    if (spread !== true || fields.length === 0) return [{ ...remote, key }];
    return fields.map((part) => ({ ...remote, key, part }));
  });
}

function partOf(ref: Json | undefined): { readonly part?: string } {
  const part = nonEmpty(member(ref, 'property'));
  return part === undefined ? {} : { part };
}

function storeOf(entry: Json, fallback: Json | undefined, namespace: string | undefined): { readonly store: string } {
  const own = member(member(entry, 'sourceRef'), 'storeRef');
  const ref = nonEmpty(member(own, 'name')) === undefined ? fallback : own;
  return { store: storeKey(nonEmpty(member(ref, 'kind')) ?? 'SecretStore', namespace, nonEmpty(member(ref, 'name')) ?? '') };
}

function storeKey(kind: string, namespace: string | undefined, name: string): string {
  return kind === 'ClusterSecretStore' ? `${kind}//${name}` : `${kind}/${namespace ?? ''}/${name}`;
}

function remoteBucket(key: string): string {
  return `remote/${key.split('/').filter(Boolean).join('/')}`;
}

function nonEmpty(value: Json | undefined): string | undefined {
  return asString(value) || undefined;
}

/** A field in a Go template: `{{ .password }}`. */
const FIELD = /\.([A-Za-z_]\w*)/gu;
/** Providers whose other fields name one backend, whoever asks. */
const ADDRESSED: ReadonlySet<string> = new Set(['vault', 'gcpsm', 'azurekv', 'onepassword', 'doppler', 'akeyless', 'conjur', 'gitlab']);
const LOGIN_FIELDS: ReadonlySet<string> = new Set([
  'auth',
  'authType',
  'authSecretRef',
  'serviceAccountRef',
  'caBundle',
  'caProvider',
  'headers',
  'tls',
]);
