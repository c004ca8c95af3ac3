import { asObject, type JsonObject } from '../../src/engine/json.ts';

/** How a container differs from one that nothing is said against. */
export type Container = JsonObject;

/** Nothing is said against it by `SETTINGS` but that it lacks what is injected. */
export function container(more: Container = {}): JsonObject {
  return {
    name: 'web',
    image: 'registry.example/web:1.0.0',
    resources: { limits: { memory: '64Mi' } },
    livenessProbe: { httpGet: { path: '/live', port: 8080 } },
    ...more,
  };
}

export function pod(name: string, more: Container = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name }, ...metadata }, spec: { containers: [container(more)] } };
}

export function deployment(name: string, more: Container = {}, spec: JsonObject = {}): JsonObject {
  return workload('apps/v1', 'Deployment', name, more, spec);
}

export function workload(apiVersion: string, kind: string, name: string, more: Container = {}, spec: JsonObject = {}): JsonObject {
  const labels = { app: name };
  return {
    apiVersion,
    kind,
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container(more)] } },
      ...spec,
    },
  };
}

export function configMap(name: string, data: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** As it could be sent again. */
export function writable(object: JsonObject): JsonObject {
  const {
    uid: _,
    creationTimestamp: __,
    managedFields: ___,
    generation: ____,
    resourceVersion: ______,
    ...metadata
  } = asObject(object['metadata']);
  const { status: _____, ...rest } = object;
  return { ...rest, metadata };
}

/** Refused. */
export const LATEST: Container = { image: 'registry.example/web:latest' };
/** Warned about. */
export const NO_LIVENESS: Container = { livenessProbe: null };

/** One rule of each enforcement, and one whose fix is injected. */
export const SETTINGS = `
extends: []
rules:
  no-latest-tag: error
  require-memory-limit: error
  require-liveness-probe: warning
  require-digest: info
  require-cpu-request: [error, { fixWith: 100m }]
inject: [require-cpu-request]
workloads:
  - { apiVersion: argoproj.io/v1alpha1, kind: Rollout, podTemplate: /spec/template, longRunning: true }
`;

/** A kind that no built-in controller knows. */
export const ROLLOUTS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rollouts.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'Rollout', plural: 'rollouts', singular: 'rollout' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
      },
    ],
  },
};
