import { asObject, asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import { NAMESPACE_KEY } from '../../src/kube/cilium-selectors.ts';
import type { PolicySpec } from '../../src/kube/network-rules.ts';

export type DnsServer = { readonly dnsPorts: readonly number[]; readonly dnsPeer: JsonObject };

/** The egress rule that lets pods ask DNS, as the API of a policy writes it; undefined where it can't write such a peer. */
export function dnsRule(api: PolicySpec['api'], { dnsPorts, dnsPeer }: DnsServer): JsonObject | undefined {
  if (dnsPorts.length === 0) return undefined;
  const ports = dnsPorts.flatMap((port) => PROTOCOLS.map((protocol) => ({ protocol, port })));
  if (api === 'kubernetes') return { to: [dnsPeer], ports };
  const peers = ciliumPeers(dnsPeer);
  return peers && { ...peers, toPorts: [{ ports: dnsPorts.map((port) => ({ port: String(port), protocol: 'ANY' })) }] };
}

/** Cilium has no selector of namespaces beside one of pods: only a namespace by its name goes over. */
function ciliumPeers(peer: JsonObject): JsonObject | undefined {
  const block = member(peer, 'ipBlock');
  if (block !== undefined) return { toCIDRSet: [block] };
  const namespaces = asObject(member(member(peer, 'namespaceSelector'), 'matchLabels'));
  const name = asString(member(namespaces, 'kubernetes.io/metadata.name'));
  const pods = asObject(member(peer, 'podSelector'));
  if (name === undefined || Object.keys(namespaces).length !== 1) return undefined;
  const labels: Readonly<Record<string, Json | undefined>> = asObject(member(pods, 'matchLabels'));
  return { toEndpoints: [{ ...pods, matchLabels: { [`k8s:${NAMESPACE_KEY}`]: name, ...prefixed(labels) } }] };
}

function prefixed(labels: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value]));
}

const PROTOCOLS = ['UDP', 'TCP'];
