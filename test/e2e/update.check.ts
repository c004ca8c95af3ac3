import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { auditedIn } from './audit.ts';
import { onGround } from './ground.ts';
import type { Input } from './kubectl.ts';
import { container, deployment, LATEST, pod, SETTINGS } from './objects.ts';

/** What may be done to a Deployment and a Pod that were there before Lintel, and are bad. */
onGround('updates of what is old', 'each', (ground) => {
  let namespace = '';
  const old = { ...LATEST, resources: null };
  const held = { metadata: { name: 'held', labels: { app: 'held' }, finalizers: ['example.com/hold'] } };

  beforeAll(async () => {
    namespace = await ground().namespace();
    const objects = [
      deployment('web', old),
      { ...deployment('held', old), ...held },
      pod('pod', old),
      pod('doomed', old),
      pod('evicted', old),
    ];
    for (const object of objects) await ground().kubectl(`create -n ${namespace} -f -`, { stdin: object });
    await ground().serve(SETTINGS);
  });

  const NOT_NEW = 'Warning: no-latest-tag: not new: ';
  const rows: readonly (readonly [title: string, args: string, expected: Outcome])[] = [
    ['a label edit', 'label deployment web owner=us', { code: 0, stderr: [NOT_NEW] }],
    ['an annotation', 'annotate deployment web note=x', { code: 0, stderr: [NOT_NEW] }],
    ['a rollout restart', 'rollout restart deployment web', { code: 0, stderr: [NOT_NEW] }],
    ['a scale', 'scale deployment web --replicas=2', { code: 0, stderr: [] }],
    ['a patch of the replicas', 'patch deployment web -p {"spec":{"replicas":1}}', { code: 0, stderr: [NOT_NEW] }],
    ['a pause', 'rollout pause deployment web', { code: 0, stderr: [NOT_NEW] }],
    [
      'another bad image in its place: the finding is new, since it says something else',
      'set image deployment web web=registry.example/other:latest',
      { code: 1, stderr: ['Lintel denies Deployment NS/web for one finding', '- no-latest-tag at'] },
    ],
    [
      'a good image in its place',
      'set image deployment web web=registry.example/web:2',
      { code: 0, stderr: ['require-memory-limit: not new: '] },
    ],
    ['and back to the bad one', 'set image deployment web web=registry.example/web:latest', { code: 1, stderr: ['- no-latest-tag at'] }],
    [
      'a second container that is bad, by a strategic merge patch',
      'patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"more","image":"more:latest"}]}}}}',
      { code: 1, stderr: ['- no-latest-tag at spec.template.spec.containers[', 'Container "more" has no memory limit', 'for 2 findings'] },
    ],
    [
      'a JSON patch that makes it worse',
      'patch deployment web --type=json -p [{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"worse:latest"}]',
      { code: 1, stderr: ['- no-latest-tag at'] },
    ],
    [
      'a merge patch that mends it',
      'patch deployment web --type=merge -p {"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:1","resources":{"limits":{"memory":"1Gi"}}}]}}}}',
      { code: 0, stderr: ['Warning: require-liveness-probe: Container'] },
    ],
    [
      'kubectl edit that adds a label',
      'edit deployment held',
      { code: 0, stderr: [NOT_NEW], input: editor('s/app: held/app: held/;s/^  name: held/  annotations: {a: b}\\n  name: held/') },
    ],
    [
      'kubectl edit that makes it worse',
      'edit deployment held',
      { code: 1, stderr: ['- no-latest-tag at'], input: editor('s,web:latest,worse:latest,') },
    ],
    [
      'server-side apply that makes it worse',
      'apply --server-side --force-conflicts -f -',
      { code: 1, stderr: ['- no-latest-tag at'], input: { stdin: deployment('held', { image: 'worse:latest' }) } },
    ],
    [
      'server-side apply of what is there',
      'apply --server-side --force-conflicts -f -',
      { code: 0, stderr: [NOT_NEW], input: { stdin: deployment('held', old) } },
    ],
    ['its finalizer taken away', 'patch deployment held --type=merge -p {"metadata":{"finalizers":null}}', { code: 0, stderr: [NOT_NEW] }],
    ['a label edit of a Pod', 'label pod pod owner=us', { code: 0, stderr: [NOT_NEW] }],
    ['a debugging container that is good', 'debug pod --attach=false --container=good --image=tools:1', { code: 0, stderr: [NOT_NEW] }],
    [
      'a debugging container that is bad',
      'debug pod --attach=false --container=bad --image=tools:latest',
      { code: 1, stderr: ['- no-latest-tag at spec.ephemeralContainers[1].image'] },
    ],
    [
      'an image of a Pod that is worse',
      'set image pod/pod web=worse:latest',
      { code: 1, stderr: ['- no-latest-tag at spec.containers[0].image'] },
    ],
    ['a deletion', 'delete pod doomed --now', { code: 0, stderr: [] }],
    ['an eviction', 'create --raw /api/v1/namespaces/NS/pods/evicted/eviction -f -', { code: 0, stderr: [], input: { stdin: EVICTION } }],
    ['the deletion of a Deployment', 'delete deployment web --cascade=foreground --wait=false', { code: 0, stderr: [] }],
  ];

  test.each(rows)('%s', async (_title, args, { code, stderr, input }) => {
    const ran = await ground().kubectl(`${args.replaceAll('NS', namespace)} -n ${namespace}`, input);
    expect(ran).toMatchObject({ code, stderr: stderr.length === 0 ? '' : expect.any(String) });
    for (const part of stderr) expect(ran.stderr).toContain(part.replaceAll('NS', namespace));
  });

  test('nobody was asked about deletions, evictions and what is on its way out', () => {
    const asked = ground()
      .recorder.about(namespace)
      .map(({ request }) => request as JsonObject);
    expect(asked.filter(({ operation }) => operation === 'DELETE')).toEqual([]);
    expect(asked.filter(({ subResource }) => subResource === 'eviction')).toEqual([]);
    expect(
      auditedIn(ground().plane, namespace).filter(({ subresource, user }) => subresource === 'eviction' && user === 'jane'),
    ).toMatchObject([{ status: 201 }]);
  });

  test('a bad object that is leaving is let go', async () => {
    const there = await ground().namespace();
    await ground().unregister();
    await ground().kubectl(`create -n ${there} -f -`, { stdin: { ...deployment('held', old), ...held } });
    await ground().serve(SETTINGS);
    await ground().kubectl(`delete deployment held -n ${there} --wait=false`);
    const worse = { spec: { template: { spec: { containers: [container({ image: 'worse:latest' })] } } } };
    const path = `/apis/apps/v1/namespaces/${there}/deployments/held`;
    expect(await ground().jane.patch(path, worse)).toMatchObject({ status: 200, warnings: [] });
    expect(await ground().jane.patch(path, { metadata: { finalizers: null } })).toMatchObject({ status: 200, warnings: [] });
  });
});

interface Outcome {
  readonly code: number;
  /** Parts of it; none: it is empty. */
  readonly stderr: readonly string[];
  readonly input?: Input;
}

/** What stands in for a person at an editor. */
function editor(script: string): Input {
  return { env: { KUBE_EDITOR: `sed -i '${script}'` } };
}

const EVICTION = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } };
