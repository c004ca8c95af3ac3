import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Json } from '../../src/engine/json.ts';
import { fillMessage } from '../../src/engine/message.ts';
import { withDefaults, type AnyParameters } from '../../src/engine/parameters.ts';
import type { Resource, Subject } from '../../src/engine/resource.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { identify } from '../../src/kube/identify.ts';
import { noSharedDbSecret as rule } from '../../policies/no-shared-db-secret.ts';
import { termsOf, type SharingParams } from '../../policies/shared/sharing-terms.ts';

const FOLDER = new URL('../../fixtures/no-shared-db-secret/', import.meta.url);
const files = readdirSync(FOLDER).sort();
const parameters = rule.parameters as unknown as AnyParameters;
const tools = { digest: (text: string) => createHmac('sha256', 'key of the test').update(text).digest('base64') };

interface Found {
  readonly id: string;
  readonly document: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly data: object;
  readonly related: readonly unknown[];
}

function judge(resources: readonly Json[], given: Partial<SharingParams> = {}): Found[] {
  const subjects = resources.map((resource, index): Subject => {
    return { ...identify(resource as Resource, { declared: [], document: nameOf(resource, index) }), operation: 'CREATE' };
  });
  const index = new FactIndex(rule.facts ?? [], tools);
  for (const subject of subjects) index.put(subject);
  const params = withDefaults(parameters, given) as unknown as SharingParams;
  return subjects
    .filter((subject) => subject.workload !== undefined)
    .flatMap((subject) =>
      Array.from(rule.check(subject, { params, facts: index.viewFor(subject), now: 0 }), ({ message, data = {}, at, related = [] }) => {
        return {
          id: message,
          document: subject.document ?? '',
          path: at,
          message: fillMessage(rule.messages[message], data),
          data,
          related,
        };
      }),
    );
}

/** The index of a document changes with the order of the set, its name does not. */
function nameOf(resource: Json, index: number): string {
  const { kind, metadata } = resource as { kind?: Json; metadata?: { name?: Json; namespace?: Json } | null };
  return typeof metadata?.name === 'string'
    ? `${JSON.stringify(kind)}/${JSON.stringify(metadata.namespace)}/${metadata.name}`
    : String(index);
}

function read(file: string) {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const resources = documents.map((document) => document.toJS() as Json);
  const lineOf = ({ document, path }: Found): number => {
    const at = resources.findIndex((resource, index) => nameOf(resource, index) === document);
    const node = documents[at]?.getIn(path, true) as { range?: [number] } | undefined;
    return lines.linePos(node?.range?.[0] ?? 0).line;
  };
  const expected = text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/# expect: no-shared-db-secret\/([\w-]+)/gu)].map(([, id]) => `${index + 1} ${id}`));
  return { text, resources, lineOf, expected };
}

describe('fixtures', () => {
  test.each(files)('%s', (file) => {
    const { resources, lineOf, expected } = read(file);
    const found = judge(resources);
    expect(found.map((each) => `${lineOf(each)} ${each.id}`)).toEqual(expected);
    expect(expected.length === 0).toBe(file.startsWith('ok-'));
    for (const { related } of found) expect(related).not.toEqual([]);
  });

  test('every message is exercised', () => {
    const ids = files.flatMap((file) => judge(read(file).resources).map(({ id }) => id));
    expect(new Set(ids)).toEqual(new Set(Object.keys(rule.messages)));
  });
});

describe('parameters', () => {
  const rows: readonly [string, string, Partial<SharingParams>, number][] = [
    ['a Secret allowed by name', 'env.yaml', { allow: ['orders-*'] }, 0],
    ['a Secret allowed in its namespace', 'env.yaml', { allow: ['shop/orders-db'] }, 0],
    ['a Secret allowed in another namespace', 'env.yaml', { allow: ['payments/orders-db'] }, 2],
    ["labels of one's own", 'ok-helm.yaml', { serviceLabels: ['app.kubernetes.io/component'] }, 2],
    ['labels that none has', 'ok-same-service.yaml', { serviceLabels: ['team.example/service'] }, 3],
    ["patterns of one's own", 'ok-other-secrets.yaml', { secrets: ['^jwt-'] }, 2],
    ['patterns have no case', 'ok-other-secrets.yaml', { secrets: ['^JWT-'] }, 2],
    ['patterns replace the built-in ones', 'env.yaml', { secrets: ['vault'] }, 0],
    ['no patterns judge nothing', 'env.yaml', { secrets: [] }, 0],
    ['no servers', 'ok-database-server.yaml', { servers: [] }, 3],
    ["servers of one's own", 'env.yaml', { servers: ['registry.shop.example/pay*'] }, 0],
    ['servers by full reference', 'env.yaml', { servers: ['registry.shop.example/payments:1.0.0'] }, 0],
  ];
  test.each(rows)('%s', (_, file, given, count) => {
    expect(judge(read(file).resources, given)).toHaveLength(count);
  });
});

test.each([
  [
    'orders-db DATABASE_URL PGPASSWORD MYSQL_PWD mongoUri dsn DBPassword SPRING_DATASOURCE_URL ConnectionStrings__Default ordersdb postgres14',
    true,
  ],
  ['feedback adb-keys dbus-auth jwt-signing SENTRY_DSN stripe-key redistribution password sandbox', false],
])('%s: a database by name is %s', (names, expected) => {
  const { isDatabase } = termsOf(withDefaults(parameters, {}) as unknown as SharingParams);
  expect(names.split(' ').filter((name) => isDatabase(name) !== expected)).toEqual([]);
});

test.each([
  [
    'postgres:16 bitnami/postgresql docker.io/oliver006/redis_exporter:v1 mcr.microsoft.com/mssql/server redis/redis-stack-server dpage/pgadmin4',
    true,
  ],
  ['registry.example/orders-postgres-migrator registry.example/payments/redis-api nginx', false],
])('%s: a database server is %s', (images, expected) => {
  const { isServer } = termsOf(withDefaults(parameters, {}) as unknown as SharingParams);
  expect(images.split(' ').filter((image) => isServer(image) !== expected)).toEqual([]);
});

test('messages name the others, and say how', () => {
  const found = judge(read('external-secrets.yaml').resources).map(({ message }) => message);
  expect(found).toEqual([
    'Service "catalog" reads the database credential "shop/catalog", whose remote key is also read by service "inventory" (Deployment stock/inventory).',
    'Service "inventory" reads the database credential "stock/inventory-settings", whose remote key is also read by service "catalog" (Deployment shop/catalog).',
  ]);
});

test('many services are counted, not listed', () => {
  const [first] = read('env.yaml').resources;
  const many = Array.from({ length: 40 }, (_, index) => {
    const name = `service-${String(index).padStart(2, '0')}`;
    return JSON.parse(JSON.stringify(first).replaceAll('"orders"', JSON.stringify(name))) as Json;
  });
  const [found] = judge(many);
  expect(found?.message).toMatch(/"service-01" \(Deployment shop\/service-01\).* and 34 more\.$/u);
  expect(found?.related).toHaveLength(20);
});

test('the order of documents changes nothing', () => {
  for (const file of files) {
    const { resources } = read(file);
    const key = (found: readonly Found[]) => found.map((each) => JSON.stringify(each)).toSorted();
    const expected = key(judge(resources));
    fc.assert(
      fc.property(fc.shuffledSubarray([...resources], { minLength: resources.length }), (shuffled) => {
        expect(key(judge(shuffled))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  }
});

test('no value of a Secret is told or kept', () => {
  for (const file of files.filter((name) => name.includes('copied') || name.includes('sealed') || name.includes('generic'))) {
    const { resources } = read(file);
    const kept = JSON.stringify([
      judge(resources),
      resources.map((resource) =>
        [...(rule.facts ?? [])].flatMap((fact) => [...fact.extract(identify(resource as Resource, { declared: [] }), tools)]),
      ),
    ]);
    for (const value of resources.flatMap(valuesOf)) expect(kept).not.toContain(value);
    expect(JSON.stringify(judge(resources))).not.toContain('copy/');
  }
});

function valuesOf(resource: Json): string[] {
  const { data, stringData, spec } = resource as Record<string, Record<string, string> | undefined> & {
    spec?: { encryptedData?: Record<string, string> };
  };
  return [data, stringData, spec?.encryptedData].flatMap((values) => Object.values(values ?? {})).filter((value) => value.length > 8);
}

test('total over any JSON, in any place', () => {
  const samples = files.flatMap((file) => read(file).resources);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(null, [], {}, [null], '', 7, JSON.parse('{"__proto__":{"name":"x"}}')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.array(fc.nat(), { minLength: 1, maxLength: 10 }), odd, (sample, picks, value) => {
      const broken = broke(structuredClone(sample), picks, value as Json);
      expect(Array.isArray(judge([broken, ...read('env.yaml').resources]))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** Puts a value at some place below the kind, found by picks. */
function broke(resource: Json, picks: readonly number[], value: Json): Json {
  let holder = resource as Record<string, Json>;
  for (const [depth, pick] of picks.entries()) {
    const keys = Object.keys(holder).filter((key) => key !== 'apiVersion' && key !== 'kind');
    const key = keys[pick % Math.max(keys.length, 1)];
    if (key === undefined) break;
    const next = holder[key];
    if (depth === picks.length - 1 || typeof next !== 'object' || next === null) {
      holder[key] = value;
      break;
    }
    holder = next as Record<string, Json>;
  }
  return resource;
}
