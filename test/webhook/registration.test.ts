import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { compilePlan } from '../../src/engine/plan.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { renderRegistration, type RegistrationInput } from '../../src/webhook/registration.ts';
import { fewReplicas, noLatest, noteConfig, podTeam, setPriority, wantOwner, worldWith, type Settings } from './made-up.ts';

interface Webhook {
  readonly name: string;
  readonly matchConditions: readonly JsonObject[];
  readonly rules: readonly {
    readonly operations: readonly string[];
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly scope: string;
  }[];
}

function render(settings: Settings, more: Partial<RegistrationInput> = {}): readonly JsonObject[] {
  const reach = { service: { namespace: 'lintel', name: 'lintel', port: 443 } };
  return renderRegistration({ plan: worldWith(settings).plan, declared: [], reach, caBundle: 'PEM', namespace: 'lintel', ...more });
}

function webhooksOf(objects: readonly JsonObject[]): readonly Webhook[] {
  return objects.flatMap((object) => object['webhooks'] as unknown as Webhook[]);
}

/** Each rule as `group/resources operations`. */
function asked(settings: Settings, more: Partial<RegistrationInput> = {}): Record<string, readonly string[]> {
  return Object.fromEntries(webhooksOf(render(settings, more)).map((webhook) => [webhook.name.split('.')[0], lines(webhook)]));
}

function lines({ rules }: Webhook): readonly string[] {
  return rules.map((rule) => `${rule.apiGroups.join()}/${rule.resources.join()} ${rule.operations.join()} ${rule.scope}`);
}

test('an entry in full', () => {
  const [validating, mutating] = render({ rules: [fewReplicas] }, { reach: { url: 'https://127.0.0.1:8443/' } });
  expect(mutating).toMatchObject({ kind: 'MutatingWebhookConfiguration', webhooks: [] });
  expect(validating).toMatchObject({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'lintel' },
    webhooks: [
      {
        name: 'deny.lintel.dev',
        clientConfig: { url: 'https://127.0.0.1:8443/validate/deny', caBundle: Buffer.from('PEM').toString('base64') },
        rules: [
          { apiGroups: ['apps'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'], scope: 'Namespaced' },
        ],
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        sideEffects: 'None',
        timeoutSeconds: 3,
        admissionReviewVersions: ['v1'],
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'lintel'] }],
        },
      },
      { name: 'advise.lintel.dev', failurePolicy: 'Ignore', rules: [{ operations: ['UPDATE'] }] },
    ],
  });
});

test('the mutating entry, by a Service', () => {
  expect(render({ rules: [setPriority], injected: ['set-priority'] })[1]).toMatchObject({
    webhooks: [
      {
        name: 'inject.lintel.dev',
        clientConfig: { service: { namespace: 'lintel', name: 'lintel', port: 443, path: '/mutate' } },
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'IfNeeded',
      },
    ],
  });
});

const everyKind: AnyRule = { ...noteConfig, id: 'every-kind', match: { kinds: 'all' } };
const clusterWide: AnyRule = {
  ...noteConfig,
  id: 'cluster-wide',
  severity: 'error',
  match: { kinds: [{ group: '', kind: 'Namespace' }], operations: ['DELETE'] },
};
const onlyFiles: AnyRule = { ...noLatest, id: 'only-files', doors: 'files' };
const override = (change: object) => ({ scope: {}, rules: new Map([['note-config', change]]) });

describe('rules ask for no more than they need', () => {
  const pods = '/pods,pods/ephemeralcontainers,pods/resize';
  const rows: readonly { readonly what: string; readonly settings: Settings; readonly asks: Record<string, readonly string[]> }[] = [
    { what: 'no rules', settings: { rules: [] }, asks: {} },
    { what: 'off', settings: { rules: [noLatest], severity: { 'no-latest': 'off' } }, asks: {} },
    { what: 'a rule of the other door', settings: { rules: [onlyFiles] }, asks: {} },
    { what: 'audit', settings: { rules: [noteConfig] }, asks: { advise: ['/configmaps CREATE,UPDATE Namespaced'] } },
    {
      what: 'an override that denies somewhere',
      settings: { rules: [noteConfig], overrides: [override({ severity: 'error' })] },
      asks: { deny: ['/configmaps CREATE,UPDATE Namespaced'], advise: ['/configmaps CREATE,UPDATE Namespaced'] },
    },
    {
      what: 'an override of the enforcement alone',
      settings: { rules: [noteConfig], overrides: [override({ enforcement: 'deny' })] },
      asks: { deny: ['/configmaps CREATE,UPDATE Namespaced'], advise: ['/configmaps CREATE,UPDATE Namespaced'] },
    },
    {
      what: 'Pods bring what changes them while they run',
      settings: { rules: [podTeam] },
      asks: {
        deny: ['/pods CREATE,UPDATE Namespaced', '/pods/ephemeralcontainers,pods/resize UPDATE Namespaced'],
        advise: [`${pods} UPDATE Namespaced`],
      },
    },
    {
      what: 'an offence that may be worth a warning alone',
      settings: { rules: [{ ...noteConfig, severity: 'error', softens: true }] },
      asks: { deny: ['/configmaps CREATE,UPDATE Namespaced'], advise: ['/configmaps CREATE,UPDATE Namespaced'] },
    },
    { what: 'cluster scope and operations of its own', settings: { rules: [clusterWide] }, asks: { deny: ['/namespaces DELETE Cluster'] } },
    {
      what: 'all kinds stand for each',
      settings: { rules: [everyKind, wantOwner] },
      asks: { advise: ['/pods/ephemeralcontainers,pods/resize UPDATE Namespaced', '*/* CREATE,UPDATE *'] },
    },
    {
      what: 'injection: UPDATE only where a template can change',
      settings: { rules: [setPriority], injected: ['set-priority'], severity: { 'set-priority': 'warning' } },
      asks: {
        advise: [
          '/pods,replicationcontrollers CREATE,UPDATE Namespaced',
          '/pods/ephemeralcontainers,pods/resize UPDATE Namespaced',
          'apps/daemonsets,deployments,replicasets,statefulsets CREATE,UPDATE Namespaced',
          'batch/cronjobs,jobs CREATE,UPDATE Namespaced',
        ],
        inject: [
          '/pods CREATE Namespaced',
          '/replicationcontrollers CREATE,UPDATE Namespaced',
          'apps/daemonsets,deployments,replicasets,statefulsets CREATE,UPDATE Namespaced',
          'batch/jobs CREATE Namespaced',
          'batch/cronjobs CREATE,UPDATE Namespaced',
        ],
      },
    },
  ];
  test.for(rows)('$what', ({ settings, asks }) => {
    expect(asked(settings)).toEqual(asks);
  });

  test('declared workloads count', () => {
    const declared = [{ group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true }];
    expect(asked({ rules: [noLatest] }, { declared })['deny']).toContain('argoproj.io/rollouts CREATE,UPDATE *');
  });
});

test('conditions keep what the control plane lives by out of the way, and survive objects without the field', () => {
  const [webhook] = webhooksOf(render({ rules: [everyKind] }));
  const conditions = JSON.stringify(webhook?.matchConditions);
  for (const word of [
    'system:apiserver',
    'leases',
    'events',
    'nodes',
    'certificatesigningrequests',
    'authentication.k8s.io',
    'oldObject == null ||',
  ]) {
    expect(conditions).toContain(word);
  }
});

test('an instance that a pack brings counts, too', () => {
  const instance = { rule: noteConfig, injected: false, setting: { severity: 'info', parameters: {} } } as const;
  const stricter = { ...instance, setting: { severity: 'error', parameters: {} } } as const;
  const plan = compilePlan({ rules: [instance, stricter], overrides: [], exemptions: [] }, 'admission');
  expect(Object.keys(asked({}, { plan }))).toEqual(['deny', 'advise']);
});
