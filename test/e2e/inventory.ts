import { asList, asObject, asString, member, valueAt, type JsonObject } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { pluralOf } from '../../src/kube/resources.ts';
import type { Client } from './client.ts';
import { until } from './until.ts';

/** What a cluster must hold before objects can be sent to it: their kinds, namespaces and accounts. */
export async function furnish(subjects: readonly Identified[], admin: Client): Promise<Inventory> {
  const used = Map.groupBy(subjects, ({ group, kind }) => `${group}/${kind}`);
  const definitions = subjects.filter(({ group, kind }) => group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition');
  const given = definitions.map(({ resource }) => withoutConversion(resource)).filter((definition) => used.has(kindOf(definition)));
  const known = new Set([...(await discover(admin)).keys()].map((key) => key.replace(/\/[^/]*\//u, '/')).concat(given.map(kindOf)));
  const missing = [...used].filter(([key]) => !known.has(key) && /^[^/]*\./u.test(key)).map(([, all]) => permissive(all));
  const made = await Promise.all(
    [...given, ...missing].map(async (definition) => {
      const { status } = await admin.post(DEFINITIONS, definition);
      return status === 201 ? servedBy(definition) : [];
    }),
  );
  const namespaces = new Set(subjects.flatMap(({ namespace }) => namespace ?? []));
  for (const name of namespaces) await admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const [namespace, name] of subjects.flatMap(accountOf))
    await admin.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  return await established(made.flat(), admin);
}

/** Where the API server takes objects of a kind. */
export interface Inventory {
  /** Undefined: it does not know the kind. */
  readonly pathOf: (subject: Identified) => string | undefined;
}

/** Waits until kinds (`group/version/Kind`) are served, and reads what is. */
export async function established(wanted: readonly string[], admin: Client): Promise<Inventory> {
  const served = await until(
    'the definitions are served',
    async () => {
      const found = await discover(admin);
      const missing = wanted.filter((key) => !found.has(key));
      if (missing.length > 0) throw new Error(`not served yet: ${missing.join(', ')}`);
      return found;
    },
    DEADLINE,
  );
  return {
    pathOf({ group, version, kind, namespace }) {
      const resource = served.get(`${group}/${version}/${kind}`);
      if (resource === undefined) return undefined;
      const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      return resource.namespaced ? `${root}/namespaces/${namespace ?? 'default'}/${resource.plural}` : `${root}/${resource.plural}`;
    },
  };
}

/** Aggregated discovery (apidiscovery.k8s.io/v2): by `group/version/kind`. */
async function discover(admin: Client): Promise<ReadonlyMap<string, { readonly plural: string; readonly namespaced: boolean }>> {
  const found = new Map<string, { plural: string; namespaced: boolean }>();
  for (const path of ['/api', '/apis']) {
    const { body } = await admin.get(path, 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    for (const group of asList(member(body, 'items'))) {
      const name = asString(valueAt(group, ['metadata', 'name'])) ?? '';
      for (const version of asList(member(group, 'versions'))) {
        for (const resource of asList(member(version, 'resources'))) {
          const kind = asString(valueAt(resource, ['responseKind', 'kind'])) ?? '';
          const plural = asString(member(resource, 'resource')) ?? '';
          found.set(`${name}/${asString(member(version, 'version'))}/${kind}`, {
            plural,
            namespaced: member(resource, 'scope') === 'Namespaced',
          });
        }
      }
    }
  }
  return found;
}

/** Nobody is there who could convert. */
function withoutConversion(definition: JsonObject): JsonObject {
  const { conversion: _, ...spec } = asObject(member(definition, 'spec'));
  return { ...definition, spec };
}

/** What a definition makes the API server serve, as `group/version/kind`. */
function servedBy(definition: JsonObject): readonly string[] {
  const spec = member(definition, 'spec');
  const versions = asList(member(spec, 'versions')).filter((version) => member(version, 'served') === true);
  const [group, kind] = kindOf(definition).split('/');
  return versions.map((version) => `${group}/${asString(member(version, 'name'))}/${kind}`);
}

function kindOf(definition: JsonObject): string {
  const spec = member(definition, 'spec');
  return `${asString(member(spec, 'group'))}/${asString(valueAt(spec ?? null, ['names', 'kind']))}`;
}

/** A definition that takes whatever is written, for a kind that none defines. */
function permissive(all: readonly Identified[]): JsonObject {
  const [{ group, kind, namespace } = { group: '', kind: '', namespace: undefined }] = all;
  const plural = pluralOf(group, kind);
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const versions = [...new Set(all.map(({ version }) => version))].map((name, index) => ({
    name,
    served: true,
    storage: index === 0,
    schema,
  }));
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
    spec: {
      group,
      scope: namespace === undefined ? 'Cluster' : 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions,
    },
  };
}

/** Pods are made for accounts that are there alone. */
function accountOf({ group, kind, namespace = '', resource }: Identified): readonly (readonly [namespace: string, name: string])[] {
  if (group !== '' || kind !== 'Pod') return [];
  return [[namespace, asString(valueAt(resource, ['spec', 'serviceAccountName'])) ?? 'default']];
}

const DEADLINE = 300_000;
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
