import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { claimMatchesScopes, podMatchesScopes, quotaScopes, scopeFaults, type ScopedPod } from '../../src/kube/quota-scopes.ts';

const PLAIN: ScopedPod = { terminating: false, bestEffort: false, priorityClass: '', crossNamespace: false };
const selected = (scopeName: string, operator: string, values: Json = []): Json => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, values }] },
});

describe('podMatchesScopes', () => {
  test.each<[Json, Partial<ScopedPod>, boolean]>([
    [{}, {}, true],
    [{ scopes: [] }, {}, true],
    [{ scopes: ['Terminating'] }, { terminating: true }, true],
    [{ scopes: ['Terminating'] }, {}, false],
    [{ scopes: ['NotTerminating'] }, {}, true],
    [{ scopes: ['NotTerminating'] }, { terminating: true }, false],
    [{ scopes: ['BestEffort'] }, { bestEffort: true }, true],
    [{ scopes: ['BestEffort'] }, {}, false],
    [{ scopes: ['NotBestEffort'] }, {}, true],
    [{ scopes: ['NotBestEffort'] }, { bestEffort: true }, false],
    [{ scopes: ['CrossNamespacePodAffinity'] }, { crossNamespace: true }, true],
    [{ scopes: ['CrossNamespacePodAffinity'] }, {}, false],
    [{ scopes: ['Terminating', 'NotBestEffort'] }, { terminating: true }, true],
    [{ scopes: ['Terminating', 'NotBestEffort'] }, { terminating: true, bestEffort: true }, false],
    [{ scopes: ['VolumeAttributesClass'] }, {}, false],
    [{ scopes: ['PriorityClass'] }, { priorityClass: 'high' }, true],
    [{ scopes: ['PriorityClass'] }, {}, false],
    [{ scopes: [7] }, {}, false],
    [selected('PriorityClass', 'In', ['high']), { priorityClass: 'high' }, true],
    [selected('PriorityClass', 'In', ['high']), { priorityClass: 'low' }, false],
    [selected('PriorityClass', 'In', ['high']), {}, false],
    [selected('PriorityClass', 'NotIn', ['high']), { priorityClass: 'low' }, true],
    [selected('PriorityClass', 'NotIn', ['high']), {}, true],
    [selected('PriorityClass', 'NotIn', ['high']), { priorityClass: 'high' }, false],
    [selected('PriorityClass', 'Exists'), { priorityClass: 'high' }, true],
    [selected('PriorityClass', 'DoesNotExist'), {}, true],
    [selected('PriorityClass', 'DoesNotExist'), { priorityClass: 'high' }, false],
    [selected('PriorityClass', 'Is', ['high']), { priorityClass: 'high' }, false],
    [selected('Terminating', 'Exists'), { terminating: true }, true],
    [selected('Terminating', 'DoesNotExist'), {}, false],
    [selected('constructor', 'Exists'), {}, false],
  ])('%j and %j: %s', (spec, pod, matches) => {
    expect(podMatchesScopes(quotaScopes(spec), { ...PLAIN, ...pod })).toBe(matches);
  });
});

test.each<[Json, readonly string[], boolean]>([
  [{}, [], true],
  [{ scopes: ['NotTerminating'] }, [], false],
  [{ scopes: ['VolumeAttributesClass'] }, ['fast'], true],
  [{ scopes: ['VolumeAttributesClass'] }, [], false],
  [selected('VolumeAttributesClass', 'In', ['fast']), ['slow', 'fast'], true],
  [selected('VolumeAttributesClass', 'In', ['fast']), ['slow'], false],
  [selected('VolumeAttributesClass', 'NotIn', ['fast']), [], true],
])('claimMatchesScopes of %j and %j is %s', (spec, classes, matches) => {
  expect(claimMatchesScopes(quotaScopes(spec), classes)).toBe(matches);
});

const hard = (...names: readonly string[]) => ({ hard: Object.fromEntries(names.map((name) => [name, 1])) });

test.each<[Json, readonly string[]]>([
  [undefined as unknown as Json, []],
  [7, []],
  [{ scopes: ['NotTerminating', 'NotBestEffort'], ...hard('cpu', 'limits.memory', 'pods') }, []],
  [{ scopes: ['BestEffort'], ...hard('pods', 'count/pods', 'cpu') }, ['spec.scopes.0']],
  [
    { scopes: ['Terminating'], ...hard('services', 'requests.ephemeral-storage', 'requests.nvidia.com/gpu') },
    ['spec.scopes.0', 'spec.scopes.0'],
  ],
  [{ scopes: ['VolumeAttributesClass'], ...hard('requests.storage', 'persistentvolumeclaims') }, []],
  [{ scopes: ['VolumeAttributesClass'], ...hard('pods') }, ['spec.scopes.0']],
  [{ scopes: ['Nothing'] }, ['spec.scopes.0']],
  [{ scopes: ['BestEffort', 'NotBestEffort', 'Terminating'] }, ['spec.scopes.1']],
  [{ scopes: ['NotTerminating'], ...asObject(selected('Terminating', 'Exists')) }, ['spec.scopeSelector.matchExpressions.0']],
  [selected('Nothing', 'Exists'), ['spec.scopeSelector.matchExpressions.0.scopeName']],
  [selected('PriorityClass', 'Is'), ['spec.scopeSelector.matchExpressions.0.operator']],
  [selected('PriorityClass', 'In'), ['spec.scopeSelector.matchExpressions.0.values']],
  [selected('PriorityClass', 'NotIn', 'high'), ['spec.scopeSelector.matchExpressions.0.values']],
  [selected('PriorityClass', 'Exists', ['high']), ['spec.scopeSelector.matchExpressions.0.values']],
  [selected('PriorityClass', 'DoesNotExist'), []],
  [selected('BestEffort', 'In', ['x']), ['spec.scopeSelector.matchExpressions.0.operator']],
  [{ scopes: ['PriorityClass'], ...asObject(selected('PriorityClass', 'In')) }, ['spec.scopeSelector.matchExpressions.0.values']],
])('scopeFaults of %j are at %j', (spec, paths) => {
  expect(scopeFaults(spec).map(({ path }) => path.join('.'))).toEqual(paths);
});

function asObject(value: Json): Record<string, Json> {
  return value as Record<string, Json>;
}
