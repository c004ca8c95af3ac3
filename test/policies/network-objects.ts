import type { Json, JsonObject } from '../../src/engine/json.ts';

export const policy = (spec: JsonObject, name = 'p', namespace = 'default'): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
export const cilium = (spec: JsonObject, kind = 'CiliumNetworkPolicy'): JsonObject => ({
  apiVersion: 'cilium.io/v2',
  kind,
  metadata: { name: 'p' },
  spec,
});
export const clusterwide = (spec: JsonObject) => cilium(spec, 'CiliumClusterwideNetworkPolicy');
export const egress = (...rules: readonly Json[]) => policy({ podSelector: {}, policyTypes: ['Egress'], egress: rules });
export const to = (...peers: readonly Json[]): JsonObject => ({ to: peers });
export const block = (cidr: Json, ...except: readonly Json[]): JsonObject => ({ ipBlock: { cidr, except } });
export const pod = (labels: JsonObject, namespace = 'default', spec: JsonObject = {}): JsonObject => ({
  metadata: { name: 'pod', namespace, labels },
  spec: { containers: [{ name: 'app' }], ...spec },
});
export const namespace = (name: string, labels: JsonObject = {}): JsonObject => ({ kind: 'Namespace', metadata: { name, labels } });
export const calico = (spec: JsonObject, kind = 'GlobalNetworkPolicy', ns = 'default'): JsonObject => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name: 'c', namespace: ns },
  spec,
});
export const admin = (subject: Json, spec: JsonObject = { egress: [{}] }, kind = 'AdminNetworkPolicy'): JsonObject => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind,
  metadata: { name: 'a' },
  spec: { subject, ...spec },
});

/** A finding about the labels of the first object. */
export const ABOUT_LABELS = (message: string) => [`0: ${message} /metadata/labels`];
