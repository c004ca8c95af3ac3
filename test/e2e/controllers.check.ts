import { beforeAll, expect, test } from 'vitest';
import { asList, asString, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import { auditedIn } from './audit.ts';
import { onGround } from './ground.ts';
import { container, deployment, LATEST, pod, SETTINGS, workload, writable } from './objects.ts';
import { until } from './until.ts';

/** Under the real controllers: what they make of what was there before Lintel is warned about and made. */
onGround('what controllers make', 'each', (ground) => {
  let namespace = '';
  const bad = { ...LATEST, resources: null };
  const ONCE = { template: { spec: { restartPolicy: 'Never', containers: [container(bad)] } } };

  beforeAll(async () => {
    namespace = await ground().namespace();
    const objects = [
      deployment('web', bad),
      workload('apps/v1', 'StatefulSet', 'set', bad),
      workload('v1', 'ReplicationController', 'rc', bad, { selector: { app: 'rc' }, replicas: 0 }),
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'cron' },
        spec: { schedule: '* * * * *', suspend: true, jobTemplate: { spec: ONCE } },
      },
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, spec: { ...ONCE, suspend: true } },
    ];
    for (const object of objects) await ground().kubectl(`create -n ${namespace} -f -`, { stdin: object });
    await untilPods('web', 1);
    await untilPods('set', 1);
    await ground().serve(SETTINGS);
  });

  test.each([
    [
      'a rollout restart makes a ReplicaSet and Pods',
      'rollout restart deployment web',
      'web',
      2,
      ['replicaset-controller', 'deployment-controller'],
    ],
    ['a scale makes Pods', 'scale deployment web --replicas=3', 'web', 4, ['replicaset-controller']],
    ['a StatefulSet scales once its first Pod is gone', 'delete pod set-0', 'set', 1, ['statefulset-controller']],
    ['a ReplicationController scales', 'scale rc rc --replicas=2', 'rc', 2, ['replication-controller']],
    ['a Job is let run', 'patch job once -p {"spec":{"suspend":false}}', 'once', 1, ['job-controller']],
  ])('%s', async (_title, args, name, pods, controllers) => {
    const before = auditedIn(ground().plane, namespace).length;
    expect(await ground().kubectl(`${args} -n ${namespace}`)).toMatchObject({ code: 0 });
    await untilPods(name, pods);
    const made = auditedIn(ground().plane, namespace)
      .slice(before)
      .filter(({ verb, user }) => verb === 'create' && user.startsWith(CONTROLLER));
    const ofWorkloads = made.filter(({ resource }) => ['pods', 'replicasets', 'jobs'].includes(resource));
    for (const controller of controllers) expect(ofWorkloads.map(({ user }) => user)).toContain(`${CONTROLLER}${controller}`);
    const warned = { 'advise.lintel.dev/warned': expect.stringContaining('no-latest-tag=1') };
    for (const { status, annotations } of ofWorkloads)
      expect({ status, annotations }).toEqual({ status: 201, annotations: expect.objectContaining(warned) });
  });

  test('a CronJob makes Jobs', async () => {
    expect(await ground().kubectl(`create job by-hand --from=cronjob/cron -n ${namespace}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Lintel denies Job ${namespace}/by-hand`),
    });
    // It makes up at once for what it has missed.
    const lastScheduleTime = new Date(Date.now() - 90_000).toISOString().replace(/\.\d+/u, '');
    const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs/cron`;
    expect(await ground().jane.patch(`${path}/status`, { status: { lastScheduleTime } })).toMatchObject({ status: 200 });
    expect(await ground().jane.patch(path, { spec: { suspend: false } })).toMatchObject({ status: 200 });
    await until('the CronJob has made a Job', () => {
      return auditedIn(ground().plane, namespace).some(({ user, verb, resource, status }) => {
        return user === `${CONTROLLER}cronjob-controller` && verb === 'create' && resource === 'jobs' && status === 201;
      });
    });
  });

  test('the same Pods are denied to a user, owned or not', async () => {
    const [made] = await podsOf('web');
    const again = writable(made as JsonObject);
    const owners = valueAt(made ?? null, ['metadata', 'ownerReferences']);
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const spec: JsonObject = { ...pod('copy'), spec: again['spec'] };
    for (const metadata of [
      { name: 'copy' },
      { name: 'copy', ownerReferences: owners },
      { generateName: 'web-', ownerReferences: owners },
    ]) {
      const { status, body } = await ground().jane.post(path, { ...spec, metadata });
      expect([status, asString(member(body, 'message'))]).toEqual([
        403,
        expect.stringContaining('no-latest-tag at spec.containers[0].image'),
      ]);
    }
  });

  test('a Deployment that is new is denied whatever it says of its owner', async () => {
    const owner = await ground().stored(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    const ownerReferences = [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: valueAt(owner, ['metadata', 'uid']) as Json, controller: true },
    ];
    const forged = {
      ...workload('apps/v1', 'ReplicaSet', 'forged', bad),
      metadata: { name: 'forged', labels: { app: 'forged' }, ownerReferences },
    };
    expect(await ground().jane.post(`/apis/apps/v1/namespaces/${namespace}/replicasets`, forged)).toMatchObject({ status: 403 });
  });

  async function podsOf(app: string): Promise<readonly Json[]> {
    const { body } = await ground().admin.get(`/api/v1/namespaces/${namespace}/pods`);
    return asList(member(body, 'items')).filter((item) => {
      const labels = valueAt(item, ['metadata', 'labels']);
      return member(labels, 'app') === app || member(labels, 'job-name') === app;
    });
  }

  async function untilPods(app: string, count: number): Promise<void> {
    await until(`${app} has ${count} Pods`, async () => (await podsOf(app)).length >= count);
  }
});

const CONTROLLER = 'system:serviceaccount:kube-system:';
