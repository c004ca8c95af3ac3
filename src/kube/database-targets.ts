import { endpointsIn } from './connection-strings.ts';
import type { Endpoint } from './connection-strings.ts';
import { databaseRole } from './database-names.ts';
import type { DatabaseRole } from './database-names.ts';
import type { DatabaseSetting } from './database-settings.ts';
import { expandReferences } from './variable-references.ts';

/** A setting, and whatever tells where it stands. */
export interface SettingAt<P> {
  readonly setting: DatabaseSetting;
  readonly place: P;
}

/** A database that settings name together. */
export interface DatabaseTarget<P> {
  /** As written, with its variables replaced. */
  readonly host: string;
  /** Undefined: nothing names it. */
  readonly database: string | undefined;
  readonly place: P;
}

/** The databases that the settings of one environment or file name, each host with the name that belongs to it. */
export function targetsIn<P>(
  settings: readonly SettingAt<P>[],
  valueOf: (name: string) => string | undefined,
): readonly DatabaseTarget<P>[] {
  const read = settings.map((at) => ({ ...at, role: databaseRole(at.setting.name) }));
  const names = read.filter((at) => at.role?.role === 'name' && at.setting.endpoints.length === 0);
  const groups = new Set(read.flatMap(({ role }) => (role?.role === 'host' ? [keyOf(role)] : [])));
  const found = new Map<string, string | undefined>();
  const nameFor = (role: DatabaseRole): string | undefined => {
    const key = keyOf(role);
    if (!found.has(key)) found.set(key, nameIn(expandReferences(fittingName(role, names, groups)?.setting.text ?? '', valueOf)));
    return found.get(key);
  };
  return read.flatMap(({ setting, place, role }) =>
    endpointsOf(setting, role, valueOf).flatMap((endpoint) => {
      const cache = endpoint.cache === true || role?.cache === true;
      const paired = nameFor({ role: 'host', group: role?.group ?? '', cache });
      const database = nameIn(expandReferences(endpoint.database ?? '', valueOf)) ?? paired ?? defaultOf(endpoint, cache, valueOf);
      return endpoint.hosts.flatMap((host) => hostsIn(expandReferences(host, valueOf)).map((known) => ({ host: known, database, place })));
    }),
  );
}

interface Read<P> extends SettingAt<P> {
  readonly role: DatabaseRole | undefined;
}

/** The last name of the host's own group; else the only one that belongs to no other host. */
function fittingName<P>(role: DatabaseRole, names: readonly Read<P>[], groups: ReadonlySet<string>): Read<P> | undefined {
  const fitting = names.filter((name) => name.role?.cache === role.cache);
  const own = fitting.filter((name) => name.role?.group === role.group);
  const free = fitting.filter((name) => name.role !== undefined && !groups.has(keyOf(name.role)));
  return own.at(-1) ?? (free.length === 1 ? free[0] : undefined);
}

/** What connection strings say; else a host that stands alone, as the name says that it is one. */
function endpointsOf(
  setting: DatabaseSetting,
  role: DatabaseRole | undefined,
  valueOf: (name: string) => string | undefined,
): readonly Endpoint[] {
  if (setting.endpoints.length > 0 || role?.role !== 'host') return setting.endpoints;
  const full = expandReferences((setting.text ?? '').replace(PORT_REFERENCE, ''), valueOf) ?? '';
  return full.includes('://') ? endpointsIn(full, true) : loneHosts(full);
}

function loneHosts(text: string): readonly Endpoint[] {
  const [, host = '', database = ''] = LONE_HOST.exec(text) ?? [];
  return [{ hosts: [host], ...(database !== '' && { database }) }];
}

function defaultOf({ fallback }: Endpoint, cache: boolean, valueOf: (name: string) => string | undefined): string | undefined {
  return cache ? '0' : nameIn(expandReferences(fallback ?? '', valueOf));
}

/** A variable may hold several hosts. */
function hostsIn(host: string | undefined): readonly string[] {
  return host === undefined
    ? []
    : host
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .slice(0, MOST);
}

function nameIn(name: string | undefined): string | undefined {
  return name !== undefined && NAME.test(name) ? name : undefined;
}

function keyOf({ group, cache }: DatabaseRole): string {
  return `${group} ${cache}`;
}

/** `host:5432,host:5432/name`. */
const LONE_HOST = /^([^/?]{1,1024})(?:\/([^/?]{0,128}))?/u;
/** Ports do not count, so an unknown one hides nothing. */
const PORT_REFERENCE = /:\$[({]?\w{1,128}(?::-?\d{1,5})?[)}]?$/u;
const NAME = /^(?:[\w.$-]{1,128}|\uE002.{1,600})$/u;
const MOST = 32;
