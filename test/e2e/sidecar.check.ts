import { beforeAll, describe, expect, test } from 'vitest';
import { asList, asString, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import { auditedIn } from './audit.ts';
import { onGround } from './ground.ts';
import { container, deployment, LATEST, pod, SETTINGS } from './objects.ts';
import { startSidecarInjector, type SidecarInjector } from './sidecar.ts';
import { until } from './until.ts';

const MUTATING = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';

/** Somebody else changes Pods too, and Lintel's own changes meet what controllers write. */
onGround('beside others', 'each', (ground) => {
  let old = '';

  beforeAll(async () => {
    old = await ground().namespace();
    await ground().kubectl(`create -n ${old} -f -`, { stdin: deployment('web') });
    await untilReplicaSets(1);
    await ground().serve(SETTINGS);
  });

  // Webhooks of one kind are asked in the order of their configurations' names; ours is `lintel`.
  describe.each([
    ['before', 'a-sidecar'],
    ['after', 'z-sidecar'],
  ])('a sidecar injector %s ours', (_when, name) => {
    test('what it adds is mended as well, and both are stored', async () => {
      await withInjector(name, container({ name: 'sidecar' }), async (namespace) => {
        expect(await ground().kubectl(`create -n ${namespace} -f -`, { stdin: pod('web') })).toMatchObject({ code: 0, stderr: '' });
        const { spec } = (await ground().stored(`/api/v1/namespaces/${namespace}/pods/web`)) as { spec: Json };
        expect(
          asList(member(spec, 'containers')).map((item) => [member(item, 'name'), valueAt(item, ['resources', 'requests', 'cpu'])]),
        ).toEqual([
          ['web', '100m'],
          ['sidecar', '100m'],
        ]);
      });
    });

    test('what it adds is judged as well', async () => {
      await withInjector(name, container({ name: 'sidecar', ...LATEST }), async (namespace) => {
        const { code, stderr } = await ground().kubectl(`create -n ${namespace} -f -`, { stdin: pod('web') });
        expect(code).toBe(1);
        expect(stderr).toContain('- no-latest-tag at spec.containers[1].image');
      });
    });
  });

  test('a label edit of an old Deployment rolls nothing', async () => {
    const template = async () => valueAt(await ground().stored(`/apis/apps/v1/namespaces/${old}/deployments/web`), ['spec', 'template']);
    const before = await template();
    expect(await ground().kubectl(`label deployment web owner=us -n ${old}`)).toMatchObject({ code: 0 });
    expect(await template()).toEqual(before);
    await until('the controller has seen it', async () => {
      const { metadata, status } = (await ground().stored(`/apis/apps/v1/namespaces/${old}/deployments/web`)) as {
        metadata: Json;
        status: Json;
      };
      return member(metadata, 'generation') === member(status, 'observedGeneration');
    });
    expect(await replicaSets()).toHaveLength(1);
  });

  test('of what controllers write, Pods alone are patched, and one rollout is one ReplicaSet', async () => {
    const before = await ground().stored(`/apis/apps/v1/namespaces/${old}/deployments/web`);
    expect(await ground().kubectl(`scale deployment web --replicas=2 -n ${old}`)).toMatchObject({ code: 0 });
    await until('the second Pod is there', async () => (await pods()).length === 2);
    expect(valueAt(await ground().stored(`/apis/apps/v1/namespaces/${old}/deployments/web`), ['spec', 'template'])).toEqual(
      valueAt(before, ['spec', 'template']),
    );
    const requests = (await pods()).map(
      (item) => asString(valueAt(item, ['spec', 'containers', 0, 'resources', 'requests', 'cpu'])) ?? 'none',
    );
    expect(requests.toSorted()).toEqual(['100m', 'none']);
    expect(await ground().kubectl(`rollout restart deployment web -n ${old}`)).toMatchObject({ code: 0 });
    await untilReplicaSets(2);
    await until('the new Pod is there', async () => (await pods()).length === 3);
    expect(await replicaSets()).toHaveLength(2);
    const patched = ground()
      .recorder.about(old)
      .filter(({ entry, response }) => entry === '/mutate' && member(response, 'patch') !== undefined)
      .filter(({ request }) =>
        (asString(valueAt(request, ['userInfo', 'username'])) ?? '').startsWith('system:serviceaccount:kube-system:'),
      )
      .map(({ request }) => valueAt(request, ['resource', 'resource']));
    expect(new Set(patched)).toEqual(new Set(['pods']));
    const made = auditedIn(ground().plane, old).filter(
      ({ verb, resource, status }) => verb === 'create' && resource === 'replicasets' && status === 201,
    );
    expect(made).toHaveLength(2);
  });

  async function withInjector(name: string, sidecar: JsonObject, check: (namespace: string) => Promise<void>): Promise<void> {
    const injector: SidecarInjector = await startSidecarInjector(sidecar);
    try {
      const namespace = await ground().namespace();
      await ground().admin.post(MUTATING, injector.registration(name));
      await until('the injector is asked', async () => (await probed()) === 2);
      await check(namespace);
    } finally {
      await ground().admin.delete(`${MUTATING}/${name}`);
      await until('the injector is asked no more', async () => (await probed()) === 1);
      await injector.close();
    }
  }

  /** How many containers a Pod comes to; as nobody judges in kube-system, so bad ones pass there. */
  async function probed(): Promise<number> {
    const { body } = await ground().admin.post('/api/v1/namespaces/kube-system/pods?dryRun=All', pod('probe'));
    return asList(valueAt(body, ['spec', 'containers'])).length;
  }

  async function replicaSets(): Promise<readonly Json[]> {
    return asList(member((await ground().admin.get(`/apis/apps/v1/namespaces/${old}/replicasets`)).body, 'items'));
  }

  async function untilReplicaSets(count: number): Promise<void> {
    await until(`there are ${count} ReplicaSets`, async () => (await replicaSets()).length === count);
  }

  async function pods(): Promise<readonly Json[]> {
    return asList(member((await ground().admin.get(`/api/v1/namespaces/${old}/pods`)).body, 'items'));
  }
});
