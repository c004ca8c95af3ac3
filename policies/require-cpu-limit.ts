import type { Rule } from '../src/engine/rule.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { missingResource, quantityParameter, QUANTITY_REMEDY, type QuantityParams, type ResourceOffence } from './shared/pod-resources.ts';

export const requireCpuLimit: Rule<ResourceOffence, QuantityParams> = {
  id: 'require-cpu-limit',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers have a CPU limit.',
  why: 'Without a CPU limit a container takes whatever its node has to spare, so that it is fast on one day and slow on the next, and may crowd out what requests little. Kubernetes takes a limit of zero for none.',
  whenNot:
    'Most clusters: a CPU limit throttles a container while CPU lies idle, and requests already share it fairly. Then see no-cpu-limit.',
  messages: {
    missing: 'Container "{{container}}" has no CPU limit.',
    zero: 'Container "{{container}}" has a CPU limit that limits nothing.',
    malformed: 'Container "{{container}}" has a CPU limit that is no quantity.',
  },
  parameters: quantityParameter('The CPU limit where a container has none.'),
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  check: missingResource('limits', 'cpu'),
};
