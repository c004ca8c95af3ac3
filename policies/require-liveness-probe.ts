import type { Rule } from '../src/engine/rule.ts';
import { missingProbe, probeParameters, PROBE_REMEDY, type ProbeOffence, type ProbeParams } from './shared/probes.ts';
import { serviceSelectors } from './shared/service-selectors.ts';

export const requireLivenessProbe: Rule<ProbeOffence, ProbeParams> = {
  id: 'require-liveness-probe',
  category: 'health',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Long-running containers declare a liveness probe.',
  why: 'A process that hangs without exiting stays "running" for ever unless a liveness probe has it restarted. A probe without a handler asks nothing, so it counts as none.',
  whenNot: 'Processes that exit when they can go no further; a careless liveness probe restarts them under load.',
  messages: {
    missing: 'Container "{{container}}" has no livenessProbe.',
    noHandler: 'Container "{{container}}" has a livenessProbe without a handler (exec, grpc, httpGet or tcpSocket).',
  },
  parameters: probeParameters('livenessProbe'),
  match: { kinds: ['workloads'] },
  remedy: PROBE_REMEDY,
  facts: [serviceSelectors],
  check: missingProbe('livenessProbe'),
};
