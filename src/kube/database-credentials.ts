/**
 * What names a database, as RE2 patterns that are matched without case: words of names and keys (`orders-db`, `DB_URL`,
 * `mongoUri`), not parts of others (`feedback`, `adb`, `dbus`). A `dsn` alone is a database's, one of Sentry is not.
 */
export const DATABASE_PATTERNS: readonly string[] = [
  word('dbs?|rdbms|rds|sql|pg|pgsql|psql|cloudsql|mssql|azuresql|sqlserver|crdb|aurora|oracle|datasource|jdbc|odbc|redis|valkey'),
  word('(database|postgres|mysql|mariadb|mongo|cockroach|cassandra|scylla|clickhouse|couch(db|base)|timescale|neo4j)[a-z]*'),
  word('[a-z]{3,}(db|database)'),
  word(
    '(db|pg|sql|redis)(pass|passwd|password|pwd|user|username|url|uri|dsn|creds?|credentials?|conn|connection|secret|auth|login|admin|root)',
  ),
  '(^|[^a-z])connectionstrings([^a-z]|$)',
  '^dsn$',
];

/**
 * Images that are the database itself, or serve it alone (proxies, exporters, consoles), in whatever registry; globs over
 * the normalised repository.
 */
export const DATABASE_SERVERS: readonly string[] = [
  'postgres postgresql postgresql-repmgr postgis pgvector spilo* crunchy-postgres* timescaledb* cockroach yugabyte*',
  'mysql mysql-server mysql-router mysql-cluster mariadb mariadb-galera percona percona-server* percona-xtradb-cluster* percona-distribution-* mssql/server mssql-server*',
  'mongo mongodb mongodb-sharded mongodb-*-server',
  'redis redis-server redis-stack* redis-cluster redis-sentinel valkey valkey-cluster valkey-sentinel valkey-bundle keydb dragonfly cassandra scylla couchdb couchbase*',
  'clickhouse clickhouse-server neo4j influxdb arangodb oracle/database* database/enterprise database/free database/express oracle-xe oracle-free',
  'pgbouncer pgpool pgpool2 proxysql maxscale cloud-sql-proxy cloudsql-proxy gce-proxy',
  '*postgres*exporter *mysql*exporter *redis*exporter *mongo*exporter *mssql*exporter *clickhouse*exporter *cassandra*exporter',
  'pgadmin4 pgadmin phpmyadmin adminer mongo-express pgweb redisinsight redis-commander',
].flatMap((line) => line.split(' ').map((name) => `*/${name}`));

/** The words of a name, with a hyphen between: `dbPassword` and `DB_PASSWORD` read alike. */
export function spaced(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/gu, '$1-$2')
    .replaceAll(/[^A-Za-z\d]+/gu, '-')
    .toLowerCase();
}

/** Whether a key says where a database is or how it is spoken to, and so opens nothing: host, port, database name, certificate authority. */
export function isAddress(key: string): boolean {
  return ADDRESS.test(spaced(key));
}

/** Whether a key tells who someone is: many may bear one name. */
export function isIdentity(key: string): boolean {
  return IDENTITY.test(spaced(key));
}

/** Whether a key holds what opens a database: a password or a connection string. */
export function isPassword(key: string): boolean {
  return PASSWORD.test(spaced(key));
}

/** Digits may follow a word: `db2`, `postgres14`. */
function word(alternatives: string): string {
  return `(^|[^a-z0-9])(${alternatives})[0-9]*([^a-z0-9]|$)`;
}

const ADDRESS = new RegExp(
  [
    '(?:^|-|pg|db|database|sql|redis|mongo)(?:host|hosts|hostname|hostaddr|port|ports|sslmode|region|engine|dialect|driver|schema|timeout)$',
    '(?:^|-)(?:db|database|pg|sql|mysql|mariadb|postgres|postgresql|mongo|mongodb|initdb)-?(?:name|db|database)$',
    '(?:^|-)(?:ssl|tls|ca|cacert|cert|crt|ca-pem)$',
  ].join('|'),
  'u',
);
const IDENTITY = /(?:user|username|user-name|login|role|owner|(?:^|-)id)$/u;
const PASSWORD = /pass|pwd|secret|token|cred|auth|key|ur[il]|dsn|conn|jdbc/u;
