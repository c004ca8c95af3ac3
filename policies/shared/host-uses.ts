import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asList, asObject, asString, member, valueAt, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { configReferences, type ConfigReference } from '../../src/kube/config-references.ts';
import { hostRole, portOwner } from '../../src/kube/host-roles.ts';
import { hostSetting, hostSettings, namedHosts, type HostSetting, type NamedHost } from '../../src/kube/host-settings.ts';
import { oncePerSubject } from '../../src/kube/once.ts';
import { referencesIn } from '../../src/kube/variable-references.ts';
import type { PodTraits } from '../../src/kube/pod-selection.ts';
import { allContainers, type ContainerAt } from '../../src/kube/workloads.ts';
import { freeWords } from './command-words.ts';
import { mapUse, referencesByReader, textsGiven, textsInEnv, textsInWords, type MapUse, type TextAt } from './container-texts.ts';
import { remembered } from './memo.ts';
import { EVERYWHERE, traitsOf } from './network-facts.ts';

/** What each container of a workload says of hosts, before its ConfigMaps are looked up. */
export type HostUse = { readonly containers: readonly ContainerHosts[]; readonly traits: PodTraits };

export type ContainerHosts = {
  readonly path: Path;
  /** From literal values of env and from the command line. */
  readonly own: readonly (HostSetting & { readonly path: Path; readonly env: boolean })[];
  readonly maps: readonly MapUse[];
  /** A Secret gives it variables that may name hosts; which, is not known. */
  readonly secretive?: true;
};

/** Workloads by their namespace, and all under one key. */
export const hostUses: Fact<HostUse> = {
  id: 'host-uses',
  kinds: ['workloads'],
  *extract(source) {
    const value = hostUse(source);
    yield { key: source.namespace ?? '', value };
    yield { key: EVERYWHERE, value };
  },
};

export type HostMap = { readonly entry: HostSetting; readonly lines: readonly HostSetting[] };

/** Entries of ConfigMaps that may name hosts, by their object (`<namespace>/<name>`). */
export const hostMaps: Fact<HostMap> = {
  id: 'host-maps',
  kinds: [{ group: '', kind: 'ConfigMap' }],
  *extract({ resource, namespace, name }) {
    for (const value of entriesIn(asObject(resource['data']))) yield { key: `${namespace ?? ''}/${name}`, value };
  },
};

/** A host that a workload names. */
export type DeclaredHost = NamedHost<Place> & { readonly container: Path };

export interface Place {
  /** In the workload; of a ConfigMap, where the workload names it. */
  readonly path: Path;
  readonly map?: { readonly name: string; readonly key: string };
}

export const hostUse: (source: Identified) => HostUse = oncePerSubject((source) => {
  const references = referencesByReader(configReferences(source));
  const containers = allContainers(source).map((at) => containerHosts(at, references.get(at) ?? [], source.namespace));
  return { containers, traits: traitsOf(source) };
});

/** The hosts that a workload's environment, command line and ConfigMaps name; each host and port of a container once. */
export function declaredHosts(
  { containers }: Pick<HostUse, 'containers'>,
  namespace: string | undefined,
  facts: FactsView,
): readonly DeclaredHost[] {
  return containers.flatMap((container) => {
    const variables = variablesOf(container, namespace, facts);
    const values = new Map(variables.map(({ setting }) => [setting.name, setting.text]));
    const words = container.own.filter(({ env }) => !env).map((setting) => ({ setting, place: { path: setting.path } }));
    const files = container.maps.filter(({ as }) => as === 'files').flatMap((map) => filesOf(map, namespace, facts));
    const found = [[...variables, ...words], ...files].flatMap((settings) => namedHosts(settings, (name) => values.get(name)));
    return distinct(found).map((named) => ({ ...named, container: container.path }));
  });
}

interface SettingAt {
  readonly setting: HostSetting;
  readonly place: Place;
}

/** What is said for sure comes before what is not, and what has a port before what has none. */
function distinct(found: readonly NamedHost<Place>[]): readonly NamedHost<Place>[] {
  const known = new Map<string, NamedHost<Place>>();
  for (const named of found.toReversed().toSorted((a, b) => Number(b.unsure) - Number(a.unsure))) known.set(idOf(named), named);
  const ported = new Set(found.flatMap(({ host, port }) => (port === undefined ? [] : [host.toLowerCase()])));
  return found.filter((named) => known.get(idOf(named)) === named && (named.port !== undefined || !ported.has(named.host.toLowerCase())));
}

function idOf({ host, port }: NamedHost<Place>): string {
  return `${host.toLowerCase()} ${port ?? ''}`;
}

function entriesIn(data: JsonObject): readonly HostMap[] {
  return Object.keys(data)
    .map((key) => ({ key, value: asString(member(data, key)) ?? '' }))
    .map(({ key, value }) => ({
      entry: hostSetting(key, value),
      lines: value.includes('\n') || key.includes('.') ? hostSettings(value, key) : [],
    }))
    .filter(({ entry, lines }) => entry.mentions.length > 0 || entry.text !== undefined || lines.length > 0);
}

function containerHosts(at: ContainerAt, references: readonly ConfigReference[], namespace = 'default'): ContainerHosts {
  const words = textsInWords(at);
  const free = freeWords(words.map(({ value }) => value));
  const bare = words.map((word, index) => ({ ...word, value: free[index] ?? '' }));
  const written = [...textsInEnv(at), ...namespacesInEnv(at, namespace), ...textsGiven(at, isAnyName), ...bare];
  const referred = new Set(written.flatMap(({ value }) => referencesIn(value).map(({ name }) => name)));
  const own = written
    .map(({ name, value, path, env }) => ({ ...settingOf(name, value), path, env }))
    .filter(
      ({ name, mentions, text }) => mentions.length > 0 || (text !== undefined && (ownerOf(name) !== undefined || referred.has(name))),
    );
  const maps = references.filter(({ kind }) => kind === 'ConfigMap').map(mapUse);
  return { path: at.path, own, maps, ...(references.some(mayHideHosts) && { secretive: true as const }) };
}

const settingOf = remembered(hostSetting);
const ownerOf = remembered(portOwner);
const roleOf = remembered(hostRole);

function isAnyName(): boolean {
  return true;
}

/** The one thing of a pod that is known before it runs and goes into hosts. */
function namespacesInEnv({ container, path }: ContainerAt, value: string): readonly TextAt[] {
  return asList(member(container, 'env')).flatMap((item, index) => {
    const isNamespace = valueAt(item, ['valueFrom', 'fieldRef', 'fieldPath']) === 'metadata.namespace';
    return isNamespace ? [{ name: asString(member(item, 'name')) ?? '', value, path: [...path, 'env', index], env: true }] : [];
  });
}

function mayHideHosts({ kind, as, env = '' }: ConfigReference): boolean {
  if (kind !== 'Secret' || as === 'files') return false;
  return as === 'variables' || ['host', 'peer'].includes(roleOf(env));
}

/** In the order in which one overrides the other: envFrom before env. */
function variablesOf({ own, maps }: ContainerHosts, namespace: string | undefined, facts: FactsView): readonly SettingAt[] {
  const given = (['variables', 'variable'] as const).flatMap((as) => maps.filter((map) => map.as === as));
  const read = given.flatMap((map) =>
    variablesIn(map, namespace, facts).map(({ entry }) => ({
      setting: renamed(entry, variableOf(map, entry.name)),
      place: { path: map.path, map: { name: map.name, key: entry.name } },
    })),
  );
  const literal = own.filter(({ env }) => env).map((setting) => ({ setting, place: { path: setting.path } }));
  return [...new Map([...read, ...literal].map((at) => [at.setting.name, at])).values()];
}

/** Of all that an object holds, what is a file is no variable. */
function variablesIn(map: MapUse, namespace: string | undefined, facts: FactsView): readonly HostMap[] {
  const entries = entriesOf(map, namespace, facts);
  return map.as === 'variables' ? entries.filter(({ lines }) => lines.length === 0) : entries;
}

function variableOf({ as, env = '' }: MapUse, key: string): string {
  return as === 'variables' ? `${env}${key}` : env;
}

/** What a value is depends on the name of the variable that gets it. */
function renamed(entry: HostSetting, name: string): HostSetting {
  if (entry.name === name) return entry;
  return entry.text === undefined ? { ...entry, name } : hostSetting(name, entry.text);
}

/** Each entry is a file: its lines say what it holds, else its name does. */
function filesOf(map: MapUse, namespace: string | undefined, facts: FactsView): readonly (readonly SettingAt[])[] {
  return entriesOf(map, namespace, facts).map(({ entry, lines }) =>
    (lines.length > 0 ? lines : [entry]).map((setting) => ({
      setting,
      place: { path: map.path, map: { name: map.name, key: entry.name } },
    })),
  );
}

function entriesOf({ name, keys }: MapUse, namespace: string | undefined, facts: FactsView): readonly HostMap[] {
  const entries = facts.get(hostMaps, `${namespace ?? ''}/${name}`).map(({ value }) => value);
  return keys.length === 0 ? entries : entries.filter(({ entry }) => keys.includes(entry.name));
}
