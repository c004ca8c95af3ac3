import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packs } from '../../policies/packs/index.ts';
import { rules } from '../../policies/index.ts';
import { RULE_FAILED } from '../../src/engine/finding.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { judged } from './judge.ts';

describe('the registry', () => {
  it('is in the order of the alphabet, each id once', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  it('holds every rule that a pack names', () => {
    const known = new Set(rules.map(({ id }) => id));
    expect(packs.flatMap((pack) => [...pack.rules.keys()]).filter((id) => !known.has(id))).toEqual([]);
  });

  it('judges any JSON without failing', () => {
    const keys = [
      'containers',
      'env',
      'resources',
      'requests',
      'limits',
      'image',
      'name',
      'args',
      'volumes',
      '__proto__',
      'securityContext',
      'livenessProbe',
      'readinessProbe',
      'httpGet',
      'exec',
      'command',
      'port',
      'ports',
      'emptyDir',
      'volumeMounts',
      'hostPath',
      'path',
      'capabilities',
      'drop',
      'supplementalGroups',
      'runAsGroup',
      'containerPort',
      'ephemeralContainers',
      'podSelector',
      'matchLabels',
      'matchExpressions',
      'policyTypes',
      'egress',
      'to',
      'ipBlock',
      'cidr',
      'except',
      'endpointSelector',
      'toCIDRSet',
      'toEndpoints',
      'toPorts',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('tree')),
      ),
    }));
    const kinds = fc.constantFrom(
      ['v1', 'Pod'],
      ['apps/v1', 'StatefulSet'],
      ['batch/v1', 'CronJob'],
      ['v1', 'Service'],
      ['v1', 'LimitRange'],
      ['v1', 'ResourceQuota'],
      ['v1', 'PersistentVolumeClaim'],
      ['v1', 'PersistentVolume'],
      ['v1', 'ServiceAccount'],
      ['security.openshift.io/v1', 'SecurityContextConstraints'],
      ['v1', 'Namespace'],
      ['networking.k8s.io/v1', 'NetworkPolicy'],
      ['cilium.io/v2', 'CiliumNetworkPolicy'],
      ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
      ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
    );
    fc.assert(
      fc.property(kinds, tree, tree, fc.constantFrom('spec', 'template'), ([apiVersion, kind], metadata, spec, depth) => {
        const object = {
          apiVersion,
          kind,
          metadata,
          spec: depth === 'spec' ? spec : { template: { spec }, limits: spec, hard: spec },
        } as JsonObject;
        const findings = judged(object, rules);
        expect(findings.filter(({ messageId }) => messageId === RULE_FAILED)).toEqual([]);
        expect(judged(object, rules)).toEqual(findings);
      }),
    );
  });
});
