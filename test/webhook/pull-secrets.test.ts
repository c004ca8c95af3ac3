import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { PullSecrets } from '../../src/cluster/pull-secrets.ts';
import { ApiServer, answering } from '../cluster/api-server.ts';
import { dockerConfig, guarded } from '../signatures/guarded.ts';
import { server } from '../signatures/registries.ts';
import { APP, doorWith, GOOD, messageOf } from './image-door.ts';
import { NOW, pod, reviewOf, workload } from './made-up.ts';

const api = await ApiServer.start();
afterAll(async () => await api.stop());

const SECRET = 'pull secret "registry"';
const ROLLOUT = { group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true };

const template = ['spec', 'template', 'spec'];
const image = `${APP}@${GOOD}`;

beforeEach(() => {
  server.fault = guarded(server, { 'shop:pw': 'acme', 'other:pw': 'elsewhere' });
  api.fault = undefined;
  api.objects.clear();
  api.pullSecret('shop', 'registry', dockerConfig({ [server.host]: 'shop:pw' }));
  api.pullSecret('other', 'registry', dockerConfig({ [server.host]: 'other:pw' }));
  api.serviceAccount('shop', 'default', 'registry');
  api.serviceAccount('shop', 'bare');
});

/** A door before a registry that lets in nobody but who has its secret. */
function open() {
  let secrets: PullSecrets | undefined;
  return doorWith({
    declared: [ROLLOUT],
    async lend(puller, signal, notes) {
      secrets ??= new PullSecrets({ cluster: api.cluster(), now: () => NOW, read: notes.pullSecret });
      return await secrets.of(puller, signal);
    },
  });
}

/** A workload of a kind, with this in the spec of its pods. */
function withSpec(object: Resource, path: readonly string[], more: JsonObject): Resource {
  const copy = structuredClone(object) as { [key: string]: Json };
  const spec = path.reduce<{ [key: string]: Json }>((inner, key) => inner[key] as { [key: string]: Json }, copy);
  Object.assign(spec, more);
  return copy as Resource;
}

test.each<[what: string, object: Resource, path: readonly string[]]>([
  ['a Pod', pod(image), ['spec']],
  ['a Deployment', workload('apps/v1', 'Deployment', image), template],
  ['a CronJob', workload('batch/v1', 'CronJob', image), ['spec', 'jobTemplate', ...template]],
  ['a kind that the settings declare', workload('argoproj.io/v1alpha1', 'Rollout', image), template],
])('%s is admitted by its pull secret, or by that of its account where it has none', async (what, object, path) => {
  const judged = async (more: JsonObject): Promise<string> => {
    const response = await open().post('/validate', reviewOf(withSpec(object, path, more)));
    return response['allowed'] === true ? 'admitted' : messageOf(response);
  };
  expect(await judged({ imagePullSecrets: [{ name: 'registry' }] })).toBe('admitted');
  // The API server has given a Pod the secrets of its account before it asks.
  if (what === 'a Pod') expect(await judged({})).toContain(`${server.host} does not let this one read acme/app`);
  else expect(await judged({})).toBe('admitted');
  expect(await judged({ serviceAccountName: 'bare' })).toContain(`${server.host} does not let this one read acme/app`);
  expect(await judged({ imagePullSecrets: [{ name: 'none' }] })).toContain('pull secret \\"none\\" was not found in namespace \\"shop\\"');
});

test('nothing is admitted in a namespace whose secret is another, whatever was admitted elsewhere', async () => {
  const { post } = open();
  const here = withSpec(pod(image), ['spec'], { imagePullSecrets: [{ name: 'registry' }] });
  const there = { ...here, metadata: { name: 'web', namespace: 'other', labels: {} } };
  for (const _ of [1, 2]) {
    expect(await post('/validate', reviewOf(here))).toMatchObject({ allowed: true });
    expect(messageOf(await post('/validate', reviewOf(there, { namespace: 'other' })))).toContain('with the credentials for it');
  }
});

test.each([
  [403, "could not be read: Lintel's account may not get secrets"],
  [500, 'could not be read: the API server answered with status 500'],
])('the registry is asked with what there is where the API server answers with %i, and that is said', async (code, says) => {
  api.fault = answering(code);
  const { post, metrics } = open();
  const object = withSpec(pod(image), ['spec'], { imagePullSecrets: [{ name: 'registry' }] });
  expect(messageOf(await post('/validate', reviewOf(object)))).toContain(`${SECRET.replaceAll('"', '\\"')} ${says}`);
  server.fault = undefined;
  expect(await post('/validate', reviewOf(object))).toMatchObject({ allowed: true });
  expect(await metrics.text()).toContain(`lintel_pull_secret_reads_total{outcome="${code === 403 ? 'forbidden' : 'failed'}"} 1`);
});

test('nothing of a secret is in an answer, a metric or a line of the log', async () => {
  const { post, metrics, lines } = open();
  api.pullSecret('shop', 'wrong', dockerConfig({ [server.host]: 'shop:hunter2' }));
  api.pullSecret('shop', 'broken', Buffer.from('{"auths": {"hunter2"'));
  const said: string[] = [];
  for (const name of ['wrong', 'broken', 'registry'])
    said.push(JSON.stringify(await post('/validate', reviewOf(withSpec(pod(image), ['spec'], { imagePullSecrets: [{ name }] })))));
  const all = [...said, await metrics.text(), JSON.stringify(lines)].join('\n');
  expect(all).toContain('with the credentials for it');
  expect(all).toContain('is not valid JSON');
  for (const secret of ['hunter2', 'shop:pw', Buffer.from('shop:pw').toString('base64'), Buffer.from('shop:hunter2').toString('base64')])
    expect(all).not.toContain(secret);
});
