import type { JsonObject } from '../../src/engine/json.ts';

export function workload(name: string, container: JsonObject, spec: JsonObject = {}, namespace = 'shop'): JsonObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { ...spec, containers: [{ name: 'app', image: 'registry.example/app:1', ...container }] },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { template } };
}

export function env(values: Readonly<Record<string, string | JsonObject>>): JsonObject {
  return { env: Object.entries(values).map(([name, value]) => (typeof value === 'string' ? { name, value } : { name, valueFrom: value })) };
}

export function configMap(name: string, data: JsonObject, namespace = 'shop'): JsonObject {
  return { kind: 'ConfigMap', metadata: { name, namespace }, data };
}

export function service(name: string, spec: JsonObject, namespace = 'shop'): JsonObject {
  return { kind: 'Service', metadata: { name, namespace }, spec };
}
