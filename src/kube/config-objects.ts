import type { Fact } from '../engine/fact.ts';
import { asList, asObject, asString, isObject, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import type { ConfigReference } from './config-references.ts';

/** The keys of a Secret or ConfigMap that is in the set or is made there; absent where they can't be known. */
export type ConfigObject = { readonly keys?: readonly string[] };

/** By `configKey`, what is in the set, and what its controllers make of it. */
export const configObjects: Fact<ConfigObject> = {
  id: 'config-objects',
  kinds: [
    { group: '', kind: 'Secret' },
    { group: '', kind: 'ConfigMap' },
    { group: 'bitnami.com', kind: 'SealedSecret' },
    { group: 'cert-manager.io', kind: 'Certificate' },
    { group: 'external-secrets.io', kind: 'ExternalSecret' },
    { group: 'external-secrets.io', kind: 'ClusterExternalSecret' },
    { group: 'secrets-store.csi.x-k8s.io', kind: 'SecretProviderClass' },
    { group: 'trust.cert-manager.io', kind: 'Bundle' },
  ],
  *extract(source) {
    for (const { kind, namespace, name, keys } of MAKERS.get(source.kind)?.(source) ?? [])
      if (name !== '') yield { key: configKey(kind, namespace, name), value: keys === undefined ? {} : { keys } };
  },
};

/** Where an object is found; without namespace, it is made in several that can't be known. */
export function configKey(kind: ConfigReference['kind'], namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? '*'}/${name}`;
}

interface Made {
  readonly kind: ConfigReference['kind'];
  readonly namespace: string | undefined;
  readonly name: string;
  readonly keys: readonly string[] | undefined;
}

type Maker = (source: Identified) => readonly Made[];

function secret({ resource, namespace, name }: Identified): readonly Made[] {
  const made = { kind: 'Secret' as const, name };
  const filled = resource['type'] === 'kubernetes.io/service-account-token' || isFilledLater(resource.metadata);
  const keys = filled ? undefined : [...keysOf(resource['data']), ...keysOf(resource['stringData'])];
  return [{ ...made, namespace, keys }, ...replicas(resource.metadata).map((target) => ({ ...made, namespace: target, keys }))];
}

function configMap({ resource, namespace, name }: Identified): readonly Made[] {
  const made = { kind: 'ConfigMap' as const, name };
  const keys = isFilledLater(resource.metadata) ? undefined : [...keysOf(resource['data']), ...keysOf(resource['binaryData'])];
  return [{ ...made, namespace, keys }, ...replicas(resource.metadata).map((target) => ({ ...made, namespace: target, keys }))];
}

function sealedSecret({ resource, namespace, name }: Identified): readonly Made[] {
  const spec = resource['spec'];
  const template = member(spec, 'template');
  const known = isObject(member(spec, 'encryptedData')) && !isFilledLater(member(template, 'metadata'));
  const keys = known ? [...keysOf(member(spec, 'encryptedData')), ...keysOf(member(template, 'data'))] : undefined;
  return [{ kind: 'Secret', namespace, name: nameIn(member(template, 'metadata'), 'name') ?? name, keys }];
}

/** cert-manager.io/v1: what its secret holds, unless a keystore or another output format is asked for. */
function certificate({ resource, namespace }: Identified): readonly Made[] {
  const spec = resource['spec'];
  const plain = [member(spec, 'keystores'), member(spec, 'additionalOutputFormats')].every((more) => more === undefined || more === null);
  return [
    { kind: 'Secret', namespace, name: nameIn(spec, 'secretName') ?? '', keys: plain ? ['tls.crt', 'tls.key', 'ca.crt'] : undefined },
  ];
}

function externalSecret({ resource, namespace, name }: Identified): readonly Made[] {
  return [ofExternalSpec(resource['spec'], namespace, name)];
}

function clusterExternalSecret({ resource, name }: Identified): readonly Made[] {
  const spec = resource['spec'];
  return [ofExternalSpec(member(spec, 'externalSecretSpec'), undefined, nameIn(spec, 'externalSecretName') ?? name)];
}

/** Where a template writes the entries, they are its own alone unless it is merged. */
function ofExternalSpec(spec: Json | undefined, namespace: string | undefined, name: string): Made {
  const target = member(spec, 'target');
  const template = member(target, 'template');
  const written = keysOf(member(template, 'data'));
  const remote = asList(member(spec, 'data')).map((entry) => asString(member(entry, 'secretKey')) ?? '');
  const known =
    asList(member(spec, 'dataFrom')).length === 0 &&
    asList(member(template, 'templateFrom')).length === 0 &&
    member(target, 'creationPolicy') !== 'Merge';
  const keys = written.length === 0 || member(template, 'mergePolicy') === 'Merge' ? [...remote, ...written] : written;
  return { kind: 'Secret', namespace, name: nameIn(target, 'name') ?? name, keys: known ? keys : undefined };
}

function providerClass({ resource, namespace }: Identified): readonly Made[] {
  return asList(member(resource['spec'], 'secretObjects')).map((made) => {
    const keys = asList(member(made, 'data')).map((entry) => asString(member(entry, 'key')) ?? '');
    return { kind: 'Secret', namespace, name: nameIn(made, 'secretName') ?? '', keys };
  });
}

/** trust-manager writes a ConfigMap or Secret of the bundle's name into every namespace that it selects. */
function bundle({ name }: Identified): readonly Made[] {
  return (['ConfigMap', 'Secret'] as const).map((kind) => ({ kind, namespace: undefined, name, keys: undefined }));
}

/** What replicators and injectors put in is not in the file. */
function isFilledLater(metadata: Json | undefined): boolean {
  return ['annotations', 'labels'].some((field) => keysOf(member(metadata, field)).some((key) => FILLED.test(key)));
}

function replicas(metadata: Json | undefined): readonly (string | undefined)[] {
  const annotations = asObject(member(metadata, 'annotations'));
  return keysOf(annotations).some((key) => COPIED.test(key)) ? [undefined] : [];
}

function keysOf(value: Json | undefined): readonly string[] {
  return Object.keys(asObject(value));
}

function nameIn(holder: Json | undefined, field: string): string | undefined {
  return asString(member(holder, field)) || undefined;
}

const FILLED =
  /\/(?:reflects|replicate-from|inject-trusted-cabundle|inject-cabundle|inject-ca-bundle|inject-ca-from|serving-cert-secret-name)$/u;
const COPIED = /\/(?:reflection-auto-enabled|reflection-auto-namespaces|replicate-to|replicate-to-matching|sync)$/u;
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['Secret', secret],
  ['ConfigMap', configMap],
  ['SealedSecret', sealedSecret],
  ['Certificate', certificate],
  ['ExternalSecret', externalSecret],
  ['ClusterExternalSecret', clusterExternalSecret],
  ['SecretProviderClass', providerClass],
  ['Bundle', bundle],
]);
