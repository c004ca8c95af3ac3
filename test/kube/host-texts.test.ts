import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress } from '../../src/kube/host-forms.ts';
import { hostMentions } from '../../src/kube/host-mentions.ts';
import { hostOwner, hostRole, portOwner } from '../../src/kube/host-roles.ts';
import { hostSetting, hostSettings, namedHosts, type HostSetting } from '../../src/kube/host-settings.ts';

/** `scheme|host:port`, and a question mark behind what is unsure. */
function mentioned(name: string, value: string): string {
  return hostMentions(name, value)
    .map(({ host, port = '-', scheme, unsure }) => `${scheme === undefined ? '' : `${scheme}|`}${host}:${port}${unsure ? '?' : ''}`)
    .join(' ');
}

function named(settings: readonly HostSetting[]): string {
  const values = new Map(settings.map(({ name, text }) => [name, text]));
  return namedHosts(
    settings.map((setting) => ({ setting, place: undefined })),
    (name) => values.get(name),
  )
    .map(({ host, port = '-', unsure }) => `${host}:${port}${unsure ? '?' : ''}`)
    .join(' ');
}

describe('the hosts that a value names', () => {
  it.each([
    ['PAYMENTS_URL', 'http://payments.shop.svc:8080/v1', 'http|payments.shop.svc:8080'],
    ['WHATEVER', 'https://api.stripe.com', 'https|api.stripe.com:-'],
    ['WHATEVER', 'HTTPS://API.Stripe.com.', 'https|API.Stripe.com:-'],
    ['WHATEVER', 'https://me:hunter2@api.example.com/a@b?x=c@d#e', 'https|api.example.com:-'],
    ['WHATEVER', 'https://[fd00::5]:8443/', 'https|fd00::5:8443'],
    ['WHATEVER', '[fd00::5]:8443', ''],
    ['UPSTREAM_HOST', '[fd00::5]:8443', 'fd00::5:8443'],
    ['UPSTREAM_HOST', 'fd00::5', 'fd00::5:-'],
    ['PEERS', '[a:1, b:2]', 'a:1 b:2'],
    ['UPSTREAM_HOST', '10.1.2.3', '10.1.2.3:-'],
    ['UPSTREAM_HOST', '10.1.2.300', ''],
    ['KAFKA_BROKERS', 'a:9092,b:9092', 'a:9092 b:9092'],
    ['KAFKA_BROKERS', 'a:9092; b:9092', 'a:9092 b:9092'],
    ['BOOTSTRAP_SERVERS', 'PLAINTEXT://a:9092,SSL://b:9093', 'plaintext|a:9092 ssl|b:9093'],
    ['ELASTIC_HOSTS', '["http://es-0:9200", "http://es-1:9200"]', 'http|es-0:9200 http|es-1:9200'],
    ['REDIS_NODES', '["r-0:6379", "r-1:6379"]', 'r-0:6379 r-1:6379'],
    ['MONGO', 'mongodb://u:hunter2@db-0.db:27017,db-1.db:27017/o', 'mongodb|db-0.db:27017 mongodb|db-1.db:27017'],
    ['MONGO', 'mongodb+srv://u:hunter2@cluster0.ab1cd.mongodb.net/o', ''],
    ['DB', 'jdbc:postgresql://db:5432/o?user=x&password=hunter2', 'jdbc:postgresql|db:5432'],
    ['DB', 'host=db port=5433 dbname=o password=hunter2', 'db:5433'],
    ['DB', 'Server=tcp:db,1433;Database=o;Password=hunter2', 'db:1433'],
    ['DB', 'Host=db;Port=5433;Database=o;Password=hunter2', 'db:5433'],
    ['DB', 'app:hunter2@tcp(db:3306)/o', 'db:3306'],
    ['TARGET', 'dns:///orders.shop.svc:50051', 'dns|orders.shop.svc:50051'],
    ['DB_HOST', 'orders-db', 'orders-db:-'],
    ['DB_HOST', ' orders-db ', 'orders-db:-'],
    ['DB_HOST', 'orders-db/orders', ''],
    ['SMTP_SERVER', 'mail.example.com', 'mail.example.com:-'],
    ['SMTP_SERVER', 'enabled', ''],
    ['SMTP_SERVER', 'postfix', ''],
    ['SMTP_SERVER', 'mail.example.com:587/x', 'mail.example.com:587'],
    ['ANYTHING', 'orders.shop.svc', 'orders.shop.svc:-'],
    ['ANYTHING', 'a orders-0.orders.shop.svc.cluster.local:80 b', 'orders-0.orders.shop.svc.cluster.local:80'],
    ['ANYTHING', 'orders:8080', 'orders:8080?'],
    ['ANYTHING', 'orders.shop:8080', 'orders.shop:8080?'],
    ['SERVER_ADDR', 'orders:8080', 'orders:8080?'],
    ['BASE_URL', 'http://orders:8080', 'http|orders:8080?'],
    ['url', 'http://orders:8080', 'http|orders:8080'],
    ['DATABASE_URL', 'postgres://db/o', 'postgres|db:-'],
    ['', 'curl -fsS http://orders/health || exit 1', 'http|orders:-'],
    ['', 'proxy_pass http://orders:8080;', 'http|orders:8080'],
    ['', 'server orders:8080;', 'orders:8080?'],
    ['', '(see http://orders/x).', 'http|orders:-'],
    ['', 'run # as http://orders/ says', ''],
    ['', '// http://orders\nhttp://payments', 'http|payments:-'],
    ['A_URL', 'http://$(HOST):$(PORT)/x', 'http|$(HOST):$(PORT)'],
    ['A_URL', '${BASE:http://orders}', '${BASE:http://orders}:-'],
    ['A_URL', '$(BASE)/v1', ''],
    ['META', 'http://169.254.169.254/latest', 'http|169.254.169.254:-'],
  ])('%s=%s', (name, value, expected) => {
    expect(mentioned(name, value)).toBe(expected);
    expect(JSON.stringify(hostMentions(name, value))).not.toContain('hunter');
  });

  it.each([
    ['HOST', '0.0.0.0:8080'],
    ['PEER_HOST', 'localhost'],
    ['PEER_URL', 'http://localhost:8080'],
    ['PEER_URL', 'http://127.0.0.1:8080'],
    ['PEER_URL', 'http://[::1]:8080'],
    ['PEER_URL', 'http://x.localhost'],
    ['PEER_ADDR', ':8080'],
    ['PEER_ADDR', '[::]:8080'],
    ['PEER_URL', 'http://0.0.0.0:8080'],
    ['LISTEN_ADDR', 'orders:8080'],
    ['ADVERTISED_LISTENERS', 'PLAINTEXT://kafka-0:9092'],
    ['EXTERNAL_URL', 'https://shop.example.com'],
    ['CORS_ORIGINS', 'https://shop.example.com'],
    ['REDIRECT_URI', 'https://shop.example.com/cb'],
    ['NO_PROXY', 'orders.shop.svc,10.0.0.0/8,.example.com'],
    ['noProxy', 'orders.shop.svc'],
    ['$schema', 'https://json-schema.org/draft-07/schema#'],
    ['runbook_url', 'https://runbooks.example.com'],
    ['CONFIG', 'app.yaml'],
    ['PEER_SERVER', 'app.yaml'],
    ['PEER_HOST', 'true'],
    ['SERVER_VERSION', '1.2.3'],
    ['PEER_ENDPOINT', '1.2.3'],
    ['PEER_ENDPOINT', '/metrics'],
    ['PEER_ENDPOINT', '8080'],
    ['SERVICE_CLASS', 'com.acme.orders.Main'],
    ['PEER_SERVER', 'com.acme.orders.Main'],
    ['MAIL_CONTACT', 'me@example.com'],
    ['MAIL_ADDRESS', 'me@example.com'],
    ['CONTENT_TYPE', 'application/json'],
    ['PEER_URL', 'application/json'],
    ['TARGET', 'app.kubernetes.io/name'],
    ['IMAGE', 'registry.example.com/orders:1.2'],
    ['ANY', 'registry.example.com/orders:12'],
    ['ANY', 'sha256:12ab'],
    ['TIME', '12:30'],
    ['PEER_HOST', '<host>'],
    ['PEER_HOST', 'CHANGEME'],
    ['PEER_HOST', 'your-host'],
    ['PEER_URL', 'http://{{ .Values.host }}:80'],
    ['SOCKET', 'unix:///run/app.sock'],
    ['FILES', 'file:///etc/app'],
    ['BUCKET', 's3://bucket/key'],
    ['OWNER', 'kubernetes://apis/apps/v1/deployments/x'],
    ['DB', 'sqlite:///data/x.db'],
    ['DB_CONNECTION', 'mysql'],
    ['OTEL_SERVICE_NAME', 'shop.orders'],
    ['CLUSTER_NAME', 'eu-west.prod'],
    ['DEPLOY_TARGET', 'prod.eu'],
    ['RATIO', '10:1'],
    ['x'.repeat(600), 'http://orders'],
  ])('none: %s=%s', (name, value) => expect(mentioned(name, value)).toBe(''));
});

describe('what a name says of hosts', () => {
  it.each([
    ['REDIS_HOST redisHost PGHOST orders.host PAYMENT_SERVICE_ADDR payments-endpoint DB_HOST_NAME REPLICA_HOST_1', 'host'],
    ['ORDERS_URL bootstrap.servers kafkaBrokers url endpoint API_URL SENTRY_DSN', 'peer'],
    ['HOST SERVER_ADDR BASE_URL http.address SERVER_HOST METRICS_ADDR', 'general'],
    ['FOO orders NAME', 'open'],
    ['LISTEN_HOST BIND_ADDR EXTERNAL_URL NO_PROXY TLS_CERT_HOST docs.url', 'own'],
  ])('%s: %s', (names, expected) => {
    expect(names.split(' ').filter((name) => hostRole(name) !== expected)).toEqual([]);
  });

  it.each([
    ['REDIS_HOST', 'REDIS_PORT'],
    ['PGHOST', 'PGPORT'],
    ['redis.host', 'redis.port'],
    ['DB_HOST_NAME', 'DB_PORT'],
    ['host', 'port'],
    ['dbAddr', 'dbPort'],
    ['socket_address.address', 'socket_address.port_value'],
    ['destination.host', 'destination.port.number'],
  ])('%s goes with %s', (host, port) => expect(hostOwner(host)).toBe(portOwner(port)));

  it.each(['REPORT', 'DB_HOST', 'x'.repeat(600)])('%s is no port', (name) => expect([undefined, 're']).toContain(portOwner(name)));
});

describe('the hosts that settings name together', () => {
  it.each([
    [{ REDIS_HOST: 'redis', REDIS_PORT: '6379' }, 'redis:6379'],
    [{ REDIS_HOST: 'redis', REDIS_PORT: '70000' }, 'redis:-'],
    [{ REDIS_HOST: 'redis', OTHER_PORT: '6379' }, 'redis:-'],
    [{ REDIS_HOST: 'redis:1', REDIS_PORT: '6379' }, 'redis:1'],
    [{ A: 'orders', B: '80', ORDERS_URL: 'http://$(A):$(B)/x' }, 'orders:80'],
    [{ A: 'a,b', ORDERS_URL: 'kafka://$(A)/x' }, 'a:- b:-'],
    [{ A: 'localhost', ORDERS_URL: 'http://$(A)' }, ''],
    [{ A: 'orders:81', ORDERS_URL: 'http://$(A)' }, 'orders:81? orders:81'],
    [{ ORDERS_URL: 'http://orders:$(NONE)' }, 'orders:-'],
    [{ ORDERS_URL: 'http://$(A)' }, ''],
    [{ A: '$(B)', B: 'orders', ORDERS_ADDR: '$(A):80' }, 'orders:80'],
    [{ A: '$(A)', ORDERS_ADDR: '$(A):80' }, ''],
    [{ ORDERS_URL: '${NONE:http://orders:81}' }, 'orders:81'],
    [{ X_URL: '$(NAME)', NAME: 'orders' }, ''],
    [{ ORDERS_ADDR: '$(ORDERS_SERVICE_HOST):80' }, 'orders:80'],
    [
      { A: 'http://orders', B: 'https://payments', C: 'postgres://db/x', D: 'jdbc:mysql://sql/x', E: 'odd://z' },
      'orders:80 payments:443 db:5432 sql:3306 z:-',
    ],
  ])('%j', (env, expected) => {
    expect(named(Object.entries(env).map(([name, value]) => hostSetting(name, value)))).toBe(expected);
  });

  it.each([
    [
      'app.yaml',
      'server:\n  address: 0.0.0.0\nclients:\n  orders:\n    url: http://orders:8080 # http://x\nredis:\n  host: r\n  port: 6379\n',
      'orders:8080 r:6379',
    ],
    ['app.properties', 'orders.host=orders\norders.port=81\ndocs.url=https://docs.example.com\n', 'orders:81'],
    ['.env', 'export ORDERS_URL="http://orders"\n# A_URL=http://a\n', 'orders:80'],
    ['nginx.conf', 'upstream u { server orders:8080; }\nlocation / {\n  proxy_pass http://payments;\n}\n', 'orders:8080? payments:80'],
    ['x.json', '{"Orders":{"BaseUrl":"https://orders.example.com"},"list":["http://a","http://b"]}', 'orders.example.com:443 a:80 b:80'],
    ['x.toml', '[redis]\nhost = "r"\nport = 6379\n', 'r:6379'],
    ['page.html', '<a href="https://www.example.com">\n', ''],
    ['dash.json', '{"panels":[],"url":"https://www.example.com"}', ''],
    ['ca.crt', 'http://orders\n', ''],
    ['x.yaml', `# ${'x'.repeat(262_144)}\nurl: http://orders\n`, ''],
  ])('%s', (title, file, expected) => expect(named(hostSettings(file, title))).toBe(expected));
});

describe('whatever is written', () => {
  const name = fc.oneof(fc.constantFrom('DB_HOST', 'X_URL', 'url', '', '__proto__'), fc.string());
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('://', 'http', '@', ':', ',', '$(A)', '${A:b}', '[', ']', '.svc', 'a', '80', '=', ';', '\n', '(', '\uE000', '"'),
  );
  const text = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(''));

  it('never throws, and what it names has the form of a host', () => {
    fc.assert(
      fc.property(name, text, (key, value) => {
        for (const { host, port } of [hostSetting(key, value), ...hostSettings(value, 'a.yaml')].flatMap((setting) =>
          namedHosts([{ setting, place: 0 }], () => value),
        )) {
          expect(host).toMatch(/^[\w.:-]{1,253}$/u);
          expect(port ?? 1).toBeGreaterThan(0);
        }
      }),
    );
  });

  it.each(['1.2.3.4', '::1', 'fe80::1'])('%s is an address', (address) => expect(isAddress(address)).toBe(true));
  it.each(['1.2.3', '1.2.3.256', 'a.b', 'abc', ''])('%s is none', (address) => expect(isAddress(address)).toBe(false));

  it.each(['http://', 'a:1,', 'a.b.', '$(A)', '${', '"', 'a=', '.svc'])('stays quick with many of %j', (part) => {
    const value = part.repeat(20_000);
    expect(hostMentions('X_URL', value).length + hostSettings(value, 'a.yaml').length).toBeLessThan(600);
  });
});
