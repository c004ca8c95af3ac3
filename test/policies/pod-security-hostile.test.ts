import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { RULE_FAILED } from '../../src/engine/finding.ts';
import type { Json } from '../../src/engine/json.ts';
import { judged } from './judge.ts';

const STANDARD = rules.filter(({ parameters }) => parameters !== undefined && Object.hasOwn(parameters, 'pss'));

describe('no shape makes a rule fail', () => {
  const scalars = fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 80, '', 'a', 'ALL', 'RuntimeDefault', 'windows', '/var/..', 'x=1');
  const keys =
    `securityContext privileged allowPrivilegeEscalation procMount capabilities add drop runAsUser runAsNonRoot type seccompProfile
    appArmorProfile seLinuxOptions user role windowsOptions hostProcess sysctls name value ports hostPort volumes hostPath path volumeMounts readOnly
    flexVolume driver os hostUsers hostNetwork hostPID hostIPC livenessProbe httpGet host lifecycle preStop containers initContainers
    ephemeralContainers __proto__ constructor container.apparmor.security.beta.kubernetes.io/a seccomp.security.alpha.kubernetes.io/pod`.split(
      /\s+/u,
    );
  const { odd } = fc.letrec<{ odd: Json; list: Json; mapping: Json }>((tie) => ({
    odd: fc.oneof({ maxDepth: 8, withCrossShrink: true }, scalars, tie('mapping'), tie('list')),
    list: fc.array(tie('odd'), { maxLength: 3 }),
    mapping: fc.dictionary(fc.constantFrom(...keys), tie('odd'), { maxKeys: 6 }) as fc.Arbitrary<Json>,
  }));
  const specs = fc.record({
    containers: fc.array(odd, { maxLength: 3 }),
    securityContext: odd,
    volumes: odd,
    os: odd,
    ephemeralContainers: odd,
  });

  test.each([undefined, 'v1.0', 'v1.24', 'latest'])('by the standard %s', (pss) => {
    fc.assert(
      fc.property(specs, odd, (spec, annotations) => {
        const found = judged({ metadata: { annotations }, spec }, STANDARD, pss === undefined ? {} : { pss });
        expect(found.filter(({ messageId }) => messageId === RULE_FAILED)).toEqual([]);
      }),
    );
  });
});
