import type { WrittenEndpoint } from './connection-strings.ts';

/** The databases that the URLs of a text name; with `any`, URLs of every scheme count: the name of the variable says what they are. */
export function* endpointsInUrls(text: string, any: boolean): Iterable<WrittenEndpoint> {
  let from = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', from)) {
    const scheme = SCHEME.exec(text.slice(Math.max(0, at - LONGEST_SCHEME), at))?.[0].toLowerCase() ?? '';
    from = endOfWord(text, at + 3);
    const engine = engineOf(scheme);
    if (engine !== undefined) yield { ...endpointOf(engine, text.slice(at + 3, from)), scheme };
    else if (any) yield { ...plainEndpoint(scheme, text.slice(at + 3, from)), scheme };
  }
  yield* oracleEndpoints(text);
}

/** The parts of `jdbc:aws-wrapper:postgresql` or `postgresql+asyncpg` say which; a file has no host. */
function engineOf(scheme: string): string | undefined {
  const parts = scheme.split(/[:+]/u);
  if (parts.some((part) => FILES.has(part))) return undefined;
  return parts.find((part) => ENGINES.has(part)) ?? (parts[0] === 'jdbc' || parts[0] === 'r2dbc' ? '' : undefined);
}

function endpointOf(engine: string, rest: string): WrittenEndpoint {
  const { main, options } = split(rest, engine);
  const login = main.lastIndexOf('@');
  const { authority, path } = placeIn(main.slice(login + 1), engine);
  const hosts = [authority, options.get('host'), options.get('servername')].find(isGiven) ?? '';
  const database = [path, ...DATABASE_OPTIONS.map((name) => options.get(name))].find(isGiven) ?? '';
  const fallback = USER_NAMED.has(engine) && login > 0 ? (/^[^:]*/u.exec(main.slice(0, login))?.[0] ?? '') : '';
  return { hosts: hosts.split(','), database, fallback, cache: CACHES.has(engine) };
}

/** Of no database: what stands before the path is the authority, whatever the path holds. A resolver of gRPC (`dns:///host:443`) has none. */
function plainEndpoint(scheme: string, rest: string): WrittenEndpoint {
  const [, written = '', more = ''] = PLAIN.exec(rest) ?? [];
  const { path } = placeIn(`/${more}`, '');
  const authority = written === '' && RESOLVERS.has(scheme) ? more : written.slice(written.lastIndexOf('@') + 1);
  const hosts = authority.replace(/[;,.)\]}]+$/u, (end) => (end.includes(']') && authority.startsWith('[') ? ']' : ''));
  return { hosts: hosts.split(','), database: path, fallback: '', cache: false };
}

function placeIn(place: string, engine: string): { readonly authority: string; readonly path: string } {
  const slash = place.indexOf('/');
  if (slash < 0) return { authority: place, path: '' };
  const path = PATHLESS.has(engine) ? '' : (/^[^/:;&#,)\]}]*/u.exec(place.slice(slash + 1))?.[0] ?? '');
  return { authority: place.slice(0, slash), path };
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}

/** A password may hold most of what else would end it, so the last `@` counts; in SQL Server's form, `;` opens the options. */
function split(rest: string, engine: string): { readonly main: string; readonly options: ReadonlyMap<string, string> } {
  const end = SEMICOLON.has(engine) ? rest.search(/[?;]/u) : rest.indexOf('?');
  const main = end < 0 ? rest : rest.slice(0, end);
  const pairs = end < 0 ? [] : rest.slice(end + 1).split(/[&;]/u);
  return { main: main.replace(/[;:]+$/u, ''), options: new Map(pairs.map(pairOf)) };
}

function pairOf(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return [pair.slice(0, Math.max(equals, 0)).toLowerCase(), pair.slice(equals + 1)];
}

/** `jdbc:oracle:thin:@host:1521:SID`, `jdbc:oracle:thin:@//host:1521/service` and descriptors. */
function* oracleEndpoints(text: string): Iterable<WrittenEndpoint> {
  const at = text.toLowerCase().indexOf('jdbc:oracle:');
  if (at < 0) return;
  const word = text.slice(at, endOfWord(text, at));
  const [, host = '', database = ''] = ORACLE.exec(word.slice(word.lastIndexOf('@') + 1)) ?? [];
  yield { hosts: [host], database, fallback: '', cache: false };
}

function endOfWord(text: string, from: number): number {
  WORD_END.lastIndex = from;
  return WORD_END.exec(text)?.index ?? text.length;
}

const LONGEST_SCHEME = 64;
const SCHEME = /[a-z][a-z\d+.:-]*$/iu;
const WORD_END = /[\s"'`<>|]/gu;
const ORACLE = /^(?:tcps?:)?(?:\/\/)?([^\s:/()@]{1,300})(?::[^\s:/()]{0,16})?(?:[:/]([^\s:/()?;]{1,128}))?/u;
const PLAIN = /^([^/?#\\]*)\/?([^/?#\\]*)/u;
/** https://github.com/grpc/grpc/blob/master/doc/naming.md */
const RESOLVERS: ReadonlySet<string> = new Set(['dns', 'ipv4', 'ipv6', 'passthrough']);
const ENGINES: ReadonlySet<string> = new Set(
  (
    'postgres postgresql pgsql pg postgis timescaledb cockroach cockroachdb crdb redshift mysql mysql2 mysqlx mariadb percona tidb vitess mongodb mongo ' +
    'redis rediss valkey valkeys keydb mssql sqlserver tds jtds oracle db2 clickhouse clickhouses cassandra cql scylla couchdb couchbase couchbases ' +
    'neo4j neo4js bolt ecto arangodb influxdb firebird informix sybase hana snowflake vertica trino presto yugabytedb ysql'
  ).split(' '),
);
const FILES: ReadonlySet<string> = new Set(['sqlite', 'sqlite3', 'h2', 'hsqldb', 'derby', 'duckdb', 'tc']);
const CACHES: ReadonlySet<string> = new Set(['redis', 'rediss', 'valkey', 'valkeys', 'keydb']);
/** libpq takes the user's name for a database that is not named. */
const USER_NAMED: ReadonlySet<string> = new Set(['postgres', 'postgresql', 'pgsql', 'pg', 'postgis', 'timescaledb']);
const SEMICOLON: ReadonlySet<string> = new Set(['sqlserver', 'mssql', 'jtds', 'tds']);
/** There the path is an instance. */
const PATHLESS: ReadonlySet<string> = new Set(['sqlserver']);
const DATABASE_OPTIONS = ['databasename', 'database', 'dbname', 'db', 'initial catalog', 'service_name'];
