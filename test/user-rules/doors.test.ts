import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openWorld } from '../../src/bin/admission-world.ts';
import { loadSettings } from '../../src/cli/settings.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { respond, type Route } from '../../src/webhook/respond.ts';
import { command } from '../cli/command.ts';
import { folderOf, run, type Files } from '../cli/run.ts';
import { HOST, NODE_PORT, ruleText, SETTINGS, yamlText } from './rules.ts';

const EXAMPLE = path.resolve(import.meta.dirname, '../../fixtures/own-rules');
const POLICIES: Files = {
  'lintel.yaml': SETTINGS,
  'policies/no-host.ts': ruleText(),
  'policies/no-node-ports.yaml': yamlText({ severity: 'warning', fix: '{ set: ClusterIP }' }),
};

describe('rules of users hold at admission', () => {
  test('a rule in TypeScript denies', async () => {
    const { response } = await admit(folderOf(POLICIES), 'all', pod(true));
    expect(response).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('Pod "web" is on the network of its node.') },
    });
    expect((await admit(folderOf(POLICIES), 'all', pod(false))).response).toMatchObject({ allowed: true });
  });

  test('a rule in YAML warns', async () => {
    const { response } = await admit(folderOf(POLICIES), 'all', SERVICE);
    expect(response).toMatchObject({ allowed: true, warnings: [expect.stringContaining('Service "web" is of type NodePort.')] });
  });

  test('and only rules of Lintel link to a page', async () => {
    const cwd = folderOf({ ...POLICIES, 'lintel.yaml': `${SETTINGS}rules: { no-latest-tag: error, no-node-ports: error }\n` });
    const spec = { hostNetwork: true, containers: [{ name: 'web', image: 'web:latest' }] };
    const { response } = await admit(cwd, 'all', Object.assign(pod(true), { spec }));
    const { message } = response['status'] as unknown as { message: string };
    expect(message.split('\n')).toEqual([
      'Lintel denies Pod shop/web for 2 findings:',
      expect.stringMatching(/^- no-latest-tag at .* See https:\/\/lintel\.dev\/rules\/no-latest-tag$/u),
      '- no-host at spec.hostNetwork: Pod "web" is on the network of its node. Wanted: Pods keep to their own network.',
    ]);
    const warned = await admit(folderOf(POLICIES), 'all', SERVICE);
    expect(warned.response['warnings']).toEqual(['no-node-ports: Service "web" is of type NodePort. (spec.type)']);
  });

  test('a fix that is injected is the mutation', async () => {
    const cwd = folderOf({ ...POLICIES, 'lintel.yaml': `${SETTINGS}inject: [no-node-ports]\n` });
    const { response } = await admit(cwd, 'mutate', SERVICE);
    expect(JSON.parse(Buffer.from(response['patch'] ?? '', 'base64').toString())).toEqual([
      { op: 'replace', path: '/spec/type', value: 'ClusterIP' },
    ]);
  });

  test('facts come from what the cluster holds', async () => {
    const host = { rules: [{ host: 'shop.example.com' }] };
    const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'new', namespace: 'new' }, spec: host };
    const { response } = await admit(EXAMPLE, 'deny', ingress, ['manifests']);
    expect(response).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('Host "shop.example.com" is served from') },
    });
  });

  test('what they match is registered', async () => {
    const cwd = folderOf({ ...POLICIES, 'ca.crt': CERTIFICATE });
    const { code, stdout } = await command(['webhook', 'render', '--url', 'https://lintel.example', '--ca-file', 'ca.crt'], { cwd });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('- services') });
  });

  test('one that cannot say what it reaches is named, and nothing is registered', async () => {
    const broken = ruleText('no-host', (text) => text.replace('  *check', "  reach() { throw new Error('no namespaces'); },\n  *check"));
    const cwd = folderOf({ ...POLICIES, 'policies/no-host.ts': broken, 'ca.crt': CERTIFICATE });
    const ended = await command(['webhook', 'render', '--url', 'https://lintel.example', '--ca-file', 'ca.crt'], { cwd });
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Rule no-host failed to say what it reaches: no namespaces'),
    });
  });
});

describe('several threads judge by them', () => {
  test('as one does', async () => {
    const padding = `# ${'x'.repeat(97)}\n`.repeat(25_000);
    const manifests = Array.from(
      { length: 4 },
      (_, index) => [`m/${index}.yaml`, `${index % 2 === 0 ? HOST : NODE_PORT}${padding}`] as const,
    );
    const cwd = folderOf({ ...POLICIES, ...Object.fromEntries(manifests) });
    const lint = (jobs: string) => command(['lint', 'm', '--format', 'oneline', '--jobs', jobs], { cwd, env: { NODE_DEBUG: 'worker' } });
    const [one, two] = [await lint('1'), await lint('2')];
    expect(one).toMatchObject({ code: 1, stdout: expect.stringMatching(/no-host[^]*no-node-ports/u) });
    expect(one.stdout.match(/^m\/\d/gmu)).toHaveLength(4);
    expect({ code: two.code, stdout: two.stdout }).toEqual({ code: one.code, stdout: one.stdout });
    expect(two.stderr).toMatch(/WORKER/u);
  });
});

describe('a run without rules of the user', () => {
  test('loads nothing for them', async () => {
    const cwd = folderOf({ 'lintel.yaml': 'extends: []\n', 'a.yaml': HOST });
    const { stderr } = await command(['lint', 'a.yaml'], { cwd, env: { NODE_DEBUG: 'esm' } });
    expect(stderr).toMatch(/^ESM .*file:\S*lintel\.ts/mu);
    expect(stderr).not.toMatch(/^ESM .*file:\S*(?:user-rule|yaml-rule|jsonpath)/mu);
  });
});

test('a package of CommonJS around them, and none installed, changes nothing', async () => {
  const cwd = folderOf({ ...POLICIES, 'package.json': '{ "type": "commonjs" }', 'a.yaml': HOST });
  const { code, stdout, stderr } = await command(['lint', 'a.yaml', '--format', 'oneline'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain('no-host');
});

test.each(['text', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'json', 'oneline'])(
  'a report in %s links to no page of them',
  async (format) => {
    const cwd = folderOf({ ...POLICIES, 'a.yaml': HOST });
    const { code, stdout } = await run(['lint', 'a.yaml', '--format', format], { cwd });
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('no-host') });
    expect(stdout).not.toMatch(/lintel\.dev\/rules\/no-(?:host|node-ports)(?![\w-])/u);
  },
);

test('rules of the user are listed and explained', async () => {
  const cwd = folderOf(POLICIES);
  writeFileSync(path.join(cwd, 'lintel.yaml'), `${SETTINGS}rules: { no-host: eror }\n`);
  const listed = await run(['rules', '--format', 'json'], { cwd });
  expect(JSON.parse(listed.stdout)).toMatchObject({
    rules: expect.arrayContaining([expect.objectContaining({ id: 'no-host', packs: [] })]),
  });
  const explained = await run(['explain', 'no-node-ports'], { cwd });
  expect(explained).toMatchObject({ code: 0, stdout: expect.stringContaining('Packs     none: it is on, since the settings') });
  expect(explained.stdout).not.toContain('https://');
});

/** What the webhook answers about an object that is created, opened as `lintel serve` opens it. */
async function admit(cwd: string, route: Route, object: Made, context: readonly string[] = []) {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const io = { stdin: Readable.from([]), stdout: sink, stderr: sink, env: {}, cwd, now: Date.UTC(2026, 0, 1), cores: 1 };
  const world = await openWorld(await loadSettings({}, io), context, io);
  const desk = { world, log: { info: () => undefined, error: () => undefined }, metrics: createMetrics() };
  const answered = respond(JSON.stringify(reviewOf(object)), route, desk);
  if (typeof answered !== 'string') throw new Error(answered.message);
  return JSON.parse(answered) as { response: Record<string, string> };
}

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

function reviewOf(object: Made): object {
  const slash = object.apiVersion.indexOf('/');
  const [group, version] = [object.apiVersion.slice(0, Math.max(slash, 0)), object.apiVersion.slice(slash + 1)];
  const resource = { group, version, resource: object.kind === 'Ingress' ? 'ingresses' : `${object.kind.toLowerCase()}s` };
  const { name, namespace } = object.metadata;
  const kind = { group, version, kind: object.kind };
  const request = { uid: 'u', kind, resource, operation: 'CREATE', namespace, name, object, userInfo: { username: 'dev', groups: [] } };
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
}

function pod(hostNetwork: boolean): Made {
  const spec = { hostNetwork, containers: [{ name: 'web', image: 'registry.example/web:1.2.3' }] };
  return Object.assign({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' } }, { spec });
}

const SERVICE: Made = Object.assign(
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' } },
  { spec: { type: 'NodePort' } },
);
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
