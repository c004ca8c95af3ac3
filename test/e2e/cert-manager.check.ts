import { beforeAll, expect, inject, test } from 'vitest';
import { pairIn, type KeptPair } from '../../src/cluster/tls-secret.ts';
import { asList, asObject, asString, member, valueAt } from '../../src/engine/json.ts';
import { fitnessOf } from '../../src/webhook/succession.ts';
import { openHelm, VALUES_FILES, type Helm } from '../chart/helm.ts';
import { findCertManager, type CertManager } from '../parts/cert-manager.ts';
import { asking } from './asking.ts';
import { startCertManager, type RunningCertManager } from './cert-manager.ts';
import type { Door } from './door.ts';
import { onGround, type Ground } from './ground.ts';
import { pod } from './objects.ts';
import { bundlesOf, certificatesIn, entriesOf, REGISTRATIONS } from './registered.ts';
import { openRelease, type Release } from './release.ts';
import { bring, certificateAt } from './served.ts';
import { until } from './until.ts';

const helm = openHelm();
const certManager = helm === undefined || inject('planes').length === 0 ? undefined : findCertManager();

if (helm === undefined || certManager === undefined) {
  const title = 'NOT RUN: certificates of cert-manager, for want of a control plane, of helm, or of cert-manager';
  console.warn(title);
  test.skip(title, () => undefined);
} else onGround(`certificates of cert-manager ${certManager.version}`, 'each', (ground) => checks(ground, helm, certManager));

function checks(ground: () => Ground, helm: Helm, certManager: CertManager): void {
  let guarded = '';
  let running: RunningCertManager;
  let release: Release;
  let first: Door;

  beforeAll(async () => {
    guarded = await ground().namespace();
    running = await startCertManager(ground(), certManager);
    release = await openRelease(ground(), helm);
    return async () => {
      for (const registration of REGISTRATIONS) await ground().admin.delete(registration);
      await release.close();
      await running.stop();
    };
  });

  test('the Issuers are ready, and the Certificate is in the Secret that the pods mount', async () => {
    await release.install('--values', VALUES);
    const { namespace } = release;
    for (const issuer of ['lintel-self-signed', 'lintel']) await running.untilReady('issuers', namespace, issuer);
    await running.untilReady('certificates', namespace, 'lintel');
    const volumes = asList(valueAt(release.object('Deployment'), ['spec', 'template', 'spec', 'volumes']));
    const mounted = volumes.map((volume) => valueAt(volume, ['secret', 'secretName'])).filter((name) => name !== undefined);
    expect(mounted).toEqual(['lintel-tls']);
    const secret = await ground().stored(`/api/v1/namespaces/${namespace}/secrets/lintel-tls`);
    expect(secret).toMatchObject({ type: 'kubernetes.io/tls' });
    expect(Object.keys(asObject(member(secret, 'data'))).toSorted()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    expect(fitnessOf(pairIn(secret)!, `lintel.${namespace}.svc`, Date.now())).toBe('fit');
  });

  test('the Job registers the webhook by the rights that it has, and the API server denies by it', async () => {
    const pair = await running.pairOf(release.namespace, 'lintel');
    first = await release.pod(pair);
    expect(await release.job('lintel-register')).toMatchObject(DONE);
    expect(new Set(await bundlesOf(ground()))).toEqual(new Set([pair.ca]));
    await until('cert-manager keeps the authority', async () => {
      const registration = await ground().stored(REGISTRATIONS[0] ?? '');
      const managers = asList(valueAt(registration, ['metadata', 'managedFields'])).map((entry) => member(entry, 'manager'));
      return managers.includes('cert-manager-cainjector');
    });
    await untilDenied(release);
  });

  test('a new certificate by the same authority is served without a restart', async () => {
    const { ca } = await running.pairOf(release.namespace, 'lintel');
    const { meanwhile, answers } = asking(() => ask(release), DENIED);
    await meanwhile(async () => {
      const next = await running.reissue(release.namespace, 'lintel');
      expect(next.ca).toBe(ca);
      await answers(5);
      await replace(next, first);
      await answers(5);
    });
    expect((await bundlesOf(ground())).map(certificatesIn)).toEqual([1, 1]);
  });

  test('another authority is trusted beside the one before, whichever a pod serves, and whoever registers meanwhile', async () => {
    const { cert } = await running.pairOf(release.namespace, 'lintel');
    const { meanwhile, answers } = asking(() => ask(release), DENIED);
    await meanwhile(async () => {
      const authority = await running.reissue(release.namespace, 'lintel-authority');
      // What it signed before stays as it is, until its own time comes.
      expect((await running.pairOf(release.namespace, 'lintel')).cert).toBe(cert);
      const next = await until('the new authority signs', async () => {
        const pair = await running.reissue(release.namespace, 'lintel');
        return pair.ca === authority.cert && pair;
      });
      await untilTrusted(2);
      await answers(5);
      // A pod that starts now has the new certificate, while the kubelet of the first one is slow.
      await release.pod(next);
      await answers(10);
      expect(await release.job('lintel-register')).toMatchObject(DONE);
      await answers(10);
      await replace(next, first);
      await answers(10);
    });
  });

  test('settings that ask for less leave nothing behind', async () => {
    expect(await release.job('lintel-register', 'extends: []\nrules: { no-latest-tag: warning }\n')).toMatchObject(DONE);
    expect((await entriesOf(ground())).map((entry) => member(entry, 'name'))).toEqual(['advise.lintel.dev']);
    expect(await release.job('lintel-register', 'extends: []\n')).toMatchObject(DONE);
    expect(await entriesOf(ground())).toEqual([]);
  });

  test('the Job takes the registrations back', async () => {
    expect(await release.job('lintel-remove')).toMatchObject(DONE);
    expect(await Promise.all(REGISTRATIONS.map(async (at) => (await ground().admin.get(at)).status))).toEqual([404, 404]);
    expect(await ask(release)).not.toBe(DENIED);
  });

  test('whoever goes over to it from the certificates of the chart, and back, loses no admission', { timeout: 240_000 }, async () => {
    const moving = await openRelease(ground(), helm);
    const secret = `/api/v1/namespaces/${moving.namespace}/secrets/lintel-tls`;
    const { meanwhile, answers } = asking(() => ask(moving), DENIED);
    try {
      await moving.install('--set-json', `settings=${SETTINGS}`);
      expect(await moving.job('lintel-certifier')).toMatchObject(DONE);
      const door = await moving.pod(pairIn(await ground().stored(secret))!);
      expect(await moving.job('lintel-register')).toMatchObject(DONE);
      await untilDenied(moving);
      await meanwhile(async () => {
        await moving.install('--set-json', `settings=${SETTINGS}`, '--set', 'certificates.from=cert-manager');
        await running.untilReady('certificates', moving.namespace, 'lintel');
        const registered = moving.job('lintel-register');
        await untilTrusted(2);
        await answers(5);
        await replace(await running.pairOf(moving.namespace, 'lintel'), door);
        expect(await registered).toMatchObject(DONE);
        await answers(5);
        await moving.install('--set-json', `settings=${SETTINGS}`);
        await running.forget(moving.namespace);
        expect(await moving.job('lintel-certifier')).toMatchObject(DONE);
        expect(await moving.job('lintel-register')).toMatchObject(DONE);
        await answers(5);
      });
      for (const at of REGISTRATIONS) expect(valueAt(await ground().stored(at), ['metadata', 'annotations'])).toBeUndefined();
      expect(await moving.job('lintel-register', 'extends: []\n')).toMatchObject(DONE);
      expect(await entriesOf(ground())).toEqual([]);
      expect(await moving.job('lintel-remove')).toMatchObject(DONE);
      expect((await ground().admin.get(secret)).status).toBe(404);
    } finally {
      await moving.close();
    }
  });

  /** A bad Pod, over connections that are new, so that hands are shaken anew; one that was cut while in use is no answer. */
  async function ask({ service }: Release): Promise<string> {
    for (;;) {
      service.cut();
      const { status, body } = await ground().jane.post(`/api/v1/namespaces/${guarded}/pods?dryRun=All`, BAD);
      const message = asString(member(body, 'message')) ?? '';
      if (status === 403 && message.includes('allowed-registries')) return DENIED;
      if (!CUT.test(message)) return `${status} ${message}`;
    }
  }

  async function untilDenied(by: Release): Promise<void> {
    await until('the API server asks', async () => (await ask(by)) === DENIED);
  }

  async function untilTrusted(authorities: number): Promise<void> {
    await until(`${authorities} authorities are trusted`, async () => {
      return (await bundlesOf(ground())).every((bundle) => certificatesIn(bundle) === authorities);
    });
  }
}

/** Has a kubelet's work done, and waits until the door has seen it. */
async function replace(pair: KeptPair, door: Door): Promise<void> {
  const before = await certificateAt(door.url);
  bring(pair, door);
  await until('the door serves it', async () => (await certificateAt(door.url)) !== before);
}

const VALUES = VALUES_FILES.find((file) => file.endsWith('cert-manager-values.yaml')) ?? '';
const SETTINGS = JSON.stringify({ extends: [], rules: { 'allowed-registries': ['error', { registries: ['registry.lintel.dev'] }] } });
const BAD = pod('bad', { image: 'registry.example/web:1.0.0' });
const DENIED = 'denied';
const DONE = { code: 0, stderr: '' };
const CUT = /(?:: EOF|connection reset by peer|broken pipe|server closed idle connection|use of closed network connection)$/u;
