import { beforeAll, expect, test } from 'vitest';
import { asList, member, valueAt } from '../../src/engine/json.ts';
import type { Door } from './door.ts';
import { onGround } from './ground.ts';
import type { Ran } from './kubectl.ts';
import { configMap, deployment, ROLLOUTS } from './objects.ts';
import { until } from './until.ts';

/** A namespace that is written from Git alone, under the real controllers: named in full, and by a pattern. */
const named: readonly (readonly [title: string, glob: (namespace: string) => string])[] = [
  ['by its name', (namespace) => namespace],
  ['by a pattern', (namespace) => `*${namespace.slice(1)}`],
];
for (const [title, glob] of named) {
  onGround(`a namespace that is protected ${title}`, 'each', (ground) => {
    let guarded = '';
    let other = '';
    let door: Door | undefined;

    beforeAll(async () => {
      guarded = await ground().namespace();
      other = await ground().namespace();
      await ground().admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', ROLLOUTS);
      await until('Rollouts are served', async () => (await ground().admin.get(ROLLOUTS_PATH)).status === 200);
      door = await ground().serve(settingsFor(glob(guarded)));
    });

    async function run(args: string, as: string, stdin: object = {}): Promise<Ran> {
      return await ground().kubectl(`${args} ${as}`, { stdin: JSON.stringify(stdin) });
    }

    test('Argo CD writes, and the controllers go on from there', async () => {
      const applied = await run(`apply -n ${guarded} -f -`, ARGO_CD, deployment('web'));
      expect(applied).toEqual({ code: 0, stdout: 'deployment.apps/web created\n', stderr: '' });
      await untilPods(1);
      expect(await run(`scale deployment web --replicas=2 -n ${guarded}`, ARGO_CD)).toMatchObject({ code: 0, stderr: '' });
      await untilPods(2);
      await until('its status is written', async () => {
        const web = await ground().stored(`/apis/apps/v1/namespaces/${guarded}/deployments/web`);
        return valueAt(web, ['status', 'replicas']) === 2;
      });
    });

    test.each([
      ['creates', 'create -f -', configMap('by-hand')],
      ['labels', 'label deployment web by=hand', {}],
      ['applies on the server', 'apply --server-side --force-conflicts -f -', deployment('web')],
      ['scales', 'scale deployment web --replicas=5', {}],
      ['restarts', 'rollout restart deployment web', {}],
      ['deletes', 'delete deployment web', {}],
    ])('a person %s in vain', async (_title, args, stdin) => {
      for (const as of [PERSON, OPERATOR]) {
        const { code, stderr } = await run(`${args} -n ${guarded}`, as, stdin);
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('gitops-only at the object: User "') });
      }
    });

    test('the Namespace is protected with what is in it', async () => {
      const { code, stderr } = await run(`label namespace ${guarded} by=hand`, PERSON);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`may not update Namespace "${guarded}"`) });
      expect(await run(`label namespace ${guarded} by=git`, ARGO_CD)).toMatchObject({ code: 0, stderr: '' });
    });

    test('a status is written by anyone who may', async () => {
      const path = `/apis/apps/v1/namespaces/${guarded}/deployments/web/status`;
      expect(await ground().jane.patch(path, { status: { observedGeneration: 1 } })).toMatchObject({ status: 200, warnings: [] });
    });

    test('of a kind without that subresource, too, and of nothing else', async () => {
      const rollout = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { replicas: 1 } };
      expect(await run(`create -n ${guarded} -f -`, ARGO_CD, rollout)).toMatchObject({ code: 0, stderr: '' });
      const patch = `patch rollout web -n ${guarded} --type=merge`;
      expect(await run(`${patch} -p {"status":{"replicas":1}}`, OPERATOR)).toMatchObject({ code: 0, stderr: '' });
      expect(await run(`${patch} -p {"status":{"replicas":2},"spec":{"replicas":2}}`, OPERATOR)).toMatchObject({ code: 1 });
      expect(await run(`scale rollout web --replicas=3 -n ${guarded}`, PERSON)).toMatchObject({ code: 1 });
    });

    test('a break-glass group is warned', async () => {
      for (const [args, verb] of [
        ['create -f -', 'create'],
        ['label configmap urgent by=hand', 'update'],
        ['delete configmap urgent', 'delete'],
      ]) {
        const { code, stderr } = await run(`${args} -n ${guarded}`, `${PERSON} --as-group=oncall`, configMap('urgent'));
        const warning = `Warning: gitops-only: User "joe" of break-glass group "oncall" may ${verb} ConfigMap "urgent"`;
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(warning) });
      }
    });

    test('elsewhere people write as ever, and nobody asks', async () => {
      expect(await run(`create -n ${other} -f -`, PERSON, configMap('by-hand'))).toMatchObject({ code: 0, stderr: '' });
      expect(await run(`create clusterrole ${other} --verb=get --resource=pods`, PERSON)).toMatchObject({ code: 0, stderr: '' });
      const asked = ground()
        .recorder.about(other)
        .map(({ request }) => valueAt(request ?? null, ['kind', 'kind']));
      expect(asked).not.toContain('ConfigMap');
    });

    test('with the webhook down, no more than the protected namespace stands still', async () => {
      await door?.part.stop();
      expect(await run(`create -n ${other} -f -`, PERSON, configMap('while-down'))).toMatchObject({ code: 0 });
      expect(await run(`create -n ${guarded} -f -`, ARGO_CD, configMap('while-down'))).toMatchObject({ code: 1 });
      const path = `/apis/apps/v1/namespaces/${guarded}/deployments/web/status`;
      expect(await ground().jane.patch(path, { status: { observedGeneration: 2 } })).toMatchObject({ status: 200 });
    });

    async function untilPods(count: number): Promise<void> {
      await until(`there are ${count} Pods`, async () => {
        const { body } = await ground().admin.get(`/api/v1/namespaces/${guarded}/pods`);
        return asList(member(body, 'items')).length >= count;
      });
    }
  });
}

/** Beside the rule, one that denies and one that warns: they are asked about Pods everywhere. */
function settingsFor(namespaces: string): string {
  return `
extends: []
rules:
  no-latest-tag: error
  require-liveness-probe: warning
  gitops-only: [error, { operations: [CREATE, UPDATE, DELETE], namespaces: ["${namespaces}"], breakGlass: [oncall] }]
`;
}

/** Whoever they are, RBAC lets them. */
const PERSON = '--as=joe --as-group=system:masters';
const OPERATOR = '--as=system:serviceaccount:cert-manager:cert-manager --as-group=system:masters';
const ARGO_CD = '--as=system:serviceaccount:argocd:argocd-application-controller --as-group=system:masters';
const ROLLOUTS_PATH = '/apis/argoproj.io/v1alpha1/rollouts';
