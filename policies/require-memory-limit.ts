import type { Rule } from '../src/engine/rule.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { missingResource, quantityParameter, QUANTITY_REMEDY, type QuantityParams, type ResourceOffence } from './shared/pod-resources.ts';

export const requireMemoryLimit: Rule<ResourceOffence, QuantityParams> = {
  id: 'require-memory-limit',
  category: 'resources',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers have a memory limit.',
  why: 'A leak in a container without a memory limit ends when the node is out of memory, and takes its neighbours along. Kubernetes takes a limit of zero for none.',
  whenNot: 'Node agents that must outlive any pressure; exempt them by name.',
  messages: {
    missing: 'Container "{{container}}" has no memory limit.',
    zero: 'Container "{{container}}" has a memory limit that limits nothing.',
    malformed: 'Container "{{container}}" has a memory limit that is no quantity.',
  },
  parameters: quantityParameter('The memory limit where a container has none.'),
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  check: missingResource('limits', 'memory'),
};
