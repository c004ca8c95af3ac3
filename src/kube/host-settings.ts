import { configLines } from './config-lines.ts';
import { hostMentions } from './host-mentions.ts';
import type { HostMention } from './host-mentions.ts';
import { hostOwner, portOwner } from './host-roles.ts';
import { plainText } from './plain-text.ts';
import { expandReferences } from './variable-references.ts';

/** What one variable, option or key says of hosts; nothing that opens one is kept. */
export type HostSetting = {
  readonly name: string;
  readonly mentions: readonly HostMention[];
  /** The value, where it may be a host, a port or a part of either. */
  readonly text?: string;
};

/** A host that settings name, with their variables replaced. */
export interface NamedHost<P> {
  readonly host: string;
  /** Undefined: nothing says. */
  readonly port?: number;
  /** In lower case; of a URL alone. */
  readonly scheme?: string;
  /** Nothing says that it is a host that is called: it is one only where a Service of that name is. */
  readonly unsure: boolean;
  /** Of the variable, option or key; empty: it has none. */
  readonly name: string;
  readonly place: P;
}

export function hostSetting(name: string, value: string): HostSetting {
  const text = value.length <= LONGEST_TEXT ? plainText(name, value) : undefined;
  return { name: name.slice(-LONGEST_NAME), mentions: hostMentions(name, value), ...(text !== undefined && { text }) };
}

/** The settings of a configuration file that name a host or a part of one. Of pages, scripts for browsers, dashboards and certificates nothing is read. */
export function hostSettings(file: string, title: string): readonly HostSetting[] {
  if (file.length > LONGEST_FILE || !CONFIGURES.test(title) || DASHBOARD.test(file.slice(0, LONGEST_FILE))) return [];
  return configLines(file)
    .map(({ name, text }) => hostSetting(name, text))
    .filter(({ name, mentions, text }) => mentions.length > 0 || (text !== undefined && portOwner(name) !== undefined))
    .slice(0, MOST);
}

/** The hosts that the settings of one environment or file name; a port may stand in a setting of its own, as `REDIS_PORT` beside `REDIS_HOST`. */
export function namedHosts<P>(
  settings: readonly { readonly setting: HostSetting; readonly place: P }[],
  valueOf: (name: string) => string | undefined,
): readonly NamedHost<P>[] {
  const ports = portsIn(settings, valueOf);
  return settings.flatMap(({ setting: { name, mentions }, place }) =>
    mentions
      .flatMap((mention) => expanded(name, mention, valueOf))
      .map(({ host, port: written, scheme, unsure = false }) => {
        const other = (): number | undefined => (scheme === undefined ? ports.get(hostOwner(name)) : PORTS.get(scheme));
        const port = written === undefined ? other() : numberIn(written);
        return { host, unsure, name, place, ...(port !== undefined && { port }), ...(scheme !== undefined && { scheme }) };
      }),
  );
}

type ValueOf = (name: string) => string | undefined;

/** By whose they are. */
function portsIn(settings: readonly { readonly setting: HostSetting }[], valueOf: ValueOf): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const { setting } of settings) {
    const owner = portOwner(setting.name);
    const port = owner === undefined ? undefined : numberIn(expandReferences(setting.text ?? '', valueOf));
    if (owner !== undefined && port !== undefined) ports.set(owner, port);
  }
  return ports;
}

/** What a variable holds may be a host, several, one with its port, or without a scheme a URL: so the whole is read anew. */
function expanded(name: string, mention: HostMention, valueOf: ValueOf): readonly HostMention[] {
  const { host: written, port: writtenPort, scheme } = mention;
  if (!`${written}${writtenPort ?? ''}`.includes('$')) return [mention];
  const host = expandReferences(written, valueOf) ?? '$';
  if (host.includes('$')) return [];
  const place = scheme === undefined ? host : `${scheme}://${host}`;
  return writtenPort === undefined ? hostMentions(name, place) : ported(name, place, expandReferences(writtenPort, valueOf));
}

/** An unknown port is none that a scheme could tell. */
function ported(name: string, place: string, port: string | undefined): readonly HostMention[] {
  if (port !== undefined) return hostMentions(name, `${place}:${port}`);
  return hostMentions(name, place).map((mention) => ({ ...mention, port: '' }));
}

function numberIn(text: string | undefined): number | undefined {
  const number = /^\d{1,5}$/u.test(text ?? '') ? Number(text) : 0;
  return number > 0 && number <= 65535 ? number : undefined;
}

const LONGEST_TEXT = 253;
const LONGEST_NAME = 256;
const LONGEST_FILE = 262_144;
const MOST = 256;
/** Without an ending, or one of a configuration or a script. */
const CONFIGURES =
  /^[^.]*$|\.(?:ya?ml|json|toml|ini|conf|cnf|cfg|config|properties|env|xml|sh|hcl|alloy|river|template|tmpl|tpl|local|file)$|^\.?\w*env(?:\.\w+)?$|file$/iu;
const DASHBOARD = /"(?:panels|schemaVersion|\$schema|openapi|swagger)"\s{0,4}:/u;
/** Where a URL names no port. */
const PORTS: ReadonlyMap<string, number> = new Map(
  (
    'http:80 https:443 ws:80 wss:443 ftp:21 ssh:22 sftp:22 git:9418 ldap:389 ldaps:636 smtp:25 smtps:465 amqp:5672 amqps:5671 nats:4222 ' +
    'mqtt:1883 mqtts:8883 redis:6379 rediss:6379 postgres:5432 postgresql:5432 mysql:3306 mariadb:3306 mongodb:27017 memcached:11211 ' +
    'jdbc:postgresql:5432 jdbc:mysql:3306 jdbc:mariadb:3306 jdbc:sqlserver:1433 sqlserver:1433 clickhouse:9000 bolt:7687 neo4j:7687'
  )
    .split(' ')
    .map((pair): [string, number] => [pair.slice(0, pair.lastIndexOf(':')), Number(pair.slice(pair.lastIndexOf(':') + 1))]),
);
