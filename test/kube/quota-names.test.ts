import { describe, expect, test } from 'vitest';
import { canonicalQuotaName, claimNames, countNameOf, quotaKindOf, quotaNameOf, type QuotaKind } from '../../src/kube/quota-names.ts';

describe('canonicalQuotaName and quotaKindOf', () => {
  test.each<[string, string, QuotaKind | undefined]>([
    ['cpu', 'requests.cpu', 'pods'],
    ['memory', 'requests.memory', 'pods'],
    ['ephemeral-storage', 'requests.ephemeral-storage', 'pods'],
    ['hugepages-2Mi', 'requests.hugepages-2Mi', 'pods'],
    ['requests.hugepages-2Mi', 'requests.hugepages-2Mi', 'pods'],
    ['limits.hugepages-2Mi', 'limits.hugepages-2Mi', undefined],
    ['requests.cpu', 'requests.cpu', 'pods'],
    ['limits.cpu', 'limits.cpu', 'pods'],
    ['limits.ephemeral-storage', 'limits.ephemeral-storage', 'pods'],
    ['pods', 'pods', 'pods'],
    ['count/pods', 'count/pods', 'pods'],
    ['requests.nvidia.com/gpu', 'requests.nvidia.com/gpu', 'pods'],
    ['requests.deviceclass.resource.kubernetes.io/gpu', 'requests.deviceclass.resource.kubernetes.io/gpu', 'pods'],
    ['requests.kubernetes.io/gpu', 'requests.kubernetes.io/gpu', undefined],
    ['limits.nvidia.com/gpu', 'limits.nvidia.com/gpu', undefined],
    ['nvidia.com/gpu', 'nvidia.com/gpu', undefined],
    ['requests.gpu', 'requests.gpu', undefined],
    ['requests.', 'requests.', undefined],
    ['requests.storage', 'requests.storage', 'claims'],
    ['limits.storage', 'limits.storage', undefined],
    ['storage', 'storage', undefined],
    ['persistentvolumeclaims', 'persistentvolumeclaims', 'claims'],
    ['count/persistentvolumeclaims', 'persistentvolumeclaims', 'claims'],
    ['a.storageclass.storage.k8s.io/requests.storage', 'a.storageclass.storage.k8s.io/requests.storage', 'claims'],
    ['a.storageclass.storage.k8s.io/persistentvolumeclaims', 'a.storageclass.storage.k8s.io/persistentvolumeclaims', 'claims'],
    ['a.storageclass.storage.k8s.io/pods', 'a.storageclass.storage.k8s.io/pods', undefined],
    ['services', 'services', 'services'],
    ['count/services', 'services', 'services'],
    ['services.loadbalancers', 'services.loadbalancers', 'services'],
    ['services.nodeports', 'services.nodeports', 'services'],
    ['configmaps', 'count/configmaps', 'objects'],
    ['secrets', 'count/secrets', 'objects'],
    ['replicationcontrollers', 'count/replicationcontrollers', 'objects'],
    ['resourcequotas', 'count/resourcequotas', 'objects'],
    ['count/deployments.apps', 'count/deployments.apps', 'objects'],
    ['count/', 'count/', undefined],
    ['a.deviceclass.resource.k8s.io/devices', 'a.deviceclass.resource.k8s.io/devices', 'devices'],
    ['deployments', 'deployments', undefined],
    ['__proto__', '__proto__', undefined],
    ['', '', undefined],
  ])('%s is %s, counted by %s', (name, canonical, kind) => {
    expect(canonicalQuotaName(name)).toBe(canonical);
    expect(quotaKindOf(canonicalQuotaName(name))).toBe(kind);
  });
});

test.each([
  ['requests', 'cpu', 'requests.cpu'],
  ['limits', 'memory', 'limits.memory'],
  ['requests', 'example.com/foo', 'requests.example.com/foo'],
  ['limits', 'example.com/foo', undefined],
  ['requests', 'foo', undefined],
] as const)('quotaNameOf %s %s is %s', (list, resource, name) => {
  expect(quotaNameOf(list, resource)).toBe(name);
});

test.each([
  ['v1', 'ConfigMap', 'count/configmaps'],
  ['v1', 'Service', 'services'],
  ['apps/v1', 'Deployment', 'count/deployments.apps'],
  ['batch/v1', 'CronJob', 'count/cronjobs.batch'],
  ['example.com/v1', 'Policy', 'count/policies.example.com'],
])('countNameOf %s %s is %s', (apiVersion, kind, name) => {
  expect(countNameOf(apiVersion, kind)).toBe(name);
});

test('claimNames knows a class, and that there may be none', () => {
  const gold = 'gold.storageclass.storage.k8s.io/';
  expect(claimNames('gold')).toEqual({
    storage: ['requests.storage', `${gold}requests.storage`],
    count: ['persistentvolumeclaims', `${gold}persistentvolumeclaims`],
  });
  expect(claimNames('')).toEqual(claimNames(undefined));
  expect(claimNames(undefined).storage).toEqual(['requests.storage']);
});
