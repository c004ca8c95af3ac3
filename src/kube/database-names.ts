import { DATABASE_PATTERNS, spaced } from './database-credentials.ts';

/** What the name of a variable, an option or a key says of its value. */
export interface DatabaseRole {
  readonly role: 'host' | 'name';
  /** What the names of one database have in common: `ORDERS_DB_HOST` and `ORDERS_DB_NAME` are of `orders`. */
  readonly group: string;
  readonly cache: boolean;
}

/** `DB_HOST`, `PGHOST`, `spring.datasource.url`, `--postgres-server`: a host; `DB_NAME`, `POSTGRES_DB`, `--dbname`: a name. */
export function databaseRole(name: string): DatabaseRole | undefined {
  if (!isSuspect(name)) return undefined;
  const words = unglued(wordsOf(name));
  const [last = '', rest] = [words.at(-1), words.slice(0, -1)];
  if (HOST_WORDS.has(last)) return roleOf('host', rest);
  if (NAME_WORDS.has(last)) return isOwner(rest.at(-1) ?? '') ? roleOf('name', rest) : undefined;
  return SELF_WORDS.has(last) ? nameRole(rest) : undefined;
}

/** Whether a name has to do with a database at all. */
export function isDatabaseName(name: string): boolean {
  return isSuspect(name) && unglued(wordsOf(name)).some(isDatabaseWord);
}

/** Most names have none of the letters of a database's, and need not be taken apart. */
function isSuspect(name: string): boolean {
  return name.length <= LONGEST && SUSPECT.test(name);
}

function wordsOf(name: string): readonly string[] {
  return spaced(name)
    .split('-')
    .filter((word) => word !== '');
}

function roleOf(role: DatabaseRole['role'], words: readonly string[]): DatabaseRole | undefined {
  if (!words.some(isDatabaseWord)) return undefined;
  return { role, group: groupOf(words), cache: words.some((word) => CACHE_WORD.test(word)) };
}

/** `DB_NAME`, `databases.default.name`, but not `DB_USER_NAME`. */
function isOwner(word: string): boolean {
  return isDatabaseWord(word) || GENERAL.has(word);
}

/** `POSTGRES_DB` and `DATABASE` hold a name; of `ORDERS_DB` nobody knows. */
function nameRole(words: readonly string[]): DatabaseRole | undefined {
  return words.length === 0 ? { role: 'name', group: '', cache: false } : roleOf('name', words);
}

function groupOf(words: readonly string[]): string {
  return words.filter((word) => !GENERAL.has(word)).join('-');
}

/** `PGHOST` is `PG_HOST`, and `CONNECTION_STRING` and `HOST_NAME` are one word each. */
function unglued(words: readonly string[]): readonly string[] {
  const [last = '', before = ''] = [words.at(-1), words.at(-2)];
  if (TAIL_WORDS.has(last) && HOST_WORDS.has(before)) return words.slice(0, -1);
  const tail = GLUED.find((word) => last.length > word.length && last.endsWith(word) && isDatabaseWord(last.slice(0, -word.length)));
  return tail === undefined ? words : [...words.slice(0, -1), last.slice(0, -tail.length), tail];
}

function isDatabaseWord(word: string): boolean {
  return word.length <= LONGEST_WORD && DATABASE.test(word);
}

const LONGEST = 512;
const LONGEST_WORD = 48;
/** What every word that `DATABASE` knows has in it. */
const SUSPECT =
  /db|sql|pg|rds|dsn|database|datasource|aurora|oracle|redis|valkey|postgres|mongo|cockroach|cassandra|scylla|clickhouse|couch|timescale|neo4j|connectionstrings/iu;
const DATABASE = new RegExp(`^(?:r2dbc|dsn|mongodb|valkey|keydb)$|${DATABASE_PATTERNS.join('|')}`, 'iu');
const CACHE_WORD = /^(?:redis|rediss|valkey|keydb)/u;
const HOST_WORDS: ReadonlySet<string> = new Set(
  (
    'host hostname hosts hostaddr addr addrs address addresses server servers servername endpoint endpoints url urls uri uris dsn conn connection ' +
    'connectionstring connstring connstr connect jdbcurl node nodes seed seeds contactpoints contact fqdn'
  ).split(' '),
);
const TAIL_WORDS: ReadonlySet<string> = new Set(['name', 'string', 'str', 'url', 'uri', 'points', 'port', 'list']);
const NAME_WORDS: ReadonlySet<string> = new Set(['name', 'keyspace', 'index', 'number']);
const SELF_WORDS: ReadonlySet<string> = new Set(['db', 'database']);
const GLUED = ['hostname', 'hostaddr', 'host', 'address', 'addr', 'server', 'endpoint', 'database', 'name', 'url', 'uri', 'dsn'];
/** Words that tell no database from another. */
const GENERAL: ReadonlySet<string> = new Set([
  'db',
  'dbs',
  'database',
  'datasource',
  'initdb',
  'default',
  'spring',
  'data',
  'connection',
  'app',
  'config',
  'main',
]);
