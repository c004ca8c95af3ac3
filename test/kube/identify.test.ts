import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { identify } from '../../src/kube/identify.ts';
import { groupOf, isClusterScoped, isKnownKind, pluralOf, versionOf } from '../../src/kube/resources.ts';

test.each<[string, string, string]>([
  ['v1', '', 'v1'],
  ['apps/v1', 'apps', 'v1'],
  ['a/b/c', 'a', 'b/c'],
  ['', '', ''],
])('%s', (apiVersion, group, version) => {
  expect(groupOf(apiVersion)).toBe(group);
  expect(versionOf(apiVersion)).toBe(version);
});

test.each<[string, string, string, boolean, boolean]>([
  ['', 'Pod', 'pods', false, true],
  ['', 'Namespace', 'namespaces', true, true],
  ['', 'Endpoints', 'endpoints', false, true],
  ['', 'Node', 'nodes', true, true],
  ['networking.k8s.io', 'NetworkPolicy', 'networkpolicies', false, true],
  ['networking.k8s.io', 'Ingress', 'ingresses', false, true],
  ['networking.k8s.io', 'IngressClass', 'ingressclasses', true, true],
  ['rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles', true, true],
  ['rbac.authorization.k8s.io', 'Role', 'roles', false, true],
  ['storage.k8s.io', 'StorageClass', 'storageclasses', true, true],
  ['storage.k8s.io', 'CSIStorageCapacity', 'csistoragecapacities', false, true],
  ['scheduling.k8s.io', 'PriorityClass', 'priorityclasses', true, true],
  ['gateway.networking.k8s.io', 'Gateway', 'gateways', false, true],
  ['constraints.gatekeeper.sh', 'K8sAllowedRepos', 'k8sallowedrepos', true, false],
  ['example.org', 'Gateway', 'gateways', false, false],
  ['example.org', 'Mesh', 'meshes', false, false],
  ['example.org', 'Node', 'nodes', false, false],
  ['example.org', 'Policy', 'policies', false, false],
  ['', '', '', false, false],
])('%s %s', (group, kind, plural, cluster, known) => {
  expect(pluralOf(group, kind)).toBe(plural);
  expect(isClusterScoped(group, kind)).toBe(cluster);
  expect(isKnownKind(group, kind)).toBe(known);
});

describe('identify', () => {
  const clusterScoped = new Set(['example.org/Thing']);
  test.each<[string, string, Json | undefined, string | undefined, string | undefined, string]>([
    ['v1', 'Pod', { name: 'p', namespace: 'n' }, undefined, 'n', 'p'],
    ['v1', 'Pod', { name: 'p' }, undefined, 'default', 'p'],
    ['v1', 'Pod', { name: 'p', namespace: '' }, 'team', 'team', 'p'],
    ['v1', 'Pod', { name: 'p', namespace: 7 }, '', 'default', 'p'],
    ['v1', 'Pod', { generateName: 'g-' }, undefined, 'default', 'g-'],
    ['v1', 'Pod', { name: '', generateName: 'g-' }, undefined, 'default', 'g-'],
    ['v1', 'Pod', 7, undefined, 'default', ''],
    ['v1', 'Pod', undefined, undefined, 'default', ''],
    ['v1', 'Namespace', { name: 'a', namespace: 'b' }, 'c', undefined, 'a'],
    ['example.org/v1', 'Thing', { name: 'a' }, undefined, undefined, 'a'],
    ['example.org/v1', 'Other', { name: 'a' }, undefined, 'default', 'a'],
  ])('%s %s %j', (apiVersion, kind, metadata, defaultNamespace, namespace, name) => {
    const resource = { apiVersion, kind, ...(metadata !== undefined && { metadata }) };
    const found = identify(resource, { declared: [], defaultNamespace, clusterScoped });
    expect([found.namespace, found.name]).toEqual([namespace, name]);
    expect(Object.hasOwn(found, 'namespace')).toBe(namespace !== undefined);
  });

  test('keeps where it comes from', () => {
    const found = identify({ apiVersion: 'apps/v1', kind: 'Deployment' }, { declared: [], environment: 'prod', document: 'a.yaml#1' });
    expect(found).toMatchObject({ group: 'apps', version: 'v1', environment: 'prod', document: 'a.yaml#1' });
  });
});
