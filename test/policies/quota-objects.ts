import type { JsonObject } from '../../src/engine/json.ts';
import { pod } from './table.ts';

export const RULE = 'workload-fits-quota';
export const named = (name: string) => ({ metadata: { name, namespace: 'default' } });
export const quota = (hard: JsonObject, more: JsonObject = {}): JsonObject => ({
  kind: 'ResourceQuota',
  ...named('q'),
  spec: { hard, ...more },
});
export const asking = (requests: JsonObject, limits: JsonObject = {}): JsonObject => pod({ resources: { requests, limits } });
export const deployment = (
  name: string,
  replicas: number,
  requests: JsonObject,
  strategy: JsonObject = { type: 'Recreate' },
): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  ...named(name),
  spec: { replicas, strategy, template: asking(requests) },
});
