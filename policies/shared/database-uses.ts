import type { Fact } from '../../src/engine/fact.ts';
import { asObject, asString, member, type JsonObject, type Path } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { configReferences, type ConfigReference } from '../../src/kube/config-references.ts';
import { mayNameDatabase } from '../../src/kube/connection-strings.ts';
import { hostBuckets } from '../../src/kube/database-hosts.ts';
import { isDatabaseName } from '../../src/kube/database-names.ts';
import { databaseSetting, databaseSettings, type DatabaseSetting } from '../../src/kube/database-settings.ts';
import { targetsIn } from '../../src/kube/database-targets.ts';
import { oncePerSubject } from '../../src/kube/once.ts';
import { whoReads, type SecretReader } from '../../src/kube/secret-readers.ts';
import { referencesIn } from '../../src/kube/variable-references.ts';
import { allContainers, type ContainerAt } from '../../src/kube/workloads.ts';
import { mapUse, referencesByReader, textsGiven, textsInEnv, textsInWords, type MapUse } from './container-texts.ts';

/** What a workload says of databases, before its ConfigMaps are looked up. */
export type DatabaseUse = Pick<SecretReader, 'labels' | 'workload' | 'owned'> & {
  readonly containers: readonly ContainerUse[];
  /** All that it calls a database itself, should its ConfigMaps not; absent where a name is put together of several. */
  readonly databases?: readonly string[];
};

export type ContainerUse = {
  readonly path: Path;
  readonly image: string;
  /** From literal values of env and from the command line. */
  readonly own: readonly (DatabaseSetting & { readonly path: Path; readonly env: boolean })[];
  /** Of Secrets no value is known, but that two read one and the same. */
  readonly secrets: readonly { readonly name: string; readonly secret: string }[];
  readonly maps: readonly MapUse[];
};

/** Workloads by the hosts that they write (`host <bucket>`) and by the ConfigMaps that they read (`map <namespace>/<name>`). */
export const databaseUses: Fact<DatabaseUse> = {
  id: 'database-uses',
  kinds: ['workloads'],
  *extract(source) {
    const { use: value } = databaseUse(source);
    if (value === undefined) return;
    const maps = value.containers.flatMap((container) => container.maps.map(({ name }) => `map ${source.namespace ?? ''}/${name}`));
    const hosts = value.containers.flatMap(({ own }) => bucketsOf(own)).map((bucket) => `host ${bucket}`);
    for (const key of new Set([...hosts, ...maps])) yield { key, value };
  },
};

export type DatabaseMap = { readonly entry?: DatabaseSetting; readonly lines?: readonly DatabaseSetting[] };

/** Entries of ConfigMaps by their object (`of <namespace>/<name>`), and objects by the hosts that are written there (`host <bucket>`). */
export const databaseMaps: Fact<DatabaseMap> = {
  id: 'database-maps',
  kinds: [{ group: '', kind: 'ConfigMap' }],
  *extract({ resource, namespace, name }) {
    const entries = entriesIn(asObject(resource['data']));
    for (const value of entries) yield { key: `of ${namespace ?? ''}/${name}`, value };
    const hosts = new Set(entries.flatMap(({ entry, lines }) => bucketsOf([entry, ...lines])));
    for (const bucket of hosts) yield { key: `host ${bucket}`, value: {} };
  },
};

/** What a workload says of databases; nothing where it reads nothing that could. */
export const databaseUse: (source: Identified) => { readonly use?: DatabaseUse } = oncePerSubject((source) => {
  const references = referencesByReader(configReferences(source));
  const containers = allContainers(source).flatMap((at) => {
    const use = containerUse(at, references.get(at) ?? []);
    return use.own.length === 0 && use.maps.length === 0 ? [] : [use];
  });
  if (containers.length === 0) return {};
  const databases = namesIn(containers);
  return { use: { ...whoReads(source), containers, ...(databases !== undefined && { databases }) } };
});

/** Told before anything is looked up: whoever names no such database need not be. */
function namesIn(containers: readonly ContainerUse[]): readonly string[] | undefined {
  const settings = containers.flatMap(({ own }) => own);
  const names = [...settings.flatMap(namesOf), ...targetsOf(settings).map(({ database }) => database ?? '')];
  return names.some((name) => name.includes('$') || name.includes('/')) ? undefined : [...new Set(['', '0', ...names])];
}

function namesOf({ endpoints, text = '' }: DatabaseSetting): readonly string[] {
  return [text, ...endpoints.flatMap(({ database = '', fallback = '' }) => [database, fallback])];
}

/** Whether an entry of a ConfigMap may call a database so, alone or with what stands beside it. */
export function mayCall({ entry, lines = [] }: DatabaseMap, database: string): boolean {
  const settings = entry === undefined ? lines : [entry, ...lines];
  return settings.some((setting) => namesOf(setting).some((name) => name.includes('$') || name.includes(database)));
}

function entriesIn(data: JsonObject) {
  return Object.keys(data).flatMap((key) => {
    const value = asString(member(data, key)) ?? '';
    const entry = databaseSetting(key, value);
    const lines = value.includes('\n') || /\.\w{1,10}$/u.test(key) ? databaseSettings(value, key) : [];
    return entry.endpoints.length === 0 && entry.text === undefined && lines.length === 0 ? [] : [{ entry, lines }];
  });
}

function containerUse(at: ContainerAt, references: readonly ConfigReference[]): ContainerUse {
  const written = [...textsInEnv(at), ...textsGiven(at, isDatabaseName), ...textsInWords(at)];
  const referred = new Set(written.flatMap(({ value }) => referencesIn(value).map(({ name }) => name)));
  const own = written.flatMap(({ name, value, path, env }) => {
    const isNamed = isDatabaseName(name) || referred.has(name);
    if (!isNamed && !mayNameDatabase(value)) return [];
    const setting = databaseSetting(name, value);
    return setting.endpoints.length > 0 || (isNamed && setting.text !== undefined) ? [{ ...setting, path, env }] : [];
  });
  const maps = references.filter(({ kind }) => kind === 'ConfigMap').map(mapUse);
  const secrets = references.flatMap(({ kind, as, env, name, keys }) =>
    kind === 'Secret' && as === 'variable' && env !== undefined ? [{ name: env, secret: `${name}/${keys[0]?.key ?? ''}` }] : [],
  );
  return { path: at.path, image: asString(at.container.image) ?? '', own, maps, secrets };
}

function targetsOf(settings: readonly DatabaseSetting[]) {
  const values = new Map(settings.map(({ name, text }) => [name, text]));
  const places = settings.map((setting) => ({ setting, place: undefined }));
  return targetsIn(places, (name) => values.get(name));
}

/** Of what is written itself, and of what it comes to with the variables that stand beside it. */
function bucketsOf(settings: readonly DatabaseSetting[]): readonly string[] {
  const targets = targetsOf(settings);
  const texts = settings.flatMap(({ text }) =>
    text === undefined || /^[\d.]*$|^(?:true|false|info|debug)$/iu.test(text) ? [] : text.split(/[,/]/u, 8),
  );
  return [...new Set([...targets.map(({ host }) => host), ...texts].flatMap(hostBuckets))];
}
