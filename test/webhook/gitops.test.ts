import { describe, expect, test } from 'vitest';
import { gitopsOnly } from '../../policies/gitops-only.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { isFault, parseReview } from '../../src/webhook/review.ts';
import { validate } from '../../src/webhook/verdict.ts';
import { ALL_WRITES, planWith } from './gitops.ts';
import { ownedBy, pod, reviewOf, wantOwner, workload, worldWith } from './made-up.ts';

const PARAMETERS = { operations: ALL_WRITES, namespaces: ['shop', 'team-*'], breakGlass: ['oncall*'] };
const everyKind = { ...wantOwner, id: 'every-kind', severity: 'error', match: { kinds: 'all' } } as const;

/** What becomes of a request: `denied`, `warned` or nothing. */
function outcome(review: JsonObject, parameters: JsonObject = PARAMETERS, more: Parameters<typeof worldWith>[1] = {}): string {
  const request = parseReview(JSON.stringify(review));
  if (isFault(request)) throw new Error(request.message);
  const { answer, findings } = validate(request, 'all', worldWith({}, { plan: planWith(parameters), ...more }));
  expect(findings.map(({ rule }) => rule).filter((rule) => rule !== gitopsOnly.id)).toEqual([]);
  if (!answer.allowed) return 'denied';
  return answer.warnings.length > 0 ? 'warned' : 'let go';
}

const by = (username: string, ...groups: readonly string[]): JsonObject => ({ userInfo: { username, groups } });
const account = (name: string): JsonObject => by(`system:serviceaccount:${name}`, 'system:serviceaccounts');

describe('who writes', () => {
  test.for<[string, JsonObject, string]>([
    ['a person', by('jane', 'staff'), 'denied'],
    ['nobody that is told', { userInfo: null }, 'denied'],
    ['an operator', account('cert-manager:cert-manager'), 'denied'],
    ['an account elsewhere that is called like a writer', account('shop:argocd-application-controller'), 'denied'],
    ['an account of another namespace whose name begins alike', account('kube-systems:x'), 'denied'],
    ["Argo CD's controller", account('argocd:argocd-application-controller'), 'let go'],
    ["Argo CD's server, by which people write", account('argocd:argocd-server'), 'denied'],
    ["Flux' kustomize-controller", account('flux-system:kustomize-controller'), 'let go'],
    ["Flux' helm-controller", account('flux-system:helm-controller'), 'let go'],
    ["an account of Flux' namespace that is no controller", account('flux-system:default'), 'denied'],
    ['a built-in controller', account('kube-system:deployment-controller'), 'let go'],
    ['the horizontal autoscaler', account('kube-system:horizontal-pod-autoscaler'), 'let go'],
    ['the garbage collector', account('kube-system:generic-garbage-collector'), 'let go'],
    ['all controllers in one', by('system:kube-controller-manager'), 'let go'],
    ['the scheduler', by('system:kube-scheduler'), 'let go'],
    ['a kubelet', by('system:node:worker', 'system:nodes'), 'let go'],
    ['the API server', by('system:apiserver', 'system:masters'), 'let go'],
    ['a person of its group', by('jane', 'system:masters'), 'denied'],
    ['a break-glass group', by('jane', 'staff', 'oncall-shop'), 'warned'],
    ['a user who is called like that group', by('oncall-shop'), 'denied'],
    [
      'a writer in a break-glass group',
      { userInfo: { username: 'system:serviceaccount:argocd:argocd-application-controller', groups: ['oncall'] } },
      'let go',
    ],
  ])('%s', ([, user, expected]) => {
    for (const operation of ALL_WRITES) {
      const object = pod('a:1');
      const objects = operation === 'DELETE' ? { object: null, oldObject: object } : { oldObject: operation === 'UPDATE' ? object : null };
      expect(outcome(reviewOf(object, { operation, ...objects, ...user }))).toBe(expected);
    }
  });

  test('writers that are given replace the known ones', () => {
    const parameters = { ...PARAMETERS, writers: ['ci-*'] };
    expect(outcome(reviewOf(pod('a:1'), by('ci-main')), parameters)).toBe('let go');
    expect(outcome(reviewOf(pod('a:1'), account('argocd:argocd-application-controller')), parameters)).toBe('denied');
  });
});

const namespace = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describe('what is written', () => {
  const web = workload('apps/v1', 'Deployment', 'a:1');
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'shop' }, spec: { size: 1 } };
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: 'shop' }, spec: { replicas: 2 } };
  const deployments = { resource: { group: 'apps', version: 'v1', resource: 'deployments' } };
  const scaling = { operation: 'UPDATE', subResource: 'scale', oldObject: scale };
  const status = { ...widget, metadata: { ...widget.metadata, managedFields: [{}], resourceVersion: '2' }, status: { ready: true } };

  test.for<[string, JsonObject, JsonObject, string, Parameters<typeof worldWith>[1]?]>([
    ['a namespace that a pattern covers', pod('a:1', {}, { namespace: 'team-a' }), { namespace: 'team-a' }, 'denied'],
    ['another namespace', pod('a:1', {}, { namespace: 'shops' }), { namespace: 'shops' }, 'let go'],
    ['what an owner is said to have', pod('a:1', {}, ownedBy('apps/v1', 'ReplicaSet')), {}, 'denied'],
    ['a kind that nobody knows', widget, {}, 'denied'],
    ['the Namespace itself', namespace('shop'), { namespace: 'shop' }, 'denied'],
    ['another Namespace', namespace('other'), { namespace: 'other' }, 'let go'],
    [
      'a cluster-scoped object of that name',
      { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'shop' } },
      { namespace: '' },
      'let go',
    ],
    ['a cluster-scoped kind that nobody knows', { ...widget, metadata: { name: 'shop' } }, { namespace: '' }, 'let go'],
    ['a status by its subresource', web, { operation: 'UPDATE', subResource: 'status', oldObject: web }, 'let go'],
    ['a status in a kind without that subresource', status, { operation: 'UPDATE', oldObject: widget }, 'let go'],
    ['a status and more', { ...status, spec: { size: 2 } }, { operation: 'UPDATE', oldObject: widget }, 'denied'],
    [
      'a status and a label',
      { ...status, metadata: { ...widget.metadata, labels: { a: 'b' } } },
      { operation: 'UPDATE', oldObject: widget },
      'denied',
    ],
    ['a new object with a status', status, {}, 'denied'],
    ['what is there already', widget, { operation: 'UPDATE', oldObject: widget }, 'denied'],
    [
      'what is on its way out',
      widget,
      { operation: 'UPDATE', oldObject: { ...widget, metadata: { ...widget.metadata, deletionTimestamp: 'now' } } },
      'let go',
    ],
    ['a binding', { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' } }, { subResource: 'binding' }, 'let go'],
    ['an eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } }, { subResource: 'eviction' }, 'let go'],
    ['a shell', { apiVersion: 'v1', kind: 'PodExecOptions' }, { operation: 'CONNECT', subResource: 'exec' }, 'let go'],
    ['a debug container', pod('a:1'), { operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject: pod('a:1') }, 'denied'],
    ['other resources of a running Pod', pod('a:1'), { operation: 'UPDATE', subResource: 'resize', oldObject: pod('a:1') }, 'denied'],
    ['the scale of what is not known', scale, { ...deployments, ...scaling }, 'denied'],
    ['the scale of what is known', scale, { ...deployments, ...scaling }, 'denied', { ownerOf: () => web }],
    [
      'the scale of a kind that nobody knows',
      scale,
      { ...scaling, resource: { group: 'example.com', version: 'v1', resource: 'widgets' } },
      'denied',
    ],
    ['the scale by a controller', scale, { ...deployments, ...scaling, ...account('kube-system:horizontal-pod-autoscaler') }, 'let go'],
    [
      'a scale elsewhere',
      { ...scale, metadata: { name: 'web', namespace: 'other' } },
      { ...deployments, ...scaling, namespace: 'other' },
      'let go',
    ],
  ])('%s', ([, object, request, expected, more]) => {
    expect(outcome(reviewOf(object, request), PARAMETERS, more)).toBe(expected);
  });

  test('rules that look at objects are not asked about a Scale', () => {
    const plan = planWith({ ...PARAMETERS, namespaces: ['other'] }, [], [everyKind]);
    expect(outcome(reviewOf(scale, { ...deployments, ...scaling }), {}, { plan })).toBe('let go');
  });

  test('an operation that is not named is no write', () => {
    const parameters = { namespaces: ['shop'] };
    expect(outcome(reviewOf(null, { operation: 'DELETE', oldObject: widget }), parameters)).toBe('let go');
    expect(outcome(reviewOf(widget), { ...parameters, operations: ['DELETE'] })).toBe('let go');
    expect(outcome(reviewOf(widget), { ...parameters, operations: [] })).toBe('let go');
  });
});
