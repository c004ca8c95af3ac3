import type { Rule } from '../src/engine/rule.ts';
import { missingProbe, probeParameters, PROBE_REMEDY, type ProbeOffence, type ProbeParams } from './shared/probes.ts';
import { serviceSelectors } from './shared/service-selectors.ts';

export const requireReadinessProbe: Rule<ProbeOffence, ProbeParams> = {
  id: 'require-readiness-probe',
  category: 'health',
  severity: 'error',
  since: '0.1.0',
  summary: 'Long-running containers declare a readiness probe.',
  why: 'A Service sends traffic to a pod the moment it starts unless a readiness probe holds it back. A probe without a handler asks nothing, so it counts as none.',
  whenNot: 'Workers that serve no traffic; exempt them by name, or set serviceTargetsOnly.',
  messages: {
    missing: 'Container "{{container}}" has no readinessProbe.',
    noHandler: 'Container "{{container}}" has a readinessProbe without a handler (exec, grpc, httpGet or tcpSocket).',
  },
  parameters: probeParameters('readinessProbe'),
  match: { kinds: ['workloads'] },
  remedy: PROBE_REMEDY,
  facts: [serviceSelectors],
  check: missingProbe('readinessProbe'),
};
