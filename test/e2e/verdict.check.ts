import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { auditedIn } from './audit.ts';
import { onGround } from './ground.ts';
import type { Ran } from './kubectl.ts';
import { configMap, container, deployment, LATEST, NO_LIVENESS, pod, ROLLOUTS, SETTINGS, workload } from './objects.ts';

/** What a person at a terminal sees, and what the cluster keeps, where objects are new. */
onGround('verdicts', 'each', (ground) => {
  beforeAll(async () => {
    await ground().admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', ROLLOUTS);
    await ground().serve(SETTINGS);
  });

  /** One line for each object: whether it was made, then what was said. */
  const rows: readonly (readonly [title: string, args: string, objects: readonly JsonObject[], expected: Seen])[] = [
    [
      'a denial says the rule, the place, what is wrong and what to do',
      'apply -f -',
      [deployment('bad', LATEST)],
      {
        code: 1,
        stdout: [],
        stderr: [
          'admission webhook "deny.lintel.dev" denied the request: Lintel denies Deployment NS/bad for one finding:\n- no-latest-tag at spec.template.spec.containers[0].image: Image "registry.example/web:latest" has the moving tag "latest". Wanted: Images name a version, not "latest". See https://lintel.dev/rules/no-latest-tag\n',
        ],
      },
    ],
    [
      'all that is wrong is said at once',
      'apply -f -',
      [deployment('bad', { ...LATEST, ...NO_LIVENESS, resources: null })],
      {
        code: 1,
        stdout: [],
        stderr: ['for 2 findings:', '- no-latest-tag at', '- require-memory-limit at', 'Warning: require-liveness-probe: '],
      },
    ],
    [
      'a warning is shown, and the object made',
      'apply -f -',
      [deployment('warned', NO_LIVENESS)],
      {
        code: 0,
        stdout: ['deployment.apps/warned created'],
        stderr: [
          'Warning: require-liveness-probe: Container "web" has no livenessProbe. (spec.template.spec.containers[0].livenessProbe) https://lintel.dev/rules/require-liveness-probe\n',
        ],
      },
    ],
    [
      'nothing is said of what is well',
      'apply -f -',
      [deployment('good')],
      { code: 0, stdout: ['deployment.apps/good created'], stderr: [] },
    ],
    ['nor of what no rule is about', 'apply -f -', [configMap('plain')], { code: 0, stdout: ['configmap/plain created'], stderr: [] }],
    [
      'of several objects each gets its own verdict',
      'apply -f -',
      [deployment('one'), deployment('two', LATEST), configMap('three'), deployment('four', NO_LIVENESS)],
      {
        code: 1,
        stdout: ['deployment.apps/one created', 'configmap/three created', 'deployment.apps/four created'],
        stderr: ['Deployment NS/two for one finding', 'Warning: require-liveness-probe'],
      },
    ],
    [
      'a dry run on the server is judged as well',
      'apply --dry-run=server -f -',
      [deployment('dry'), deployment('bad', LATEST)],
      { code: 1, stdout: ['deployment.apps/dry created (server dry run)'], stderr: ['Deployment NS/bad for one finding'] },
    ],
    [
      'server-side apply is judged as well',
      'apply --server-side -f -',
      [deployment('ssa'), deployment('bad', LATEST), deployment('warned', NO_LIVENESS)],
      {
        code: 1,
        stdout: ['deployment.apps/ssa serverside-applied', 'deployment.apps/warned serverside-applied'],
        stderr: ['Deployment NS/bad for one finding', 'Warning: require-liveness-probe'],
      },
    ],
    [
      'an object whose name is generated',
      'create -f -',
      [pod('', LATEST, { generateName: 'bad-' })],
      { code: 1, stdout: [], stderr: ['Lintel denies Pod NS/bad-', ' for one finding:\n- no-latest-tag at spec.containers[0].image'] },
    ],
    [
      'a kind of a custom resource that the settings declare',
      'apply -f -',
      [workload('argoproj.io/v1alpha1', 'Rollout', 'bad', LATEST), workload('argoproj.io/v1alpha1', 'Rollout', 'good')],
      { code: 1, stdout: ['rollout.argoproj.io/good created'], stderr: ['Lintel denies Rollout NS/bad for one finding'] },
    ],
    [
      'every kind of workload',
      'apply -f -',
      [
        ...['StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => workload('apps/v1', kind, 'bad', LATEST)),
        workload('v1', 'ReplicationController', 'bad', LATEST, { selector: { app: 'bad' } }),
        { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'bad' }, spec: ONCE },
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata: { name: 'bad' },
          spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: ONCE } },
        },
      ],
      {
        code: 1,
        stdout: [],
        stderr: ['StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'].map(
          (kind) => `Lintel denies ${kind} NS/bad `,
        ),
      },
    ],
  ];

  test.each(rows)('%s', async (_title, args, objects, expected) => {
    const namespace = await ground().namespace();
    expectSeen(await ground().kubectl(`${args} -n ${namespace}`, { stdin: objects }), expected, namespace);
  });

  test('what was denied or made in a dry run is not there', async () => {
    const namespace = await ground().namespace();
    await ground().kubectl(`apply -n ${namespace} -f -`, { stdin: [deployment('bad', LATEST), deployment('good')] });
    await ground().kubectl(`apply -n ${namespace} --dry-run=server -f -`, { stdin: [deployment('dry')] });
    const { stdout } = await ground().kubectl(`get deployments -n ${namespace} -o name`);
    expect(stdout).toBe('deployment.apps/good\n');
  });

  test('the audit log tells what became of each finding, by rule', async () => {
    const namespace = await ground().namespace();
    const kubectl = async (object: JsonObject) => await ground().kubectl(`apply -n ${namespace} -f -`, { stdin: object });
    await kubectl(deployment('bad', { ...LATEST, ...NO_LIVENESS }));
    await kubectl(deployment('warned', NO_LIVENESS));
    const made = auditedIn(ground().plane, namespace).filter(
      ({ verb, resource, user }) => verb === 'create' && resource === 'deployments' && user === 'jane',
    );
    const told = made.map(({ status, annotations }) => [
      status,
      Object.fromEntries(Object.entries(annotations).filter(([key]) => key.includes('lintel'))),
    ]);
    const advised = { 'advise.lintel.dev/warned': 'require-liveness-probe=1', 'advise.lintel.dev/audited': 'require-digest=1' };
    const injected = { 'inject.lintel.dev/injected': 'require-cpu-request=1' };
    expect(told).toEqual([
      [
        403,
        expect.objectContaining({ 'deny.lintel.dev/denied': 'no-latest-tag=1', 'inject.lintel.dev/injected': 'require-cpu-request=1' }),
      ],
      [201, expect.objectContaining({ ...advised, ...injected })],
    ]);
  });
});

interface Seen {
  readonly code: number;
  /** Whole lines, in order; nothing else. */
  readonly stdout: readonly string[];
  /** Parts of it; none: it is empty. */
  readonly stderr: readonly string[];
}

function expectSeen({ code, stdout, stderr }: Ran, expected: Seen, namespace: string): void {
  expect({ code, stdout: stdout.split('\n').slice(0, -1), stderr }).toEqual({
    code: expected.code,
    stdout: expected.stdout,
    stderr: expected.stderr.length === 0 ? '' : expect.any(String),
  });
  for (const part of expected.stderr) expect(stderr).toContain(part.replaceAll('NS', namespace));
}

const ONCE = { template: { spec: { restartPolicy: 'Never', containers: [container(LATEST)] } } };
