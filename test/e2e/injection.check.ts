import { beforeAll, expect, test } from 'vitest';
import { asList, member, valueAt } from '../../src/engine/json.ts';
import { onGround } from './ground.ts';
import { deployment, pod, SETTINGS, writable } from './objects.ts';

/** What is injected is stored, and settled: nothing comes of it twice. */
onGround('injection', 'each', (ground) => {
  beforeAll(async () => {
    await ground().serve(SETTINGS);
  });

  test.each(['apply', 'apply --server-side', 'create', 'replace --force'])(
    'what %s brings is stored with what is injected',
    async (verb) => {
      const namespace = await ground().namespace();
      await ground().kubectl(`${verb} -n ${namespace} -f -`, { stdin: deployment('web') });
      expect(await ground().stored(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).toMatchObject({
        spec: { template: { spec: { containers: [{ resources: { limits: { memory: '64Mi' }, requests: { cpu: '100m' } } }] } } },
      });
    },
  );

  test.each([
    ['apply', 'deployment.apps/web unchanged\n'],
    ['apply --server-side', 'deployment.apps/web serverside-applied\n'],
    ['replace', 'deployment.apps/web replaced\n'],
  ])('a second %s changes nothing, and nothing is patched', async (verb, said) => {
    const namespace = await ground().namespace();
    const first = verb === 'replace' ? 'create' : verb;
    await ground().kubectl(`${first} -n ${namespace} -f -`, { stdin: deployment('web') });
    const before = await ground().stored(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    const { recorder } = ground();
    const asked = recorder.about(namespace).length;
    const again = verb === 'replace' ? writable(before) : deployment('web');
    expect(await ground().kubectl(`${verb} -n ${namespace} -f -`, { stdin: again })).toEqual({ code: 0, stdout: said, stderr: '' });
    const after = await ground().stored(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    expect(member(after, 'spec')).toEqual(member(before, 'spec'));
    const byJane = recorder
      .about(namespace)
      .slice(asked)
      .filter(({ request }) => valueAt(request ?? null, ['userInfo', 'username']) === 'jane');
    expect(byJane.filter(({ response }) => member(response, 'patch') !== undefined)).toEqual([]);
  });

  test('a second admission of what was injected brings no patch', async () => {
    const namespace = await ground().namespace();
    await ground().kubectl(`create -n ${namespace} -f -`, { stdin: pod('web') });
    const again = writable(await ground().stored(`/api/v1/namespaces/${namespace}/pods/web`));
    const asked = ground().recorder.about(namespace).length;
    await ground().jane.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { ...again, metadata: { name: 'web-2' } });
    const replies = ground()
      .recorder.about(namespace)
      .slice(asked)
      .filter(({ entry }) => entry === '/mutate');
    expect(replies.map(({ response }) => [member(response, 'allowed'), member(response, 'patch')])).toEqual([[true, undefined]]);
  });

  test('names that are generated are made, and mended', async () => {
    const namespace = await ground().namespace();
    const { code } = await ground().kubectl(`create -n ${namespace} -f -`, {
      stdin: [pod('', {}, { generateName: 'good-' }), pod('', {}, { generateName: 'good-' })],
    });
    expect(code).toBe(0);
    const { body } = await ground().jane.get(`/api/v1/namespaces/${namespace}/pods`);
    const requests = asList(member(body, 'items')).map((item) => valueAt(item, ['spec', 'containers', 0, 'resources', 'requests', 'cpu']));
    expect(requests).toEqual(['100m', '100m']);
  });
});
