import { isObject, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import { compilePlan } from '../../src/engine/plan.ts';
import type { Exemption, Override, RuleInstance } from '../../src/engine/policy.ts';
import type { Resource } from '../../src/engine/resource.ts';
import type { AnyRule, Severity } from '../../src/engine/rule.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { allContainers } from '../../src/kube/workloads.ts';
import { kubernetesModel } from '../../src/kube/model.ts';
import type { World } from '../../src/webhook/world.ts';

const about = { category: 'metadata', since: '0.1.0', summary: 'The summary says what is wanted.', why: 'w', whenNot: 'n' } as const;

/** Denies images with tag latest. */
export const noLatest: AnyRule = {
  ...about,
  id: 'no-latest',
  severity: 'error',
  messages: { latest: 'Image "{{image}}" has tag latest.' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const { container, path } of allContainers(subject)) {
      const image = container.image;
      if (typeof image === 'string' && image.endsWith(':latest'))
        yield { message: 'latest', data: { image }, at: [...path, 'image'], container };
    }
  },
};

/** Warns of objects without label `owner`. */
export const wantOwner: AnyRule = {
  ...about,
  id: 'want-owner',
  severity: 'warning',
  messages: { missing: 'Label "owner" is missing.' },
  match: { kinds: ['workloads', { group: '', kind: 'ConfigMap' }] },
  *check({ resource }) {
    if (valueAt(resource, ['metadata', 'labels', 'owner']) === undefined) yield { message: 'missing', at: ['metadata', 'labels', 'owner'] };
  },
};

/** Audits every ConfigMap. */
export const noteConfig: AnyRule = {
  ...about,
  id: 'note-config',
  severity: 'info',
  messages: { seen: 'Has {{count}} keys.' },
  match: { kinds: [{ group: '', kind: 'ConfigMap' }] },
  *check({ resource }) {
    const data = resource['data'];
    yield { message: 'seen', data: { count: isObject(data) ? Object.keys(data).length : 0 }, at: ['data'] };
  },
};

/** Denies more than five replicas; the amount is measured. */
export const fewReplicas: AnyRule = {
  ...about,
  id: 'few-replicas',
  severity: 'error',
  messages: { many: '{{replicas}} replicas are too many.' },
  match: { kinds: [{ group: 'apps', kind: 'Deployment' }] },
  *check({ resource }) {
    const replicas = valueAt(resource, ['spec', 'replicas']);
    if (typeof replicas === 'number' && replicas > 5)
      yield { message: 'many', data: { replicas }, amount: replicas, at: ['spec', 'replicas'] };
  },
};

/** Denies Pods, and Pods alone, without label `team`. */
export const podTeam: AnyRule = {
  ...about,
  id: 'pod-team',
  severity: 'error',
  messages: { missing: 'Label "team" is missing.' },
  match: { kinds: [{ group: '', kind: 'Pod' }] },
  *check({ resource }) {
    if (valueAt(resource, ['metadata', 'labels', 'team']) === undefined) yield { message: 'missing', at: ['metadata', 'labels', 'team'] };
  },
};

/** Mends a missing priority class. */
export const setPriority: AnyRule = {
  ...about,
  id: 'set-priority',
  severity: 'info',
  messages: { missing: 'There is no priority class.' },
  remedy: { safety: 'unsafe', value: 'fixed' },
  match: { kinds: ['workloads'] },
  *check({ resource, workload }) {
    const at = [...(workload?.podTemplate ?? []), 'spec', 'priorityClassName'];
    if (valueAt(resource, at) !== undefined) return;
    yield {
      message: 'missing',
      at,
      fix: { title: 'Set it to standard', safety: 'unsafe', edits: [{ op: 'set', path: at, value: 'standard' }] },
    };
  },
};

/** Wants another value of the annotation `spin` whatever it is: it is never settled. */
const neverSettled: AnyRule = {
  ...about,
  id: 'never-settled',
  severity: 'info',
  messages: { spins: 'It spins.' },
  remedy: { safety: 'unsafe', value: 'fixed' },
  match: { kinds: [{ group: '', kind: 'Service' }] },
  *check({ resource }) {
    const at = ['metadata', 'annotations', 'spin'];
    const value = valueAt(resource, at) === 'a' ? 'b' : 'a';
    yield { message: 'spins', at, fix: { title: 'Spin', safety: 'unsafe', edits: [{ op: 'set', path: at, value }] } };
  },
};

/** Throws. */
const broken: AnyRule = {
  ...about,
  id: 'broken',
  severity: 'error',
  messages: {},
  match: { kinds: [{ group: '', kind: 'Secret' }] },
  check() {
    throw new Error('the secret is hunter2');
  },
};

const everyRule = [noLatest, wantOwner, noteConfig, fewReplicas, podTeam, setPriority, neverSettled, broken] as const;

export interface Settings {
  readonly rules?: readonly AnyRule[];
  readonly injected?: readonly string[];
  readonly severity?: Readonly<Record<string, Severity | 'off'>>;
  readonly overrides?: readonly Override[];
  readonly exemptions?: readonly Exemption[];
}

/** A world with made-up rules; the clock stands still. */
export function worldWith(
  { rules = everyRule, injected = [], severity = {}, overrides = [], exemptions = [] }: Settings = {},
  more: Partial<World> = {},
): World {
  const instances = rules.map((rule): RuleInstance => {
    return { rule, setting: { severity: severity[rule.id] ?? rule.severity, parameters: {} }, injected: injected.includes(rule.id) };
  });
  return {
    plan: compilePlan({ rules: instances, overrides, exemptions }, 'admission'),
    model: kubernetesModel,
    facts: new FactIndex([], { digest: (text) => text }),
    declared: [],
    now: () => NOW,
    ...more,
  };
}

export const NOW = Date.UTC(2026, 10, 21);

export function pod(image: string, labels: JsonObject = { owner: 'us', team: 'red' }, more: JsonObject = {}): Resource {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', labels, ...more },
    spec: { containers: [{ name: 'web', image }] },
  };
}

export function workload(apiVersion: string, kind: string, image: string, more: JsonObject = {}): Resource {
  const template = { metadata: { labels: { app: 'web', team: 'red' } }, spec: { containers: [{ name: 'web', image }] } };
  const spec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { replicas: 1, template };
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop', labels: { owner: 'us' }, ...more }, spec };
}

export function ownedBy(apiVersion: string, kind: string, name = 'web'): JsonObject {
  return { ownerReferences: [{ apiVersion, kind, name, uid: 'u', controller: true }] };
}

/** A review as the API server sends it. */
export function reviewOf(object: Json, request: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'uid-1',
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web',
      resource: { group: '', version: 'v1', resource: 'pods' },
      userInfo: { username: 'jane', groups: ['people'] },
      object,
      oldObject: null,
      dryRun: false,
      ...request,
    },
  };
}

export function responseOf(text: string): JsonObject {
  const response = member(JSON.parse(text) as Json, 'response');
  if (!isObject(response)) throw new Error(`no response in ${text}`);
  return response;
}
