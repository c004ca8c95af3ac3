import { describe, expect, it } from 'vitest';
import { evaluate, type Evaluation } from '../../src/engine/evaluate.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { compilePlan } from '../../src/engine/plan.ts';
import { ratchet } from '../../src/engine/ratchet.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { factsOf } from '../../src/facts/extract.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { identify } from '../../src/kube/identify.ts';
import { kubernetesModel } from '../../src/kube/model.ts';
import { ruleNamed } from './judge.ts';
import { deployment, quota, RULE } from './quota-objects.ts';

describe('an update', () => {
  const world = [quota({ cpu: 4, memory: '4Gi' }), deployment('other', 2, { cpu: 1, memory: '1Gi' })];
  const rows: readonly (readonly [string, JsonObject, JsonObject, readonly boolean[]])[] = [
    [
      'that grows beyond the quota is new',
      deployment('web', 2, { cpu: 1, memory: 0 }),
      deployment('web', 3, { cpu: 1, memory: 0 }),
      [false],
    ],
    [
      'that shrinks, and is still over, is old',
      deployment('web', 9, { cpu: 1, memory: 0 }),
      deployment('web', 8, { cpu: 1, memory: 0 }),
      [true],
    ],
    ['that changes nothing is old', deployment('web', 9, { cpu: 1, memory: 0 }), deployment('web', 9, { cpu: 1, memory: 0 }), [true]],
    ['that grows further is new', deployment('web', 9, { cpu: 1, memory: 0 }), deployment('web', 10, { cpu: 1, memory: 0 }), [false]],
    [
      'that grows in one and shrinks in the other',
      deployment('web', 3, { cpu: 1, memory: '2Gi' }),
      deployment('web', 3, { cpu: 2, memory: '1Gi' }),
      [false, true],
    ],
    ['that fits is nothing', deployment('web', 9, { cpu: 1, memory: 0 }), deployment('web', 2, { cpu: 1, memory: 0 }), []],
  ];
  it.each(rows)('%s', (_what, before, after, old) => {
    expect(updated(world, before, after).map((finding) => finding.old === true)).toEqual(old);
  });

  it('of an autoscaler tells what it gives more of from what it gives less of', () => {
    const set = [quota({ cpu: 4, memory: '4Gi' }), deployment('web', 1, { cpu: 1, memory: '1Gi' })];
    const findings = updated(set, scalingUp({ cpu: 4, memory: '8Gi' }), scalingUp({ cpu: 5, memory: '6Gi' }));
    expect(findings.map(({ data, old }) => [data['resource'], old])).toEqual([
      ['cpu', undefined],
      ['memory', true],
    ]);
  });

  it('of a quota that is lowered further is new, and one that is raised is old', () => {
    const set = [deployment('other', 9, { cpu: 1 })];
    expect(updated(set, quota({ cpu: 8 }), quota({ cpu: 7 })).map(({ old }) => old)).toEqual([undefined]);
    expect(updated(set, quota({ cpu: 7 }), quota({ cpu: 8 })).map(({ old }) => old)).toEqual([true]);
  });
});

function scalingUp(maxAllowed: JsonObject): JsonObject {
  const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const resourcePolicy = { containerPolicies: [{ containerName: '*', maxAllowed }] };
  return {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata: { name: 'web', namespace: 'default' },
    spec: { targetRef, resourcePolicy },
  };
}

/** The findings of an update in a world, as the admission door has them. */
function updated(set: readonly JsonObject[], before: JsonObject, after: JsonObject): readonly Finding[] {
  const rule = ruleNamed(RULE);
  const index = new FactIndex(factsOf([rule]), { digest: (text) => text });
  for (const subject of [...set, before].map(subjectOf)) index.put({ ...subject, resource: kubernetesModel.stored(subject) });
  const evaluation: Evaluation = {
    plan: compilePlan(
      { rules: [{ rule, setting: { severity: 'error', parameters: {} }, injected: false }], overrides: [], exemptions: [] },
      'admission',
    ),
    model: kubernetesModel,
    facts: (subject) => index.viewFor(subject),
    now: 0,
  };
  return ratchet(evaluate(subjectOf(after), evaluation), evaluate(subjectOf(before), evaluation));
}

function subjectOf(object: JsonObject): Subject {
  return { ...identify({ apiVersion: 'v1', kind: 'Pod', ...object }, { declared: [] }), operation: 'UPDATE' };
}
