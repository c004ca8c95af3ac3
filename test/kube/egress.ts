import { describe, expect, it } from 'vitest';
import { toPointer, type JsonObject } from '../../src/engine/json.ts';
import { ciliumSpecs } from '../../src/kube/cilium-policies.ts';
import { stored } from '../../src/kube/defaults.ts';
import { effectiveEgress, type EffectiveEgress } from '../../src/kube/effective-egress.ts';
import { admitting, type Destination } from '../../src/kube/egress-reach.ts';
import { networkPolicySpec } from '../../src/kube/network-policies.ts';
import type { PortOfProtocol } from '../../src/kube/network-ports.ts';
import type { PolicySpec } from '../../src/kube/network-rules.ts';
import { impliedLabels, isSelectedBy, type PodAt } from '../../src/kube/pod-selection.ts';
import { subjectOf } from './subject.ts';

/** A NetworkPolicy of namespace `default` by its spec. */
export function policy(spec: JsonObject, name = 'p'): PolicySpec {
  const subject = subjectOf('networking.k8s.io/v1', 'NetworkPolicy', { metadata: { name }, spec });
  return networkPolicySpec({ ...subject, resource: stored(subject) });
}

/** The first spec of a CiliumNetworkPolicy of namespace `default`. */
export function cilium(spec: JsonObject): PolicySpec {
  return onlySpec('CiliumNetworkPolicy', spec);
}

export function clusterwide(spec: JsonObject): PolicySpec {
  return onlySpec('CiliumClusterwideNetworkPolicy', spec);
}

function onlySpec(kind: string, spec: JsonObject): PolicySpec {
  const [first] = ciliumSpecs(subjectOf('cilium.io/v2', kind, { metadata: { name: 'p' }, spec }));
  if (first === undefined) throw new Error('no spec');
  return first;
}

/** A pod by its labels, as `app=web`; its namespace has these labels beside its name. */
export function podAt(
  labels: JsonObject,
  namespace = 'default',
  namespaceLabels: JsonObject = {},
  ports: PodAt['traits']['ports'] = [],
): PodAt {
  return {
    traits: { labels, account: 'default', ports },
    namespace,
    namespaceLabels: { ...impliedLabels(namespace), ...namespaceLabels },
  };
}

function egressOf(pod: PodAt, specs: readonly PolicySpec[]): EffectiveEgress {
  const source = { apiVersion: 'v1', kind: 'NetworkPolicy', name: 'p' };
  return effectiveEgress(
    specs
      .filter((spec) => isSelectedBy(spec, pod))
      .flatMap(({ api, directions: { Egress: rules } }) => (rules === undefined ? [] : [{ source, api, rules }])),
  );
}

/** Where the rules stand that let a pod through: `/spec/egress/0`, or `open` for no rule at all. */
function letThrough(pod: PodAt, specs: readonly PolicySpec[], to: Destination, port?: PortOfProtocol): readonly string[] {
  return admitting(egressOf(pod, specs), to, port).map(({ rule }) => toPointer(rule.path) || 'open');
}

/** What is shown, the policies, where a pod with the label `app: web` wants to go, and the rules that let it through. */
export type Row = readonly [
  what: string,
  specs: readonly PolicySpec[],
  to: Destination,
  port: PortOfProtocol | undefined,
  through: readonly string[],
];

export function check(name: string, rows: readonly Row[]) {
  describe(name, () => {
    const web = podAt({ app: 'web' });
    it.each(rows)('%s', (_what, specs, destination, port, through) => {
      expect(letThrough(web, specs, destination, port)).toEqual(through);
    });
  });
}

export const tcp = (number: number): PortOfProtocol => ({ number, protocol: 'TCP' });
export const udp = (number: number): PortOfProtocol => ({ number, protocol: 'UDP' });
export const at = (address: string): Destination => ({ kind: 'address', address });
export const named = (name: string): Destination => ({ kind: 'name', name });
export const to = (...pod: Parameters<typeof podAt>): Destination => ({ kind: 'pod', pod: podAt(...pod) });
export const egress = (...rules: readonly JsonObject[]): PolicySpec => policy({ podSelector: {}, policyTypes: ['Egress'], egress: rules });
export const block = (cidr: string, ...except: readonly string[]): JsonObject => ({ to: [{ ipBlock: { cidr, except } }] });
export const ONE = ['/spec/egress/0'];
