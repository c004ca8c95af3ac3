import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asString, member, type JsonObject } from '../../src/engine/json.ts';
import { askedAboutAll } from './all-rules.ts';
import { onGround } from './ground.ts';
import { configMap, deployment, pod, SETTINGS } from './objects.ts';
import { partFolder } from './part.ts';
import { until } from './until.ts';

const NAMESPACE_OF_OURS = 'lintel';

/** Safe by construction: with the webhook gone, and asked about as much as any settings could ask, the control plane goes on. */
onGround('with the webhook down', 'each', (ground) => {
  let namespace = '';

  beforeAll(async () => {
    namespace = await ground().namespace();
    await ground().admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE_OF_OURS } });
    for (const object of [
      pod('web'),
      deployment('web'),
      { ...deployment('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } },
    ])
      await ground().kubectl(`create -n ${namespace} -f -`, { stdin: object });
    await ground().kubectl(`delete deployment held -n ${namespace} --wait=false`);
    await until('Lintel has an account to run as', async () => {
      return (await ground().admin.get(`/api/v1/namespaces/${NAMESPACE_OF_OURS}/serviceaccounts/default`)).status === 200;
    });
    const folder = partFolder('settings');
    const settings = path.join(folder, 'lintel.yaml');
    writeFileSync(settings, JSON.stringify(askedAboutAll([])));
    await ground().register(settings);
    rmSync(folder, { recursive: true });
    await ground().recorder.goDown();
  });
  afterAll(async () => await ground().recorder.comeUp());

  const goesOn: readonly (readonly [what: string, path: string, object: JsonObject])[] = [
    ['Pods of kube-system', '/api/v1/namespaces/kube-system/pods', pod('dns')],
    ['Deployments of kube-system', '/apis/apps/v1/namespaces/kube-system/deployments', deployment('dns')],
    ['ConfigMaps of kube-system', '/api/v1/namespaces/kube-system/configmaps', configMap('dns')],
    ['Pods of its own namespace', '/api/v1/namespaces/lintel/pods', pod('webhook')],
    ['Deployments of its own namespace', '/apis/apps/v1/namespaces/lintel/deployments', deployment('webhook')],
    [
      'leases',
      '/apis/coordination.k8s.io/v1/namespaces/NS/leases',
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'leader' } },
    ],
    [
      'events',
      '/api/v1/namespaces/NS/events',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e' },
        involvedObject: { kind: 'Pod', namespace: 'NS', name: 'web' },
        reason: 'r',
        type: 'Normal',
      },
    ],
    ['nodes', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-of-e2e' } }],
    [
      'token reviews',
      '/apis/authentication.k8s.io/v1/tokenreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'x' } },
    ],
    [
      'access reviews',
      '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: 'x', nonResourceAttributes: { path: '/', verb: 'get' } },
      },
    ],
    [
      'tokens of accounts',
      '/api/v1/namespaces/NS/serviceaccounts/default/token',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    ],
    ['evictions', '/api/v1/namespaces/NS/pods/web/eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } }],
  ];

  test.each(goesOn)('%s go on', async (_what, to, object) => {
    const body = JSON.parse(JSON.stringify(object).replaceAll('"NS"', JSON.stringify(namespace))) as JsonObject;
    const reply = await ground().admin.post(to.replaceAll('NS', namespace), body);
    expect(reply, JSON.stringify(reply.body)).toMatchObject({ status: 201 });
  });

  test.each(['kube-system', NAMESPACE_OF_OURS])('the namespace %s itself can be changed', async (name) => {
    expect(await ground().admin.patch(`/api/v1/namespaces/${name}`, { metadata: { labels: { changed: 'yes' } } })).toMatchObject({
      status: 200,
    });
  });

  test('what is on its way out is let go', async () => {
    const held = `/apis/apps/v1/namespaces/${namespace}/deployments/held`;
    expect(await ground().admin.patch(held, { metadata: { finalizers: null } })).toMatchObject({ status: 200 });
  });

  test('deletions go on', async () => {
    expect(await ground().admin.delete(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).toMatchObject({ status: 200 });
  });

  test('controllers of kube-system go on', async () => {
    await ground().admin.post('/apis/apps/v1/namespaces/kube-system/deployments', deployment('controlled'));
    await until('its Pod is there', async () => {
      const { body } = await ground().admin.get('/api/v1/namespaces/kube-system/pods?labelSelector=app%3Dcontrolled');
      return (member(body, 'items') as readonly unknown[]).length === 1;
    });
  });

  test.each([
    ['Pods', '/api/v1/namespaces/NS/pods', pod('refused')],
    ['Deployments', '/apis/apps/v1/namespaces/NS/deployments', deployment('refused')],
  ])('%s of others are refused, in so many words', async (_what, to, object) => {
    const { status, body } = await ground().admin.post(to.replace('NS', namespace), object);
    expect([status, asString(member(body, 'message'))]).toEqual([500, expect.stringContaining('failed calling webhook "deny.lintel.dev"')]);
  });
});

/** Advice can never block. */
onGround('with nothing but advice, and the webhook down', 'each', (ground) => {
  beforeAll(async () => {
    await ground().serve(SETTINGS.replaceAll(': error', ': warning').replaceAll('[error,', '[warning,'));
    await ground().recorder.goDown();
  });
  afterAll(async () => await ground().recorder.comeUp());

  test('everything goes on, without a word', async () => {
    const namespace = await ground().namespace();
    expect(await ground().kubectl(`create -n ${namespace} -f -`, { stdin: deployment('web') })).toEqual({
      code: 0,
      stdout: 'deployment.apps/web created\n',
      stderr: '',
    });
  });
});

/** The registration gives a request three seconds. */
onGround('with a webhook that is slow', 'newest', (ground) => {
  beforeAll(async () => {
    await ground().serve(SETTINGS);
  });
  afterAll(() => {
    ground().recorder.hold = () => 0;
  });

  const late = { status: 500, message: /failed calling webhook "deny\.lintel\.dev".*(?:deadline exceeded|Client\.Timeout)/su };
  const FOREVER = 600_000;

  const whole = deployment('web', { resources: { limits: { memory: '64Mi' }, requests: { cpu: '100m' } } });
  const made = { status: 201, message: /^$/u };
  const unmended = { status: 403, message: /- require-cpu-request at spec\.template\.spec\.containers\[0\]/u };
  const allBut = (kept: string) => (entry: string) => (entry === kept ? 0 : FOREVER);

  test.each([
    ['each answer takes a second: it is waited for', () => 1000, deployment('web'), made],
    ['each answer takes five seconds: what denies fails closed', () => 5000, whole, late],
    ['what denies hangs: it fails closed', (entry: string) => (entry === '/validate/deny' ? FOREVER : 0), whole, late],
    ['advice and injection hang: they are let go', allBut('/validate/deny'), whole, made],
    ['injection hangs: what it would have mended is judged as it came', allBut('/validate/deny'), deployment('web'), unmended],
  ])('%s', async (_title, hold, object, expected) => {
    const namespace = await ground().namespace();
    ground().recorder.hold = hold;
    const waiting = ground().jane.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, object);
    // Meanwhile nothing that it is not asked about has to wait.
    const others = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) => await ground().jane.post(`/api/v1/namespaces/${namespace}/configmaps`, configMap(`c${index}`)),
      ),
    );
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([201]));
    const { status, body } = await waiting;
    expect([status, asString(member(body, 'message')) ?? '']).toEqual([expected.status, expect.stringMatching(expected.message)]);
    ground().recorder.hold = () => 0;
  });
});
