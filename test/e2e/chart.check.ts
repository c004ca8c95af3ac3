import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { afterAll, expect, test } from 'vitest';
import { asList, asString, member, valueAt, type JsonObject } from '../../src/engine/json.ts';
import { pairIn, tlsSecret } from '../../src/cluster/tls-secret.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { openHelm, VALUES_FILES, type Helm } from '../chart/helm.ts';
import { accountOf } from './account.ts';
import { LINTEL, startDoor } from './door.ts';
import { onGround, type Ground } from './ground.ts';
import { execute, kubectlFor, type Ran } from './kubectl.ts';
import { pod } from './objects.ts';
import { certificatesIn, REGISTRATIONS } from './registered.ts';
import { rendered, rightsIn } from './rendered.ts';
import { until } from './until.ts';

const SETTINGS = 'extends: []\nrules: { no-latest-tag: error }\n';
const helm = openHelm();
const folder = mkdtempSync(path.join(tmpdir(), 'lintel-chart-'));
afterAll(() => rmSync(folder, { recursive: true }));

if (helm === undefined) test.skip('NOT RUN: the chart on a real control plane, for want of helm', () => undefined);
else onGround('the chart', 'each', (ground) => checks(ground, helm));

function checks(ground: () => Ground, helm: Helm): void {
  test.each(VALUES_FILES.map((file) => [path.basename(file), file]))('the API server takes all of %s', async (_, file) => {
    const namespace = await ground().namespace();
    const objects = await rendered(helm, namespace, '--values', file ?? '');
    const known = objects.filter((object) => !isForCertManager(object));
    // Where Secrets with keys are, somebody has made a namespace for them.
    for (const name of new Set(known.map((object) => asString(valueAt(object, ['metadata', 'namespace'])) ?? namespace)))
      await ground().admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    // Kinds of cert-manager are judged by cert-manager, which is not here.
    expect(known.length).toBeGreaterThan(12);
    const ran = await kubectlFor(ground().plane, 'admin')('apply --dry-run=server --validate=strict -f -', { stdin: known });
    expect(ran.stderr).toBe('');
    expect(ran.stdout.match(/\(server dry run\)/gu)).toHaveLength(known.length);
  });

  test('its Jobs make a certificate, register the webhook once it answers, renew, and take all of it back, by the rights that they have', async () => {
    const namespace = await ground().namespace();
    const may = rightsIn(await rendered(helm, namespace));
    expect(await kubectlFor(ground().plane, 'admin')('apply -f -', { stdin: may })).toMatchObject({ code: 0 });
    const certifier = await commandOf(ground(), namespace, 'lintel-certifier');
    const registrar = await commandOf(ground(), namespace, 'lintel-registrar');
    const kept = `--kept-in=${namespace}/lintel-tls`;
    const stored = async () => pairIn(await ground().stored(`/api/v1/namespaces/${namespace}/secrets/lintel-tls`))!;

    const nowhere = '--url=https://127.0.0.1:1';
    expect(await certifier('certificate', nowhere, kept)).toMatchObject({ code: 0, stdout: expect.stringContaining('a new certificate') });
    const first = await stored();
    expect(await certifier('certificate', nowhere, kept)).toMatchObject({ code: 0, stdout: expect.stringContaining('the certificate') });
    expect(await stored()).toEqual(first);

    const settings = path.join(folder, `${namespace}.yaml`);
    writeFileSync(settings, SETTINGS);
    const silent = await registrar('apply', nowhere, kept, `--config=${settings}`, '--wait-seconds=0');
    expect(silent).toMatchObject({ code: 4, stderr: expect.stringContaining('Nothing was registered') });
    expect(await registrations(ground())).toEqual([404, 404]);

    // A certificate of which less than a third is left.
    const old = await makeCertificate(['127.0.0.1'], Date.now() - 300 * DAY);
    const admin = kubectlFor(ground().plane, 'admin');
    expect(
      await admin('apply --server-side --force-conflicts -f -', { stdin: tlsSecret({ namespace, name: 'lintel-tls' }, old) }),
    ).toMatchObject({ code: 0 });
    const door = await startDoor(SETTINGS, { twin: old, flags: ['--drain-seconds', '0'] });
    const here = `--url=${door.url}`;
    try {
      const forbidden = await certifier('apply', here, kept, `--config=${settings}`);
      expect(forbidden).toMatchObject({ code: 4, stderr: expect.stringMatching(/not read: .*forbidden/u) });
      expect(await registrar('apply', here, kept, `--config=${settings}`)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('a new certificate'),
      });
      const next = await stored();
      expect(next.cert).not.toBe(old.cert);
      expect(certificatesIn(next.ca)).toBe(2);
      await expectGuarded(ground(), namespace);
      // What is stored is what `render` prints.
      const caFile = path.join(folder, `${namespace}.crt`);
      writeFileSync(caFile, next.ca);
      const printed = await execute(process.execPath, [LINTEL, 'webhook', 'render', here, '--ca-file', caFile, '--config', settings]);
      for (const [index, object] of (loadAll(printed.stdout) as JsonObject[]).entries()) {
        const webhooks = asList(member(await ground().stored(REGISTRATIONS[index] ?? ''), 'webhooks'));
        expect(webhooks).toMatchObject(asList(object['webhooks']));
      }
      // Settings that ask for nothing leave nothing behind.
      writeFileSync(settings, 'extends: []\n');
      expect(await registrar('apply', here, kept, `--config=${settings}`)).toMatchObject({ code: 0 });
      for (const path of REGISTRATIONS) expect(asList(member(await ground().stored(path), 'webhooks'))).toEqual([]);
    } finally {
      await door.part.stop();
      expect(await registrar('remove', kept)).toMatchObject({ code: 0 });
    }
    expect(await registrations(ground())).toEqual([404, 404]);
    expect((await ground().admin.get(`/api/v1/namespaces/${namespace}/secrets/lintel-tls`)).status).toBe(404);
    expect(await registrar('remove', kept)).toMatchObject({ code: 0 });
  });
}

function isForCertManager({ apiVersion }: JsonObject): boolean {
  return asString(apiVersion)?.startsWith('cert-manager.io/') === true;
}

/** Runs `lintel webhook` as a pod of this account would. */
async function commandOf(ground: Ground, namespace: string, name: string): Promise<(...args: readonly string[]) => Promise<Ran>> {
  const account = await accountOf(ground, folder, namespace, name);
  return async (...args) =>
    await execute(process.execPath, [LINTEL, 'webhook', ...args, `--account=${account.folder}`], { env: account.env });
}

/** The API server asks the webhook, and trusts the certificate that it still serves. */
async function expectGuarded({ kubectl }: Ground, namespace: string): Promise<void> {
  const refused = await until('the API server asks', async () => {
    const ran = await kubectl(`create -n ${namespace} --dry-run=server -f -`, {
      stdin: pod('web', { image: 'registry.example/web:latest' }),
    });
    return ran.code === 1 && ran.stderr.includes('no-latest-tag') ? ran : undefined;
  });
  expect(refused.stderr).toContain('denied');
}

async function registrations({ admin }: Ground): Promise<readonly number[]> {
  return await Promise.all(REGISTRATIONS.map(async (path) => (await admin.get(path)).status));
}

const DAY = 24 * 3_600_000;
