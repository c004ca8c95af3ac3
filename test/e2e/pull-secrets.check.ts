import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { asList, valueAt, type JsonObject } from '../../src/engine/json.ts';
import type { RawImages } from '../../src/settings/raw.ts';
import { openHelm, type Helm } from '../chart/helm.ts';
import { keyed, policyOf, signed } from '../images/images.ts';
import { findCosigns } from '../parts/cosign.ts';
import { runCosign } from '../signatures/cosign-run.ts';
import { guarded } from '../signatures/guarded.ts';
import { key } from '../signatures/signers.ts';
import { RegistryServer } from '../signatures/registry-server.ts';
import { accountOf } from './account.ts';
import type { Door } from './door.ts';
import { onGround, type Ground } from './ground.ts';
import { kubectlFor, type Ran } from './kubectl.ts';
import { deployment, pod } from './objects.ts';
import { rendered, rightsIn } from './rendered.ts';
import { until } from './until.ts';

const registry = await RegistryServer.start();
const open = await RegistryServer.start();
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-pull-'));
afterAll(async () => {
  await registry.stop();
  await open.stop();
  rmSync(folder, { recursive: true });
});

const GOOD = registry.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
registry.attach(GOOD, [await signed(GOOD, key)]);
registry.fault = guarded(registry, { 'shop:its-password': 'acme', 'other:its-password': 'elsewhere' });
const APP = `${registry.host}/acme/app`;
const IMAGE = { image: `${APP}:good` };

const helm = openHelm();
const NEWEST = findCosigns().at(-1);
if (helm === undefined)
  test.skip('NOT RUN: pull secrets and keys on a real control plane, for want of helm and its chart', () => undefined);
else onGround('Secrets that images need', 'each', (ground) => checks(ground, helm));

/** A door whose account has the chart's rights for the same settings, and no others. */
async function openDoor(ground: Ground, helm: Helm, keys: string) {
  const images: RawImages = {
    pullSecrets: true,
    registries: [registry.host, open.host].map((host) => ({ host, plainHttp: true })),
    policies: [
      policyOf([keyed(key)], { match: [registry.host] }),
      policyOf([{ key: `k8s://${keys}/cosign`, log: false }], { match: [open.host], pin: false }),
    ],
  };
  const settings = { extends: [], rules: { 'image-signature-verified': 'error' }, inject: ['image-signature-verified'], images };
  const values = path.join(folder, `${keys}.yaml`);
  writeFileSync(values, stringify({ settings }));
  const namespace = await ground.namespace();
  const rights = rightsIn(await rendered(helm, namespace, '--values', values));
  const applied = await kubectlFor(ground.plane, 'admin')('apply -f -', { stdin: rights });
  expect(applied).toMatchObject({ code: 0 });
  const account = await accountOf(ground, folder, namespace, 'lintel');
  const flags = ['--account', account.folder, '--refresh-seconds', '1'];
  return { rights, release: namespace, door: await ground.serve(stringify(settings), { flags, env: account.env }) };
}

function checks(ground: () => Ground, helm: Helm): void {
  let keys = '';
  let count = 0;
  let door: Door | undefined;
  let release = '';
  let rights: readonly JsonObject[] = [];

  beforeAll(async () => {
    keys = await ground().namespace();
    ({ door, release, rights } = await openDoor(ground(), helm, keys));
  });

  afterAll(async () => {
    await kubectlFor(ground().plane, 'admin')('delete --wait=false -f -', { stdin: rights });
  });

  const create = async (namespace: string, object: JsonObject): Promise<Ran> =>
    await ground().kubectl(`create -n ${namespace} -f -`, { stdin: object });
  const login = async (namespace: string, user: string): Promise<void> => {
    const made = await ground().kubectl(
      `create secret docker-registry registry -n ${namespace} --docker-server=${registry.host} --docker-username=${user} --docker-password=its-password`,
    );
    expect(made).toMatchObject({ code: 0 });
  };

  test('a Pod is admitted by the credentials of its pull secret, and named by the digest that was verified', async () => {
    const namespace = await ground().namespace();
    await login(namespace, 'shop');
    expect(await create(namespace, pulling(pod('web', IMAGE), 'registry'))).toMatchObject({ code: 0, stderr: '' });
    const stored = await ground().stored(`/api/v1/namespaces/${namespace}/pods/web`);
    expect(valueAt(stored, ['spec', 'containers', 0, 'image'])).toBe(`${APP}:good@${GOOD}`);
  });

  test('a Pod of another namespace is refused for want of them, or of any that are let in', async () => {
    const namespace = await ground().namespace();
    const bare = await create(namespace, pod('web', IMAGE));
    expect(bare).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${registry.host} does not let this one read acme/app; give a pull secret for it`),
    });
    const missing = await create(namespace, pulling(pod('web', IMAGE), 'registry'));
    expect(missing.stderr).toContain(`pull secret "registry" was not found in namespace "${namespace}": create it, or correct its name`);
    // The door knows for some seconds that it is not there.
    const other = await ground().namespace();
    await login(other, 'other');
    const wrong = await create(other, pulling(pod('web', IMAGE), 'registry'));
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('does not let one read acme/app with the credentials for it') });
  });

  test('a Deployment is admitted by the pull secret of its account, and so are the Pods that are made of it', async () => {
    const namespace = await ground().namespace();
    await login(namespace, 'shop');
    expect(await create(namespace, deployment('bare', IMAGE))).toMatchObject({ code: 1 });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'puller' }, imagePullSecrets: [{ name: 'registry' }] };
    expect(await create(namespace, account)).toMatchObject({ code: 0 });
    const object = deployment('web', IMAGE);
    const template = { ...(valueAt(object, ['spec', 'template', 'spec']) as JsonObject), serviceAccountName: 'puller' };
    const spec = { ...(object['spec'] as JsonObject), template: { metadata: { labels: { app: 'web' } }, spec: template } };
    expect(await create(namespace, { ...object, spec })).toMatchObject({ code: 0, stderr: '' });
    const made = await until('its Pod is there', async () => {
      const { body } = await ground().admin.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3Dweb`);
      return asList(valueAt(body, ['items']))[0];
    });
    expect(valueAt(made, ['spec', 'containers', 0, 'image'])).toBe(`${APP}:good@${GOOD}`);
    expect(valueAt(made, ['spec', 'imagePullSecrets'])).toEqual([{ name: 'registry' }]);
  });

  test('a key that cosign keeps in a Secret counts, and the one that takes its place, while the door serves', async ({ skip }) => {
    const cosign = NEWEST ?? skip('NOT RUN: there is no cosign');
    const ref = `k8s://${keys}/cosign`;
    const namespace = await ground().namespace();
    const home = mkdtempSync(path.join(folder, 'cosign-'));
    const [first = '', second = ''] = ['first', 'second'].map((is) =>
      open.tag(is, { schemaVersion: 2, config: {}, layers: [], annotations: { is, in: namespace } }),
    );
    const run = async (...args: readonly string[]): Promise<void> => {
      const ran = await runCosign(cosign, args, home, { KUBECONFIG: ground().plane.kubeconfigs.jane });
      expect(ran.ok, ran.told).toBe(true);
    };
    const sign = async (digest: string): Promise<void> => {
      const flags = [
        '--tlog-upload=false',
        '--yes',
        '--allow-http-registry',
        ...(cosign.generation === 3 ? ['--use-signing-config=false'] : []),
      ];
      await run('sign', '--key', ref, ...flags, `${open.host}/acme/app@${digest}`);
    };
    const judged = async (digest: string): Promise<Ran> =>
      await create(namespace, pod(`web-${++count}`, { image: `${open.host}/acme/app@${digest}` }));
    expect((await judged(first)).stderr).toContain(`its key ${ref} is not known: the Secret was not found in namespace "${keys}"`);

    await run('generate-key-pair', ref);
    await sign(first);
    await until('the key counts', async () => (await judged(first)).code === 0);
    expect((await judged(second)).stderr).toContain('is not signed');

    // What cosign makes is immutable, so that another key takes its place and no other way.
    expect(await ground().kubectl(`delete secret cosign -n ${keys}`)).toMatchObject({ code: 0 });
    await run('generate-key-pair', ref);
    await sign(second);
    await until('the new key counts', async () => (await judged(second)).code === 0);
    expect((await judged(first)).stderr).toContain('has no signature that counts');
    expect(door?.part.output()).toContain(`could not be read anew`);
  });

  test('the account gets what the settings need, and nothing else', async () => {
    const user = `system:serviceaccount:${release}:lintel`;
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${release}`, 'system:authenticated'];
    const may = async (verb: string, resource: string): Promise<unknown> => {
      const resourceAttributes = { verb, resource, name: 'any', namespace: 'kube-system', group: '', version: 'v1' };
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user, groups, resourceAttributes } };
      const { body } = await ground().admin.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
      return valueAt(body, ['status', 'allowed']);
    };
    expect(await may('get', 'secrets')).toBe(true);
    expect(await may('get', 'serviceaccounts')).toBe(true);
    for (const [verb, resource] of [
      ['list', 'secrets'],
      ['watch', 'secrets'],
      ['update', 'secrets'],
      ['get', 'configmaps'],
      ['list', 'pods'],
      ['create', 'serviceaccounts'],
    ] as const)
      expect([verb, resource, await may(verb, resource)]).toEqual([verb, resource, false]);
  });

  test('and nothing of a secret is in what the door says', async () => {
    const metrics = await (await fetch(`${door?.metricsUrl ?? ''}/metrics`)).text();
    expect(metrics).toContain('lintel_pull_secret_reads_total{outcome="used"}');
    const said = `${door?.part.output() ?? ''}${metrics}`;
    for (const secret of ['its-password', Buffer.from('shop:its-password').toString('base64'), 'PRIVATE KEY'])
      expect(said).not.toContain(secret);
  });
}

/** With a pull secret of its own. */
function pulling(object: JsonObject, secret: string): JsonObject {
  return { ...object, spec: { ...(object['spec'] as JsonObject), imagePullSecrets: [{ name: secret }] } };
}
