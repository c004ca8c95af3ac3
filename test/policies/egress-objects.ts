import type { Json, JsonObject } from '../../src/engine/json.ts';
import { env, service, workload } from './database-objects.ts';

export const RULE = 'egress-matches-declared-deps';
export const AT = '/spec/template/spec/containers/0';
export const FOUND = [`0: unreachable ${AT}/env/0/value`];

export const web = (values: Readonly<Record<string, string | JsonObject>>, spec: JsonObject = {}) => workload('web', env(values), spec);
export const policy = (egress: Json, rest: JsonObject = {}): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress, ...rest },
});
export const cilium = (spec: JsonObject): JsonObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'c', namespace: 'shop' },
  spec: { endpointSelector: {}, ...spec },
});
export const to = (...peers: readonly Json[]): JsonObject => ({ to: peers });
export const app = (name: string): JsonObject => ({ podSelector: { matchLabels: { app: name } } });
export const block = (cidr: string): JsonObject => ({ ipBlock: { cidr } });
export const closed = policy([]);
export const elsewhere = policy([to(app('other'))]);
export const orders = service('orders', { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 8080 }] });
export const ordersPods = workload('orders', { ports: [{ name: 'http', containerPort: 8080 }] });
