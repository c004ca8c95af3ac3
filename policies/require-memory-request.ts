import type { Rule } from '../src/engine/rule.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { missingResource, quantityParameter, QUANTITY_REMEDY, type QuantityParams, type ResourceOffence } from './shared/pod-resources.ts';

export const requireMemoryRequest: Rule<ResourceOffence, QuantityParams> = {
  id: 'require-memory-request',
  category: 'resources',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers request memory.',
  why: 'The scheduler places pods by their requests: a container that requests no memory is put on nodes that have none left, and is the first that the kubelet evicts. Kubernetes takes a request of zero for none.',
  whenNot: 'Throw-away pods that may be evicted at any time; exempt them by name, or give their namespace a LimitRange with a default.',
  messages: {
    missing: 'Container "{{container}}" requests no memory.',
    zero: 'Container "{{container}}" has a memory request that reserves nothing.',
    malformed: 'Container "{{container}}" has a memory request that is no quantity.',
  },
  parameters: quantityParameter('The memory to request where a container requests none.'),
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  check: missingResource('requests', 'memory'),
};
