import { describe, expect, it } from 'vitest';
import { endpointsIn } from '../../src/kube/connection-strings.ts';
import { canonicalHost } from '../../src/kube/database-hosts.ts';
import { databaseRole, isDatabaseName } from '../../src/kube/database-names.ts';
import { databaseSettings } from '../../src/kube/database-settings.ts';

describe('what a connection string names', () => {
  it.each([
    ['postgres://app:hunter2@orders-db:5432/orders?sslmode=require', 'orders-db/orders'],
    ['postgresql+asyncpg://app:hunter2@orders-db.shop/orders', 'orders-db.shop/orders'],
    ['postgres://app:hun/ter2@x@orders-db/orders', 'orders-db/orders'],
    ['postgres:///orders?host=orders-db', 'orders-db/orders'],
    ['postgres://app@orders-db', 'orders-db/-app'],
    ['postgres://h1:5432,h2:5432/orders', 'h1,h2/orders'],
    ['postgres:///orders?host=/var/run/postgresql', ''],
    ['jdbc:postgresql://orders-db/orders?user=app&password=hunter2', 'orders-db/orders'],
    ['jdbc:mysql:loadbalance://h1,h2:3306/orders', 'h1,h2/orders'],
    ['jdbc:aws-wrapper:mysql://orders-db/orders', 'orders-db/orders'],
    ['jdbc:sqlserver://orders-db\\A:1433;databaseName=orders;user=me@x;password=hunter2', ''],
    ['jdbc:sqlserver://orders-db:1433;encrypt=true;databaseName=orders;user=me@x', 'orders-db/orders'],
    ['jdbc:sqlserver://;serverName=orders-db;databaseName=orders', 'orders-db/orders'],
    ['sqlserver://app:hunter2@orders-db:1433/SQLEXPRESS?database=orders', 'orders-db/orders'],
    ['jdbc:oracle:thin:@orders-db:1521:ORDERS', 'orders-db/ORDERS'],
    ['jdbc:oracle:thin:app/hunter2@//orders-db:1521/orders', 'orders-db/orders'],
    [
      'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=orders-db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=orders)))',
      'orders-db/orders',
    ],
    ['r2dbc:pool:postgresql://orders-db:5432/orders', 'orders-db/orders'],
    ['jdbc:h2:mem:orders', ''],
    ['jdbc:db2://orders-db:50000/orders:user=app;password=hunter2;', 'orders-db/orders'],
    ['jdbc:sqlite:/data/orders.db', ''],
    ['jdbc:tc:postgresql:16:///orders', ''],
    ['mongodb+srv://app:hunter2@cluster0.ab1cd.mongodb.net/orders?w=majority', 'cluster0.ab1cd.mongodb.net/orders'],
    ['mongodb://db-0.db:27017,db-1.db:27017/orders?replicaSet=rs0', 'db-0.db,db-1.db/orders'],
    ['redis://:hunter2@cache:6379/2', 'cache/2#'],
    ['redis://cache', 'cache/#'],
    ['rediss://cache:6380?db=3', 'cache/3#'],
    ['app:hunter2@tcp(orders-db:3306)/orders?parseTime=true', 'orders-db/orders'],
    ['app@unix(/run/mysqld.sock)/orders', ''],
    ['host=orders-db port=5432 dbname=orders user=app password=hunter2', 'orders-db/orders'],
    ["host = 'orders-db' dbname = 'orders' password='a b'", 'orders-db/orders'],
    ["dbname=orders password='host=evil' host=orders-db", 'orders-db/orders'],
    ['host=orders-db port=80', ''],
    ['Server=tcp:orders-db,1433;Initial Catalog=orders;User ID=app;Password=hunter2;', 'orders-db/orders'],
    ['Data Source=orders-db\\SQLEXPRESS;Database=orders;Integrated Security=true', 'orders-db/orders'],
    ['Host=orders-db;Port=5432;Database=orders;Username=app', 'orders-db/orders'],
    ['Driver={ODBC Driver 18};Server=orders-db;Database=orders;Uid=app;Pwd=hunter2', 'orders-db/orders'],
    ['Data Source=//orders-db:1521/orders;User Id=app;Password=hunter2', 'orders-db/orders'],
    ['Server=orders-db;Timeout=3;', ''],
    ['Data Source=orders.db;Version=3', ''],
    ['Server=(localdb)\\MSSQLLocalDB;Database=orders', ''],
    ['https://orders.shop.example/orders', ''],
    ['amqp://app:hunter2@rabbit:5672/v', ''],
    ['postgres://$(USER):$(PASS)@$(DB_HOST):$(DB_PORT)/$(DB_NAME)', '$(DB_HOST)/$(DB_NAME)'],
    ['jdbc:postgresql://${DB_HOST:orders-db}:${DB_PORT:5432}/${DB_NAME:orders}', '${DB_HOST:orders-db}/${DB_NAME:orders}'],
    ['postgres://', ''],
    ['://', ''],
  ])('%s', (text, expected) => {
    const found = endpointsIn(text).map(
      ({ hosts, database = '', fallback, cache }) =>
        `${hosts.join(',')}/${database}${fallback === undefined ? '' : `-${fallback}`}${cache ? '#' : ''}`,
    );
    expect([...new Set(found)].join(' ')).toBe(expected);
    expect(JSON.stringify(endpointsIn(text))).not.toContain('hunter');
  });
});

describe('what a host comes down to', () => {
  it.each([
    ['orders-db', 'orders-db.shop.svc'],
    ['ORDERS-DB', 'orders-db.shop.svc'],
    ['orders-db:5432', 'orders-db.shop.svc'],
    ['orders-db.shop', 'orders-db.shop.svc'],
    ['orders-db.payments', 'orders-db.payments.svc'],
    ['orders-db.shop.svc', 'orders-db.shop.svc'],
    ['orders-db.shop.svc.cluster.local', 'orders-db.shop.svc'],
    ['orders-db.shop.svc.cluster.local.', 'orders-db.shop.svc'],
    ['orders-db-0.orders-db.shop.svc.cluster.local', 'orders-db.shop.svc'],
    ['orders-db-1.orders-db-headless.shop', 'orders-db-headless.shop.svc'],
    ['orders-db-0.orders-db', 'orders-db.shop.svc'],
    ['orders-db.shop.svc.other.example', 'orders-db.shop.svc.other.example'],
    ['orders.abc.eu-west-1.rds.amazonaws.com', 'orders.abc.eu-west-1.rds.amazonaws.com'],
    ['orders.db.example.', 'orders.db.example'],
    ['10.0.0.5:5432', '10.0.0.5'],
    ['[FD00::5]:5432', 'fd00::5'],
    ['localhost', undefined],
    ['127.0.0.1:5432', undefined],
    ['[::1]:5432', undefined],
    ['0.0.0.0', undefined],
    ['/var/run/postgresql', undefined],
    ['', undefined],
  ])('%s', (host, expected) => {
    expect(canonicalHost(host, 'shop', 'cluster.local')).toBe(expected);
  });
});

describe('what a name says', () => {
  it.each([
    [
      'DB_HOST PGHOST DBHOST ORDERS_DB_HOST dbHost db.host DATABASE_URL SPRING_DATASOURCE_URL POSTGRES_SERVER mongo-uri REDIS_ADDR Database__Host DB_CONNECTION_STRING PGHOSTADDR',
      'host',
    ],
    ['DB_NAME PGDATABASE POSTGRES_DB MYSQL_DATABASE DATABASE_NAME dbname database MONGO_DB REDIS_DB spring.data.mongodb.database', 'name'],
    [
      'HOST API_HOST DB_USER DB_USERNAME DB_PASSWORD DB_PORT DB_POOL_SIZE FEEDBACK_URL ORDERS_DB NAME APP_NAME SENTRY_DSN KAFKA_SERVERS POSTGRES_USER_NAME',
      undefined,
    ],
  ])('%s: %s', (names, expected) => {
    expect(names.split(' ').filter((name) => databaseRole(name)?.role !== expected)).toEqual([]);
  });
});

describe('what a file holds', () => {
  it.each([
    ['spring.datasource.url=jdbc:postgresql://orders-db/orders\nlogging.level=info\n', ['spring.datasource.url: orders-db']],
    ['spring:\n  datasource:\n    url: "jdbc:postgresql://orders-db/orders" # main\n', ['spring.datasource.url: orders-db']],
    ['database:\n  host: orders-db\n  name: orders\nserver:\n  host: web\n', ['database.host=orders-db', 'database.name=orders']],
    ['[database]\nhost = "orders-db"\nname = "orders"\n[http]\nhost = "web"\n', ['database.host=orders-db', 'database.name=orders']],
    ['export DB_HOST=orders-db\n# DB_HOST=other\n', ['DB_HOST=orders-db']],
    ['{"ConnectionStrings": {"Default": "Server=orders-db;Database=orders;Password=x"}}', ['.ConnectionStrings.Default: orders-db']],
    ['{"database": {"host": "orders-db"}}', ['.database.host=orders-db']],
    ['<add connectionString="Server=orders-db;Database=orders" />\n', [': orders-db']],
    ['hello\nworld: 1\n', []],
    [
      "DATABASES = {\n 'default': {\n  'NAME': 'orders',\n  'HOST': 'orders-db',\n }\n}",
      ['DATABASES.default.NAME=orders', 'DATABASES.default.HOST=orders-db'],
    ],
  ])('%j', (file, expected) => {
    const found = databaseSettings(file).map(({ name, endpoints, text }) =>
      endpoints.length > 0 ? `${name}: ${endpoints.flatMap(({ hosts }) => hosts).join()}` : `${name}=${text}`,
    );
    expect(found).toEqual(expected);
  });
});

/** So that what is told apart at a glance loses none that the patterns know. */
it.each(
  (
    'db dbs rdbms rds sql pg pgsql psql cloudsql mssql azuresql sqlserver crdb aurora oracle datasource jdbc odbc redis valkey database postgres ' +
    'postgresql mysql mariadb mongo mongodb cockroach cassandra scylla clickhouse couchdb couchbase timescale neo4j ordersdb pgpass sqlurl ' +
    'connectionstrings dsn r2dbc keydb'
  ).split(' '),
)('%s is a word of databases, alone and in a name', (word) => {
  expect([word, `my-${word}-url`].filter((name) => !isDatabaseName(name))).toEqual([]);
});
