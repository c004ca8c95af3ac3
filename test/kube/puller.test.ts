import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { identify } from '../../src/kube/identify.ts';
import { pullerOf, type Puller } from '../../src/kube/puller.ts';

const ROLLOUT = { group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true };

function puller(apiVersion: string, kind: string, spec: JsonObject, defaultNamespace: string | undefined = 'shop'): Puller | undefined {
  const resource = { apiVersion, kind, metadata: { name: 'web' }, spec };
  return pullerOf(identify(resource, { declared: [ROLLOUT], ...(defaultNamespace !== undefined && { defaultNamespace }) }));
}

function named(...names: readonly (string | undefined)[]): JsonObject {
  return { imagePullSecrets: names.map((name) => (name === undefined ? {} : { name })) };
}

const NONE: Puller = { namespace: 'shop', secrets: [] };

test.each<[what: string, spec: JsonObject, found: Puller]>([
  ['none', {}, { ...NONE, account: 'default' }],
  ['an account', { serviceAccountName: 'builder' }, { ...NONE, account: 'builder' }],
  ['an account by its old name', { serviceAccount: 'builder' }, { ...NONE, account: 'builder' }],
  ['an empty list', { imagePullSecrets: [] }, { ...NONE, account: 'default' }],
  ['some', { ...named('b', 'a', 'b'), serviceAccountName: 'builder' }, { ...NONE, secrets: ['b', 'a'] }],
  // The API server looks at how many there are, not at what they say.
  ['one without a name', named(undefined), NONE],
  ['one that is empty', named('', 'a'), { ...NONE, secrets: ['a'] }],
  ['what is no list', { imagePullSecrets: 'a' }, { ...NONE, account: 'default' }],
  ['what is no name', { imagePullSecrets: [7, null, { name: 7 }], serviceAccountName: 7 }, NONE],
])('a template with %s', (_what, spec, found) => {
  const template = { template: { spec } };
  expect(puller('apps/v1', 'Deployment', template)).toEqual(found);
  expect(puller('argoproj.io/v1alpha1', 'Rollout', template)).toEqual(found);
  expect(puller('batch/v1', 'CronJob', { jobTemplate: { spec: template } })).toEqual(found);
  // A Pod has been given those of its account already, if it lacked any.
  const { account: _, ...own } = found;
  expect(puller('v1', 'Pod', spec)).toEqual(own);
});

test('nobody pulls for what makes no pods, or is in no namespace', () => {
  expect(puller('v1', 'ConfigMap', {})).toBeUndefined();
  expect(puller('apps/v1', 'Deployment', {})).toBeUndefined();
  const clusterScoped = identify(
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { template: { spec: {} } } },
    { declared: [ROLLOUT], clusterScoped: new Set(['argoproj.io/Rollout']) },
  );
  expect(pullerOf(clusterScoped)).toBeUndefined();
});
