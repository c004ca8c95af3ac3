import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import { toPointer, type Path } from '../../src/engine/json.ts';
import { describeRef, type Identified } from '../../src/engine/resource.ts';
import { canonicalHost, hostBuckets } from '../../src/kube/database-hosts.ts';
import type { DatabaseSetting } from '../../src/kube/database-settings.ts';
import { targetsIn, type SettingAt } from '../../src/kube/database-targets.ts';
import { serviceOf } from '../../src/kube/secret-readers.ts';
import { firstOfEach, sortedBy } from '../../src/kube/secret-sharing.ts';
import { aliasesOfHost, resolvedHost } from '../../src/kube/service-aliases.ts';
import type { MapUse } from './container-texts.ts';
import { databaseMaps, databaseUse, databaseUses, mayCall, type ContainerUse, type DatabaseUse } from './database-uses.ts';

export interface DatabaseTerms {
  readonly serviceLabels: readonly string[];
  readonly clusterDomain: string;
  readonly perDatabase: boolean;
  readonly isServer: (image: string) => boolean;
}

/** A database that a workload names, and who else does. */
export interface SharedDatabase {
  readonly service: string;
  /** Canonical, at the end of all aliases. */
  readonly host: string;
  /** Canonical, as the workload itself names it. */
  readonly written: string;
  readonly database: string | undefined;
  readonly path: Path;
  readonly container: Path;
  readonly others: readonly OtherUser[];
}

export interface OtherUser {
  readonly service: string;
  readonly source: FactEntry['source'];
  readonly reader: { readonly path: (string | number)[] };
}

/** The databases of a workload that other services name too. */
export function sharedDatabases(subject: Identified, facts: FactsView, terms: DatabaseTerms): readonly SharedDatabase[] {
  const { use } = databaseUse(subject);
  if (use === undefined) return [];
  const service = serviceOf(use, terms.serviceLabels);
  return placesOf(use, subject.namespace, facts, terms).flatMap((place) => {
    const others = othersAt(place, service, facts, terms);
    return others.length === 0 ? [] : [{ ...place, service, others }];
  });
}

type Place = Omit<SharedDatabase, 'service' | 'others'>;

/** One for each database: a host alone is only asked for where no database on it is named. */
function placesOf(use: DatabaseUse, namespace: string | undefined, facts: FactsView, terms: DatabaseTerms): readonly Place[] {
  const found = use.containers
    .filter(({ image }) => !terms.isServer(image))
    .flatMap((container) => inContainer(container, namespace, facts, terms));
  if (found.length === 0) return found;
  if (!terms.perDatabase) return firstOfEach(found, ({ host }) => host);
  const named = new Set(found.flatMap(({ host, database }) => (database === undefined ? [] : [host])));
  const counted = found.filter(({ host, database }) => database !== undefined || !named.has(host));
  return firstOfEach(counted, ({ host, database }) => `${host} ${database ?? ''}`);
}

/** Secrets alone name no host. */
function inContainer(container: ContainerUse, namespace: string | undefined, facts: FactsView, terms: DatabaseTerms): readonly Place[] {
  if (container.own.length === 0 && container.maps.every((map) => readFrom(map, namespace, facts).length === 0)) return [];
  const variables = variablesOf(container, namespace, facts);
  const values = new Map(variables.map(({ setting }) => [setting.name, setting.text]));
  const valueOf = (name: string): string | undefined => values.get(name);
  const words = container.own.filter(({ env }) => !env).map((setting) => ({ setting, place: setting.path }));
  const files = container.maps.filter(({ as }) => as === 'files').map((map) => filesOf(map, namespace, facts));
  return [[...variables, ...words], ...files]
    .flatMap((settings) => targetsIn(settings, valueOf))
    .flatMap(({ host, database, place }) => {
      const written = canonicalHost(host, namespace, terms.clusterDomain);
      const resolved = written === undefined ? undefined : resolvedHost(written, facts, terms.clusterDomain);
      if (written === undefined || resolved === undefined) return [];
      return [{ host: resolved, written, database, path: place, container: container.path }];
    });
}

/** In the order in which one overrides the other: envFrom before env. */
function variablesOf({ own, secrets, maps }: ContainerUse, namespace: string | undefined, facts: FactsView): readonly SettingAt<Path>[] {
  return [
    ...maps.filter(({ as }) => as === 'variables').flatMap((map) => entriesOf(map, namespace, facts, (key) => `${map.env ?? ''}${key}`)),
    ...maps.filter(({ as }) => as === 'variable').flatMap((map) => entriesOf(map, namespace, facts, () => map.env ?? '')),
    ...secrets.map(({ name, secret }) => ({
      setting: { name, endpoints: [], text: `\uE002${namespace ?? ''}/${secret}` },
      place: [],
    })),
    ...own.filter(({ env }) => env).map((setting) => ({ setting, place: setting.path })),
  ];
}

function entriesOf(
  map: MapUse,
  namespace: string | undefined,
  facts: FactsView,
  nameOf: (key: string) => string,
): readonly SettingAt<Path>[] {
  return readFrom(map, namespace, facts).map(({ entry }) => ({ setting: { ...entry, name: nameOf(entry.name) }, place: map.path }));
}

/** Each entry is a file: its name may say what it holds, else its lines do. */
function filesOf(map: MapUse, namespace: string | undefined, facts: FactsView): readonly SettingAt<Path>[] {
  return readFrom(map, namespace, facts)
    .flatMap(({ entry, lines }) => (lines.length > 0 ? lines : [entry]))
    .map((setting) => ({ setting, place: map.path }));
}

function readFrom({ name, keys }: MapUse, namespace: string | undefined, facts: FactsView) {
  return facts.get(databaseMaps, `of ${namespace ?? ''}/${name}`).flatMap(({ value: { entry, lines = NONE } }) => {
    return entry !== undefined && (keys.length === 0 || keys.includes(entry.name)) ? [{ entry, lines }] : [];
  });
}

function othersAt(place: Place, service: string, facts: FactsView, terms: DatabaseTerms): readonly OtherUser[] {
  const buckets = new Set(aliasesOfHost(place.host, facts, terms.clusterDomain).flatMap(hostBuckets));
  const candidates = [...buckets].flatMap((bucket) => [
    ...facts.get(databaseUses, `host ${bucket}`),
    ...facts
      .get(databaseMaps, `host ${bucket}`)
      .flatMap(({ source }) => facts.get(databaseUses, `map ${source.namespace ?? ''}/${source.name}`)),
  ]);
  const others = firstOfEach(candidates.filter(namersOf(place, facts, terms)), identityOf).flatMap(({ value, source }) => {
    const other = serviceOf(value, terms.serviceLabels);
    const same =
      other === service ? undefined : placesOf(value, source.namespace, facts, terms).find((found) => isSame(found, place, terms));
    return same === undefined ? [] : [{ service: other, owned: value.owned, source, reader: { path: [...same.path] } }];
  });
  return sortedBy(others, (other) => `${other.service}\n${Number(other.owned)}\n${identityOf(other)}\n${toPointer(other.reader.path)}`);
}

/** Many services may have databases of their own on one host: who can't have this one is not looked into. */
function namersOf(place: Place, facts: FactsView, { perDatabase }: DatabaseTerms): (candidate: FactEntry<DatabaseUse>) => boolean {
  const { database = '' } = place;
  const known = new Map<string, boolean>();
  const inMap = (key: string): boolean => {
    const answer = known.get(key) ?? facts.get(databaseMaps, key).some(({ value }) => mayCall(value, database));
    known.set(key, answer);
    return answer;
  };
  return ({ value: { databases, containers }, source }) =>
    !perDatabase ||
    databases === undefined ||
    database.startsWith('\uE002') ||
    databases.includes(database) ||
    containers.some(({ maps }) => maps.some(({ name }) => inMap(`of ${source.namespace ?? ''}/${name}`)));
}

function isSame(found: Place, place: Place, { perDatabase }: DatabaseTerms): boolean {
  return found.host === place.host && (!perDatabase || found.database === place.database);
}

function identityOf({ source }: Pick<FactEntry, 'source'>): string {
  return `${source.apiVersion} ${describeRef(source)} ${source.document ?? ''}`;
}

const NONE: readonly DatabaseSetting[] = [];
