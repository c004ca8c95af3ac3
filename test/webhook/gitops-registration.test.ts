import { describe, expect, test } from 'vitest';
import { gitopsOnly } from '../../policies/gitops-only.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Policy } from '../../src/engine/policy.ts';
import { renderRegistration } from '../../src/webhook/registration.ts';
import { ALL_WRITES, planWith } from './gitops.ts';
import { fewReplicas, noLatest, noteConfig, type Settings } from './made-up.ts';

interface Entry {
  readonly name: string;
  readonly rules: readonly {
    readonly apiGroups: string[];
    readonly resources: string[];
    readonly operations: string[];
    readonly scope: string;
  }[];
  readonly namespaceSelector: { readonly matchExpressions: readonly { readonly operator: string; readonly values: readonly string[] }[] };
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
}

/** The validating entries by name: their selectors, conditions and rules in short. */
function entries(
  parameters: JsonObject,
  overrides: Policy['overrides'] = [],
  others: Settings['rules'] = [],
): Record<string, readonly string[]> {
  const reach = { url: 'https://127.0.0.1' };
  const plan = planWith(parameters, overrides, others);
  const [validating] = renderRegistration({ plan, declared: [], reach, caBundle: 'PEM', namespace: 'lintel' });
  const webhooks = validating?.['webhooks'] as unknown as readonly Entry[];
  return Object.fromEntries(
    webhooks.map(({ name, rules, namespaceSelector, matchConditions }) => [
      name.replace('.lintel.dev', ''),
      [
        ...namespaceSelector.matchExpressions.map(({ operator, values }) => `${operator} ${values.join()}`),
        ...matchConditions.filter((condition) => condition.name.endsWith('namespaces')).map(({ expression }) => expression),
        ...rules.map((rule) => `${rule.apiGroups.join()}/${rule.resources.join()} ${rule.operations.join()} ${rule.scope}`),
      ],
    ]),
  );
}
const sorted = (found: Record<string, readonly string[]>) =>
  Object.fromEntries(Object.entries(found).map(([name, lines]) => [name, lines.toSorted()]));
const check = (found: Record<string, readonly string[]>, wanted: Record<string, readonly string[]>) =>
  expect(sorted(found)).toEqual(sorted(wanted));

describe('the registration asks about protected namespaces alone', () => {
  const NEVER = 'NotIn kube-system,lintel';
  const SUBRESOURCES = ['*/*/scale UPDATE Namespaced', '/pods/ephemeralcontainers,pods/resize UPDATE Namespaced'];
  const guarded = (operations: string, selector = 'In shop') => [
    NEVER,
    selector,
    `*/* ${operations} Namespaced`,
    ...SUBRESOURCES.toSorted(),
    `/namespaces ${operations} Cluster`,
  ];
  const UPDATES = [
    NEVER,
    'In shop',
    '*/*,*/scale UPDATE Namespaced',
    '/pods/ephemeralcontainers,pods/resize UPDATE Namespaced',
    '/namespaces UPDATE Cluster',
  ];
  const shop = { namespaces: ['shop'] };

  test('nothing without namespaces or operations', () => {
    check(entries({}), {});
    check(entries({ ...shop, operations: [] }), {});
  });

  test('names', () => {
    check(entries(shop), { 'guarded-deny': guarded('CREATE,UPDATE'), 'guarded-advise': UPDATES });
  });

  test('DELETE where it is named, and warnings where there are any', () => {
    check(entries({ ...shop, operations: ALL_WRITES, breakGlass: ['a'] }), {
      'guarded-deny': guarded('CREATE,UPDATE,DELETE'),
      'guarded-advise': guarded('CREATE,UPDATE,DELETE'),
    });
  });

  test('only DELETE', () => {
    check(entries({ ...shop, operations: ['DELETE'] }), {
      'guarded-deny': [NEVER, 'In shop', '*/* DELETE Namespaced', '/namespaces DELETE Cluster'],
    });
  });

  test('patterns take a condition', () => {
    const covers = String.raw`has(request.namespace) && request.namespace.matches("^(a\\.b|team-.*)$")`;
    const { 'guarded-deny': deny, deny: rest } = entries({ namespaces: ['team-*', 'a.b'] }, [], [fewReplicas]);
    expect(deny).toContain(covers);
    expect(rest).toContain(`!(${covers})`);
  });

  test('what other rules ask for is asked once, inside or outside', () => {
    const clusterRole = {
      ...noteConfig,
      id: 'roles',
      severity: 'error',
      match: {
        kinds: [
          { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
          { group: '', kind: 'Namespace' },
        ],
      },
    } as const;
    const found = entries(shop, [], [fewReplicas, clusterRole]);
    check(
      { deny: found['deny'] ?? [], guarded: found['guarded-deny'] ?? [] },
      {
        deny: [
          NEVER,
          'NotIn shop',
          'apps/deployments CREATE,UPDATE Namespaced',
          'rbac.authorization.k8s.io/clusterroles CREATE,UPDATE Cluster',
          '/namespaces CREATE,UPDATE Cluster',
        ],
        guarded: guarded('CREATE,UPDATE'),
      },
    );
  });

  test('what other rules ask for beyond that is asked inside, too', () => {
    const found = entries({ ...shop, operations: ['DELETE'] }, [], [noLatest]);
    expect(found['guarded-deny']).toContain('apps/daemonsets,deployments,replicasets,statefulsets CREATE,UPDATE Namespaced');
    expect(found['deny']).not.toContain('*/* DELETE Namespaced');
  });

  test('whatever an override makes of it', () => {
    const change = { parameters: { namespaces: ['pay'], operations: ALL_WRITES } };
    const found = entries(shop, [{ scope: {}, rules: new Map([[gitopsOnly.id, change]]) }]);
    check({ deny: found['guarded-deny'] ?? [] }, { deny: guarded('CREATE,UPDATE,DELETE', 'In pay,shop') });
  });
});
