import { boolean } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { containerAllotments } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { missingResource, quantityParameter, QUANTITY_REMEDY, type QuantityParams, type ResourceOffence } from './shared/pod-resources.ts';
import { DIFFERS, requestDiffers } from './shared/request-differs.ts';

type Params = QuantityParams & { readonly equalsLimit: boolean };
type Message = ResourceOffence | 'differs';

export const requireEphemeralStorage: Rule<Message, Params> = {
  id: 'require-ephemeral-storage',
  category: 'resources',
  severity: 'info',
  since: '0.1.0',
  summary: 'Containers have a limit on ephemeral storage.',
  why: "Logs, emptyDirs and what a container writes into its own file system share the node's disk: one that fills it has pods evicted that did nothing wrong. Kubernetes takes a limit of zero for none.",
  whenNot: 'Nodes whose disks are far larger than anything that runs there could write.',
  messages: {
    missing: 'Container "{{container}}" has no ephemeral-storage limit.',
    zero: 'Container "{{container}}" has an ephemeral-storage limit that limits nothing.',
    malformed: 'Container "{{container}}" has an ephemeral-storage limit that is no quantity.',
    differs: DIFFERS,
  },
  parameters: {
    ...quantityParameter('The ephemeral-storage limit where a container has none.'),
    equalsLimit: boolean(false, 'The request must equal the limit, so that a node never promises more than it has.'),
  },
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  *check(subject, context) {
    yield* missingResource('limits', STORAGE)(subject, context);
    if (!context.params.equalsLimit) return;
    for (const allotment of containerAllotments(subject, context.facts)) yield* requestDiffers(allotment, STORAGE);
  },
};

const STORAGE = 'ephemeral-storage';
