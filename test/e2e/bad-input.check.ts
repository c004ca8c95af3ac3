import { beforeAll, expect, test } from 'vitest';
import { asString, member, type JsonObject } from '../../src/engine/json.ts';
import type { Reply } from './client.ts';
import { onGround } from './ground.ts';
import { container, LATEST, pod, ROLLOUTS, SETTINGS, workload } from './objects.ts';
import { until } from './until.ts';

/** What nobody in his right mind sends, through a real API server: a sane answer, and a webhook that lives on. */
onGround('bad input', 'newest', (ground) => {
  let namespace = '';
  const pods = () => `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`;
  const rollouts = () => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts?dryRun=All`;

  beforeAll(async () => {
    namespace = await ground().namespace();
    await ground().admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', ROLLOUTS);
    await ground().serve(
      SETTINGS.replace(
        'rules:',
        'rules:\n  no-secret-in-configmap: error\n  no-secret-in-env-literal: error\n  valid-image-reference: error',
      ),
    );
  });

  const secret = '"AKIAIOSFODNN7EXAMPLF"';

  const rows: readonly (readonly [title: string, to: () => string, object: JsonObject, expected: readonly [number, RegExp]])[] = [
    ['a ConfigMap of almost 1 MiB', configMaps, configMap(JSON.stringify({ a: 'x'.repeat(1_000_000) })), [201, /^$/u]],
    [
      'a ConfigMap of almost 3 MiB',
      configMaps,
      configMap(JSON.stringify({ a: 'x'.repeat(3_000_000) })),
      [422, /Too long: may not be more than 1048576 bytes|must have at most 1048576 bytes/u],
    ],
    ['a ConfigMap of more than 3 MiB', configMaps, configMap(JSON.stringify({ a: 'x'.repeat(3_200_000) })), [413, /limit is 3145728/u]],
    [
      'a custom resource of almost 3 MiB, which is judged',
      rollouts,
      { ...workload('argoproj.io/v1alpha1', 'Rollout', 'web', LATEST), filling: 'x'.repeat(2_900_000) },
      [403, /Lintel denies Rollout/u],
    ],
    ['10,000 containers, all well', pods, crowd({}), [201, /^$/u]],
    ['10,000 containers, all bad', pods, crowd({ image: 'a:latest' }), [403, /for 10000 findings:\n(?:- .*\n){10}\.\.\. and 9990 more/u]],
    ['a key __proto__ in a ConfigMap', configMaps, configMap('{"__proto__":"x","constructor":"y","hasOwnProperty":"z"}'), [201, /^$/u]],
    [
      'a secret under the key __proto__',
      configMaps,
      configMap(`{"__proto__":${secret}}`),
      [403, /no-secret-in-configmap at data\.__proto__/u],
    ],
    [
      'a secret in a variable __proto__',
      pods,
      pod('web', { env: [{ name: '__proto__', value: 'AKIAIOSFODNN7EXAMPLF' }] }),
      [403, /no-secret-in-env-literal at spec\.containers\[0\]\.env\[0\]\.value/u],
    ],
    [
      'a key __proto__ in a custom resource',
      rollouts,
      JSON.parse(
        JSON.stringify({ ...workload('argoproj.io/v1alpha1', 'Rollout', 'web', LATEST), proto: { deep: 1 } }).replace(
          '"proto"',
          '"__proto__"',
        ),
      ) as JsonObject,
      [403, /Lintel denies Rollout/u],
    ],
    [
      'a custom resource with the wrong shapes',
      rollouts,
      { ...workload('argoproj.io/v1alpha1', 'Rollout', 'web'), spec: { template: { spec: { containers: 'none' } } } },
      [403, /Lintel cannot judge Rollout .*must be a list, but is a string/u],
    ],
    [
      'an image in another script',
      pods,
      pod('web', { image: 'registry.example/wéb🙂:latest' }),
      [403, /valid-image-reference at spec\.containers\[0\]\.image: .*wéb🙂/u],
    ],
    ['an environment in another script', pods, pod('web', { env: [{ name: 'GREETING', value: '🙂\u2028\u0000\ud800' }] }), [201, /^$/u]],
    [
      'an annotation with what ends lines',
      pods,
      pod('web', LATEST, { annotations: { a: 'x\r\nWarning: 299 - "no"\u2028' } }),
      [403, /no-latest-tag/u],
    ],
    [
      'a container without a name',
      pods,
      { ...pod('web'), spec: { containers: [container({ name: null })] } },
      [422, /name: Required value/u],
    ],
  ];

  test.each(rows)('%s', { timeout: 2 * DEADLINE }, async (_title, to, object, [status, message]) => {
    const reply = await judged(to(), object);
    expect([reply.status, asString(member(reply.body, 'message')) ?? '']).toEqual([status, expect.stringMatching(message)]);
  });

  /** On a machine that is busy, what is large may come too late: then it is refused, and asked about again. */
  async function judged(to: string, object: JsonObject): Promise<Reply> {
    return await until(
      'it is judged in time',
      async () => {
        const reply = await ground().jane.post(to, object);
        return !/deadline exceeded|Client\.Timeout/u.test(asString(member(reply.body, 'message')) ?? '') && reply;
      },
      DEADLINE,
    );
  }

  test('the webhook lives on', async () => {
    expect(await ground().jane.post(pods(), pod('web', LATEST))).toMatchObject({ status: 403 });
  });
});

/** Ten thousand containers that differ from good ones. */
function crowd(more: JsonObject): JsonObject {
  const resources = { limits: { memory: '1Mi' }, requests: { cpu: '1m' } };
  const containers = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, image: 'a:1', resources, ...more }));
  return { ...pod('crowd'), spec: { containers } };
}

/** Parsed, since a literal would lose a key `__proto__`. */
function configMap(data: string): JsonObject {
  return JSON.parse(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":${data}}`) as JsonObject;
}

const DEADLINE = 180_000;
