import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../policies/index.ts';
import { RULE_FAILED } from '../../src/engine/finding.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { asking, deployment, named, quota, RULE } from './quota-objects.ts';
import { judgedTogether } from './judge.ts';
import { check, limitRange, pod } from './table.ts';

const CPU = '/spec/containers/0/resources/requests/cpu';

check(RULE, [
  ['no quota', [asking({ cpu: 100 })], []],
  ['just as much', [quota({ cpu: 1 }), asking({ cpu: '1000m' })], []],
  ['a billionth too much', [quota({ cpu: 1 }), asking({ cpu: '1000000001n' })], ['0: over /spec/hard/cpu', `1: over ${CPU}`]],
  ['the most that there is', [quota({ cpu: 1 }), asking({ cpu: '1e400' })], ['0: over /spec/hard/cpu', `1: over ${CPU}`]],
  ['a fraction of a thousandth', [quota({ cpu: '0.1m' }), asking({ cpu: '0.1m' })], []],
  [
    'a negative amount counts for nothing, and is told',
    [quota({ cpu: 1 }), asking({ cpu: -5 }), asking({ cpu: 1 })],
    [`1: unreadable ${CPU}`],
  ],
  ['a null amount', [quota({ cpu: 1 }), asking({ cpu: null })], [`1: unspecified ${CPU}`]],
  ['zero is an amount', [quota({ cpu: 1 }), asking({ cpu: 0 })], []],
  ['a malformed bound', [quota({ cpu: {} }), asking({ cpu: 1 })], ['0: unreadable /spec/hard/cpu']],
  ['a bound that is null', [quota({ cpu: null }), asking({ cpu: 1 })], ['0: unreadable /spec/hard/cpu']],
  ['no bounds', [quota({}), { kind: 'ResourceQuota', spec: 7 }, asking({ cpu: 1 })], []],
  [
    'a name like a prototype',
    [quota({ ['__proto__']: 0, constructor: 0 }), asking({ constructor: 1 })],
    ['0: uncounted /spec/hard/__proto__', '0: uncounted /spec/hard/constructor'],
  ],
  [
    'two documents of one name are two',
    [quota({ pods: 1 }), { ...named('a'), spec: {} }, { ...named('a'), spec: {} }],
    ['0: over /spec/hard/pods', '1: over /spec', '2: over /spec'],
  ],
  [
    'default limits that are requests',
    [quota({ 'requests.memory': 1 }), pod({}), limitRange({ default: { memory: 2 } })],
    ['0: over /spec/hard/requests.memory', '1: over /spec/containers/0/resources/requests/memory'],
  ],
  [
    'an autoscaler of another kind, group and namespace',
    [
      quota({ pods: 1 }),
      deployment('web', 1, {}),
      ...[
        { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' }, maxReplicas: 9 } },
        { spec: { scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 } },
        {
          metadata: { namespace: 'other' },
          spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
        },
        { spec: 7 },
      ].map((fields) => ({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', ...fields })),
    ],
    [],
  ],
  [
    'minReplicas of zero starts what stands at zero',
    [
      quota({ pods: 1 }),
      deployment('web', 0, {}),
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        spec: { minReplicas: 0, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 2 },
      },
    ],
    ['0: over /spec/hard/pods', '1: over /spec/replicas', '2: over /spec/maxReplicas'],
  ],
  [
    'a claim without class counts under no class',
    [
      quota({ 'gold.storageclass.storage.k8s.io/persistentvolumeclaims': 0 }),
      { kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: 1 } } } },
    ],
    [],
  ],
  [
    'what was given to a claim counts where it is more',
    [
      quota({ 'requests.storage': 5 }),
      { kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: 1 } } }, status: { allocatedResources: { storage: 6 } } },
    ],
    ['0: over /spec/hard/requests.storage', '1: over /spec/resources/requests/storage'],
  ],
]);

check('quota-covers-object-counts', [
  ['nothing is asked', [quota({})], [], { resources: [] }],
  ['a bound of zero is a bound', [quota({ pods: 0 })], [], { resources: ['pods'] }],
  ['a negative bound is none', [quota({ pods: -1 })], ['unbounded /spec/hard/pods'], { resources: ['pods'] }],
  ['scopes alone', [quota({ pods: 1 }, { scopes: ['NotTerminating'] })], ['unbounded /spec/hard/pods'], { resources: ['pods'] }],
  [
    'scopes that divide the pods',
    [quota({ pods: 1 }, { scopes: ['NotBestEffort'] }), quota({ pods: 1 }, { scopes: ['BestEffort'] })],
    [],
    { resources: ['pods'] },
  ],
  [
    'two scopes at once are less than the whole',
    [quota({ pods: 1 }, { scopes: ['NotBestEffort', 'Terminating'] }), quota({ pods: 1 }, { scopes: ['BestEffort', 'Terminating'] })],
    ['0: unbounded /spec/hard/pods', '1: unbounded /spec/hard/pods'],
    { resources: ['pods'] },
  ],
]);

describe('the sum', () => {
  it('is that of exact fractions, whatever the units', () => {
    const amount = fc.tuple(fc.nat({ max: 5000 }), fc.constantFrom(...(Object.keys(UNITS) as Unit[])));
    const workload = fc.record({ amount, replicas: fc.nat({ max: 20 }), surge: fc.nat({ max: 150 }) });
    fc.assert(
      fc.property(fc.array(workload, { maxLength: 5 }), amount, (workloads, [hard, unit]) => {
        const objects = workloads.map(({ amount: [count, of], replicas, surge }, index) =>
          deployment(`d${index}`, replicas, { memory: `${count}${of}` }, { rollingUpdate: { maxSurge: `${surge}%` } }),
        );
        const total = workloads.reduce((sum, { amount: [count, of], replicas, surge }) => {
          return sum + stored(count, of) * BigInt(replicas + Math.ceil((replicas * surge) / 100));
        }, 0n);
        const excess = total - stored(hard, unit);
        const [finding] = judgedTogether([quota({ memory: `${hard}${unit}` }), ...objects], RULE);
        expect(finding?.amount).toBe(excess > 0n ? excess : undefined);
      }),
    );
  });

  it('names the greatest, and adds up the rest', () => {
    const pods = Array.from({ length: 15 }, (_, index) => ({ ...asking({ cpu: `${index + 1}m` }), ...named(`p${index}`) }));
    const [finding] = judgedTogether([quota({ cpu: '119m' }), ...pods], RULE);
    expect(finding?.data['sum']).toMatch(/^Pod "p14" 15m; Pod "p13" 14m; .*; Pod "p3" 4m; 3 more 6m$/u);
  });

  it('tells what it can not count', () => {
    const daemon = { apiVersion: 'apps/v1', kind: 'DaemonSet', ...named('agent'), spec: { template: asking({ cpu: '5m' }) } };
    const [finding] = judgedTogether([quota({ cpu: 1 }), daemon, asking({ cpu: 2 })], RULE);
    expect(finding?.message).toContain('1 too much: Pod "(no name)" 2; DaemonSet "agent" 5m on each node, not counted.');
  });
});

it('judges any JSON without failing, several objects together', () => {
  const section = rules.filter(({ category }) => category === 'quotas');
  const keys = [
    'spec',
    'hard',
    'scopes',
    'scopeSelector',
    'matchExpressions',
    'cpu',
    'pods',
    'template',
    'containers',
    'resources',
    'requests',
  ];
  const more = [
    'replicas',
    'maxReplicas',
    'scaleTargetRef',
    'limits',
    'min',
    'max',
    'type',
    'volumeClaimTemplates',
    '__proto__',
    'ownerReferences',
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.constantFrom('Container', 'PriorityClass', '1 Gi', '-1', '25%', 1, -1),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys, ...more), tie('tree')),
    ),
  }));
  const kinds = [
    ['v1', 'Pod'],
    ['v1', 'Namespace'],
    ['v1', 'ResourceQuota'],
    ['v1', 'LimitRange'],
    ['v1', 'PersistentVolumeClaim'],
    ['v1', 'Service'],
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['batch/v1', 'CronJob'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['keda.sh/v1', 'ScaledObject'],
    ['autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'],
  ] as const;
  const object = fc
    .record({ kind: fc.constantFrom(...kinds), metadata: tree, spec: tree, status: tree })
    .map(({ kind: [apiVersion, kind], ...fields }) => ({ apiVersion, kind, ...fields }) as unknown as JsonObject);
  const parameters = { prices: { cpu: 1 }, resources: ['pods'] };
  fc.assert(
    fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
      const all = [...objects, quota({ cpu: 0, pods: 0, 'requests.storage': 0, services: 0 }), limitRange({ max: { cpu: 1 } })];
      const findings = section.flatMap(({ id }) => judgedTogether(all, id, parameters));
      expect(findings.filter(({ messageId }) => messageId === RULE_FAILED)).toEqual([]);
    }),
  );
});

const UNITS = { n: 1n, u: 1000n, m: 1_000_000n, '': 10n ** 9n, k: 10n ** 12n, Ki: 1024n * 10n ** 9n, Gi: 1024n ** 3n * 10n ** 9n };
type Unit = keyof typeof UNITS;

/** The API server stores thousandths, rounded up. */
function stored(count: number, of: Unit): bigint {
  return ((BigInt(count) * UNITS[of] + 999_999n) / 1_000_000n) * 1_000_000n;
}
