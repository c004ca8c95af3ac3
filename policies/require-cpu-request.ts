import type { Rule } from '../src/engine/rule.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { missingResource, quantityParameter, QUANTITY_REMEDY, type QuantityParams, type ResourceOffence } from './shared/pod-resources.ts';

export const requireCpuRequest: Rule<ResourceOffence, QuantityParams> = {
  id: 'require-cpu-request',
  category: 'resources',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers request CPU.',
  why: 'The scheduler places pods by their requests: a container that requests no CPU is put on full nodes, gets next to no share there, and blinds the autoscaler. Kubernetes takes a request of zero for none.',
  whenNot: 'Batch work that may starve; exempt it by name, or give its namespace a LimitRange with a default.',
  messages: {
    missing: 'Container "{{container}}" requests no CPU.',
    zero: 'Container "{{container}}" has a CPU request that reserves nothing.',
    malformed: 'Container "{{container}}" has a CPU request that is no quantity.',
  },
  parameters: quantityParameter('The CPU to request where a container requests none.'),
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  check: missingResource('requests', 'cpu'),
};
