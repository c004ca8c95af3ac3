import type { WrittenEndpoint } from './connection-strings.ts';

/** The databases that a line names by keys and values: libpq, ADO and ODBC, Oracle's descriptors, and Go's DSN of MySQL. */
export function* endpointsInPairs(text: string): Iterable<WrittenEndpoint> {
  for (const part of text.includes('=') ? text.split('"') : []) {
    yield* ofWords(part);
    yield* ofSegments(part);
    yield* ofDescriptor(part);
  }
  for (const [, host = '', database = ''] of text.includes(')/') ? text.matchAll(GO_DSN) : [])
    yield { hosts: [host], database, fallback: '', cache: false };
}

/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING */
function* ofWords(text: string): Iterable<WrittenEndpoint> {
  const pairs = LIBPQ_HOST.test(text) ? Array.from(text.matchAll(LIBPQ_PAIR), pairOf) : [];
  const [database, fallback] = [valueIn(pairs, DBNAME), valueIn(pairs, USER)];
  if (database === '' && fallback === '') return;
  yield { hosts: valueIn(pairs, HOST_KEYS).split(','), database, fallback, cache: false, port: valueIn(pairs, PORT) };
}

/** `Server=tcp:host,1433;Initial Catalog=name;…`: a key counts where a database or a login stands beside it. */
function* ofSegments(text: string): Iterable<WrittenEndpoint> {
  const pairs = text.includes(';') ? text.split(';').map(pairIn) : [];
  const database = valueIn(pairs, DATABASE_KEYS);
  if (database === '' && !pairs.some(({ key }) => LOGIN_KEYS.has(key))) return;
  const [, hosts = '', service = ''] = SERVER.exec(valueIn(pairs, SERVER_KEYS)) ?? [];
  yield { hosts: hosts.split(',').map(nameIn), database: database || service, fallback: '', cache: false, port: portIn(hosts, pairs) };
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** Of keys that mean the same, the first counts; empty: there is none. */
function valueIn(pairs: readonly Pair[], keys: ReadonlySet<string>): string {
  return pairs.find(({ key }) => keys.has(key))?.value ?? '';
}

function pairOf([, key = '', quoted, plain = '']: RegExpExecArray): Pair {
  return { key, value: quoted ?? plain };
}

/** A port may stand behind a comma as another host would. */
function nameIn(host: string): string {
  return isPort(host) ? '' : host.trim();
}

function portIn(hosts: string, pairs: readonly Pair[]): string {
  return hosts.split(',').find(isPort) ?? valueIn(pairs, PORT);
}

function isPort(text: string): boolean {
  return /^\s*\d+\s*$/u.test(text);
}

/** What stands before the key of the first pair (`--db=Server=x`) is an assignment of the whole. */
function pairIn(segment: string): Pair {
  let rest = segment;
  for (let tries = 0; tries < MOST_EQUALS; tries++) {
    const equals = rest.indexOf('=');
    if (equals < 0) break;
    const key = rest.slice(0, equals).trim().toLowerCase();
    const value = rest.slice(equals + 1).trim();
    if (KNOWN.some((keys) => keys.has(key))) return { key, value: value.replaceAll(/^['{]|['}]$/gu, '') };
    rest = value;
  }
  return { key: '', value: '' };
}

function* ofDescriptor(text: string): Iterable<WrittenEndpoint> {
  if (!text.includes('(')) return;
  const hosts = Array.from(text.matchAll(DESCRIPTOR_HOST), ([, host = '']) => host);
  yield { hosts, database: DESCRIPTOR_SERVICE.exec(text)?.[1] ?? '', fallback: '', cache: false };
}

const LIBPQ_HOST = /(?:^|[\s'=])host(?:addr)?\s{0,4}=/u;
const LIBPQ_PAIR = /(?:^|(?<=[\s'=]))([a-z_]{2,40})\s{0,4}=\s{0,4}(?:'((?:[^'\\]|\\.){0,512})'|([^\s'";]{1,512}))/gu;
const GO_DSN = /(?:@(?:tcp[46]?)?|\btcp[46]?)\(([^()\s@/]{1,300})\)\/([\w$.\-\uE000\uE001]{0,128})/gu;
const DESCRIPTOR_HOST = /\(\s{0,8}host\s{0,8}=\s{0,8}([^()\s]{1,300})\s{0,8}\)/giu;
const DESCRIPTOR_SERVICE = /\(\s{0,8}(?:service_name|sid)\s{0,8}=\s{0,8}([^()\s]{1,128})\s{0,8}\)/iu;
/** `tcp:host\INSTANCE,1433`, `//host:1521/service`, `host:5432`. */
const SERVER = /^(?:(?:tcp|np|lpc|admin|https?):)?(?:\/\/)?([^\\/()\s;]{1,600})(?:\\[^,;]{0,64})?(?:\/([\w.$-]{1,128}))?/iu;
const MOST_EQUALS = 4;
const DBNAME: ReadonlySet<string> = new Set(['dbname']);
const PORT: ReadonlySet<string> = new Set(['port']);
const USER: ReadonlySet<string> = new Set(['user']);
const HOST_KEYS: ReadonlySet<string> = new Set(['host', 'hostaddr']);
const SERVER_KEYS: ReadonlySet<string> = new Set([
  'server',
  'data source',
  'datasource',
  'addr',
  'address',
  'network address',
  'host',
  'hostname',
  'servername',
  'accountendpoint',
]);
const DATABASE_KEYS: ReadonlySet<string> = new Set(['database', 'initial catalog', 'databasename', 'dbname', 'db']);
const LOGIN_KEYS: ReadonlySet<string> = new Set([
  'user id',
  'uid',
  'user',
  'username',
  'user name',
  'password',
  'pwd',
  'integrated security',
  'trusted_connection',
  'accountkey',
]);
const KNOWN: readonly ReadonlySet<string>[] = [SERVER_KEYS, DATABASE_KEYS, LOGIN_KEYS, PORT];
