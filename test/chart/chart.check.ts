import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { asList, asObject, asString, member, valueAt, type Json } from '../../src/engine/json.ts';
import { run, folderOf } from '../cli/run.ts';
import { CHART, openHelm, VALUES_FILES, type Helm } from './helm.ts';

const found = openHelm();
if (found === undefined) describe.skip('the chart', () => test.skip('NOT RUN: there is no helm', () => undefined));
else describe('the chart', () => checks(found));

function checks(helm: Helm): void {
  const sets = VALUES_FILES.map((file) => [path.basename(file), file] as const);
  const template = async (...args: readonly string[]) => await helm('template', 'lintel', CHART, '--namespace', 'lintel', ...args);
  const hashWith = async (...args: readonly string[]) => settingsHash((await template(...args)).stdout);

  test.each<readonly [string, string]>([['of its own', ''], ...sets])('lints clean with values %s', async (_, file) => {
    const { code, stdout, stderr } = await helm('lint', '--strict', CHART, ...(file === '' ? [] : ['--values', file]));
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expect.stringContaining('0 chart(s) failed') });
    expect(stdout).not.toContain('[WARNING]');
  });

  test.each(sets)('%s: Lintel itself finds nothing, by its strictest pack', async (_, file) => {
    const { stdout: text, code, stderr } = await template('--values', file);
    expect(code, stderr).toBe(0);
    const settings = path.join(import.meta.dirname, 'strict.yaml');
    const linted = await run(['lint', '-', '--strict', '--config', settings, '--format', 'json'], { stdin: text });
    const report = JSON.parse(linted.stdout) as { findings: Json[]; problems: Json[]; summary: { resources: number } };
    expect(report.findings).toEqual([]);
    expect(report.problems).toEqual([]);
    expect(report.summary.resources).toBe(loadAll(text).length);
  });

  test.each(sets)('%s: the settings arrive as they were given, and Lintel takes them', async (_, file) => {
    const values = load(readFileSync(file, 'utf8')) as Json;
    const data = asObject(member(await settingsMap(template, file), 'data')) ?? {};
    const policies = asObject(member(values, 'policies')) ?? {};
    const names = Object.keys(policies).toSorted();
    const beside = asObject(member(values, 'files')) ?? {};
    // Helm reads YAML 1.1, where off is false; what it writes has to mean what was meant.
    const given = JSON.parse(
      JSON.stringify(member(values, 'settings') ?? { extends: ['recommended'] }).replaceAll('"off"', 'false'),
    ) as object;
    const arrived = load(asString(data['lintel.yaml']) ?? '') as Json;
    expect(arrived).toEqual(names.length === 0 ? given : { ...given, policies: names.map((name) => `./policies/${name}`) });
    expect(Object.fromEntries(names.map((name) => [name, data[`policies.${name}`]]))).toEqual(policies);
    // As the kubelet lays a ConfigMap out.
    const placed = (await mountedItems(template, file)).map(([key, name]) => [name, asString(data[key]) ?? ''] as const);
    expect(Object.fromEntries(placed)).toMatchObject(beside);
    const cwd = folderOf(Object.fromEntries(placed.map(([name, text]) => [`..data/${name}`, text])));
    for (const name of new Set(placed.map(([name]) => name.split('/')[0] ?? ''))) symlinkSync(`..data/${name}`, path.join(cwd, name));
    const printed = await run(['config', 'print', '--config', 'lintel.yaml'], { cwd });
    expect({ code: printed.code, stderr: printed.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    ['an id that is no rule', 'settings.rules.no-latest-tga=error', "/settings/rules': additional properties 'no-latest-tga' not allowed"],
    [
      'a severity that there is not',
      'settings.rules.no-latest-tag=fatal',
      "/settings/rules/no-latest-tag': value must be one of 'off', 'error'",
    ],
    [
      'a parameter that there is not',
      'settings.rules.no-latest-tag[1].alow=x',
      "/settings/rules/no-latest-tag/1': additional properties 'alow'",
    ],
    ['a key of the chart that there is not', 'imge.tag=x', "additional properties 'imge' not allowed"],
    ['half a digest', 'image.digest=sha256:12', "/image/digest': 'sha256:12' does not match pattern"],
    ['no pods', 'replicas=0', "/replicas': minimum"],
    ['certificates from nowhere', 'certificates.from=vault', "/certificates/from': value must be one of 'own', 'cert-manager'"],
    ['a file that leads out of its folder', 'files.\\.\\./x=y', "invalid propertyName '../x'"],
    ['a file that is found nowhere', 'files./x=y', "invalid propertyName '/x'"],
    ['a file in the place of the settings', 'files.lintel\\.yaml=y', "invalid propertyName 'lintel.yaml'"],
    ['a file in the place of rules', 'files.policies/a\\.ts=y', "invalid propertyName 'policies/a.ts'"],
    ['a Secret that has no such name', 'registryCredentials=a/b', "/registryCredentials': 'a/b' does not match pattern"],
    ['a rule in a file of no known kind', 'policies.readme\\.md=x', "invalid propertyName 'readme.md'"],
  ])('the schema refuses %s', async (_, set, message) => {
    const { code, stderr } = await template('--set', set);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  });

  test.each([
    ['off', 'settings.rules.no-latest-tag=off'],
    ['false', 'settings.rules.no-latest-tag=false'],
    ['a duration', 'settings.rules.require-prestop-or-grace[0]=info,settings.rules.require-prestop-or-grace[1].minGrace=90s'],
    ['an id that a rule of your own has', 'settings.rules.my-own=error,policies.my-own\\.ts=x'],
  ])('the schema takes %s', async (_, set) => {
    const { code, stderr } = await template('--set', set);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('other settings are another rollout, and the same are none', async () => {
    const first = await hashWith();
    expect(first).toMatch(/^[0-9a-f]{64}$/u);
    expect(await hashWith('--set', 'replicas=5')).toBe(first);
    expect(await hashWith('--set', 'settings.rules.no-latest-tag=off')).not.toBe(first);
    expect(await hashWith('--set', 'policies.own\\.ts=x')).not.toBe(first);
    expect(await hashWith('--set', 'files.a=x')).not.toBe(first);
    expect(await hashWith('--set', 'registryCredentials=registry')).toBe(first);
  });

  test('the webhook has no token and no rights; who registers it has few, all of them by name', async () => {
    const objects = loadAll((await template()).stdout) as readonly Json[];
    const rules = objects.flatMap((object) => asList(member(object, 'rules')));
    expect(rules.every((rule) => asList(member(rule, 'resourceNames')).length === 1)).toBe(true);
    expect(JSON.stringify(rules)).not.toContain('*');
    const accounts = objects.flatMap((object) => asList(member(object, 'subjects'))).map((subject) => member(subject, 'name'));
    expect(accounts).not.toContain('lintel');
    const pods = objects.map((object) => valueAt(object, ['spec', 'template', 'spec'])).filter((spec) => spec !== undefined);
    expect(pods.map((spec) => member(spec, 'automountServiceAccountToken'))).toEqual(pods.map(() => false));
  });

  test.each<[file: string, rights: readonly unknown[], args: readonly string[], mounts: readonly string[], egress: number]>([
    ['own-values.yaml', [], [], [], 0],
    ['cert-manager-values.yaml', [], [], [], 2],
    ['secret-keys-values.yaml', [keysIn('lintel-keys', 'cosign')], [], [TOKEN], 2],
    [
      'images-values.yaml',
      [PULL_SECRETS, keysIn('builders', 'cosign'), keysIn('lintel-keys', 'builder', 'cosign')],
      ['--registry-config=/var/run/lintel/registry/config.json', '--tuf-cache=/tmp/lintel-tuf'],
      ['/var/run/lintel/registry', TOKEN, '/tmp'],
      3,
    ],
  ])('%s: the webhook has what its settings need, and nothing else', async (file, rights, args, mounts, egress) => {
    const values = path.join(CHART, 'ci', file);
    const webhook = webhookIn(loadAll((await template('--values', values)).stdout) as readonly Json[]);
    expect(webhook.rights).toEqual(rights);
    expect(webhook.args.filter((arg) => /registry|tuf/u.test(asString(arg) ?? ''))).toEqual(args);
    expect(webhook.mounts).toEqual(['/etc/lintel', '/var/run/lintel/tls', ...mounts]);
    expect(webhook.egress).toHaveLength(egress);
    expect(JSON.stringify(webhook.egress).includes('6443')).toBe(rights.length > 0);
  });
}

/** Keys of the ConfigMap of the settings, and where the webhook's pods have them. */
async function mountedItems(template: Helm, file: string): Promise<readonly (readonly [key: string, path: string])[]> {
  const { volumes } = webhookIn(loadAll((await template('--values', file)).stdout) as readonly Json[]);
  const items = asList(valueAt(volumes.find((volume) => member(volume, 'name') === 'settings') ?? null, ['configMap', 'items']));
  return items.map((item) => [asString(member(item, 'key')) ?? '', asString(member(item, 'path')) ?? ''] as const);
}

/** What the pods of the webhook have, and what its account may. */
function webhookIn(objects: readonly Json[]) {
  const named = (kind: string): readonly Json[] =>
    objects.filter((object) => member(object, 'kind') === kind && nameOf(object) === 'lintel');
  const spec = valueAt(named('Deployment')[0] ?? null, ['spec', 'template', 'spec']);
  const bindings = objects.filter((object) => asList(member(object, 'subjects')).some((subject) => member(subject, 'name') === 'lintel'));
  const roles = bindings.map((binding) => valueAt(binding, ['roleRef', 'name']));
  const rights = objects.filter((object) => roles.includes(nameOf(object)) && member(object, 'rules') !== undefined);
  return {
    args: asList(valueAt(spec ?? null, ['containers', 0, 'args'])),
    volumes: asList(member(spec, 'volumes')),
    mounts: asList(valueAt(spec ?? null, ['containers', 0, 'volumeMounts'])).map((mount) => member(mount, 'mountPath')),
    egress: asList(valueAt(named('NetworkPolicy')[0] ?? null, ['spec', 'egress'])),
    rights: rights.map((role) => [valueAt(role, ['metadata', 'namespace']) ?? 'everywhere', ...asList(member(role, 'rules'))] as const),
  };
}

function nameOf(object: Json): Json | undefined {
  return valueAt(object, ['metadata', 'name']);
}

/** What it takes to get some Secrets of a namespace, by name. */
function keysIn(namespace: string, ...names: readonly string[]): readonly unknown[] {
  return [namespace, { apiGroups: [''], resources: ['secrets'], resourceNames: names, verbs: ['get'] }];
}

async function settingsMap(template: Helm, file: string): Promise<Json> {
  const objects = loadAll((await template('--values', file)).stdout) as readonly Json[];
  return objects.find((object) => member(object, 'kind') === 'ConfigMap') ?? null;
}

function settingsHash(text: string): Json | undefined {
  const deployment = (loadAll(text) as readonly Json[]).find((object) => member(object, 'kind') === 'Deployment');
  return valueAt(deployment ?? null, ['spec', 'template', 'metadata', 'annotations', 'lintel.dev/settings']);
}

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount';
const PULL_SECRETS = ['everywhere', { apiGroups: [''], resources: ['secrets', 'serviceaccounts'], verbs: ['get'] }];
