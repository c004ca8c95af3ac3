import { member, type JsonObject } from '../engine/json.ts';
import { addressesOf } from './address-peers.ts';
import type { Admission, EffectiveEgress } from './effective-egress.ts';
import { matchesGlob } from './glob.ts';
import { holds, parseAddress, parseCidr, type IpSet } from './ip-ranges.ts';
import { admitsPort, type PortNames, type PortOfProtocol } from './network-ports.ts';
import type { Peer } from './network-rules.ts';
import { selectsPod, type PodAt } from './pod-selection.ts';

/** What someone wants to reach. */
export type Destination =
  | { readonly kind: 'pod'; readonly pod: PodAt }
  /** An address outside of the cluster, IPv4 or IPv6. */
  | { readonly kind: 'address'; readonly address: string }
  /** A name outside of the cluster. Its addresses are not known, so any block may hold them. */
  | { readonly kind: 'name'; readonly name: string };

/** The rules that let a connection through; none where it is denied. Without a port, those that let some port through. */
export function admitting(egress: EffectiveEgress, to: Destination, port?: PortOfProtocol): readonly Admission[] {
  const isAdmitted = atDestination(to);
  const numbersOf = portNamesOf(to);
  const leads = (admission: Admission): boolean =>
    (port === undefined || admitsPort(admission.rule.ports, port, numbersOf)) &&
    admission.rule.peers.some((peer) => isAdmitted(peer, admission));
  const isDenied = egress.denied.some((denial) => (port !== undefined || denial.rule.ports === undefined) && leads(denial));
  return isDenied ? [] : egress.allowed.filter(leads);
}

type Test = (peer: Peer, admission: Admission) => boolean;

function atDestination(to: Destination): Test {
  if (to.kind === 'pod') return (peer, { policy }) => peer.kind === 'any' || isAtPod(peer, to.pod, policy?.api === 'cilium');
  if (to.kind === 'name') return (peer) => isAtName(peer, to.name.toLowerCase().replace(/\.$/u, ''));
  const address = parseAddress(to.address);
  return (peer) => peer.kind === 'any' || peer.kind === 'unknown' || (address !== undefined && holds(addressesOf(peer), address));
}

/**
 * The address of a pod is not known before it runs: a block that holds all of some private network may hold it. Cilium's
 * blocks are about addresses outside of the cluster alone.
 */
function isAtPod(peer: Peer, pod: PodAt, isCilium: boolean): boolean {
  if (peer.kind === 'pods') return selectsPod(peer.pods, pod);
  if (peer.kind === 'entity') return peer.entity === 'cluster';
  if (peer.kind === 'service') return SERVICE_FIELDS.some((field) => namespaceOf(peer.service, field) === pod.namespace);
  return peer.kind === 'addresses' && !isCilium && POD_NETWORKS.some((network) => holds(addressesOf(peer), network));
}

/** A Service is named in the namespace that its reference gives. */
function namespaceOf(service: JsonObject, field: string): unknown {
  return member(member(service, field), 'namespace');
}

function isAtName(peer: Peer, name: string): boolean {
  if (peer.kind !== 'name') return peer.kind === 'any' || peer.kind === 'unknown' || addressesOf(peer).length > 0;
  return peer.name?.replace(/\.$/u, '') === name || (peer.pattern !== undefined && matchesPattern(peer.pattern, name));
}

/** Cilium's patterns of names (pkg/fqdn/matchpattern): a star is no dot; alone it is every name, and two before a dot are any labels. */
function matchesPattern(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  const isDeep = pattern.startsWith('**.');
  const wanted = (isDeep ? pattern.slice(3) : pattern).replace(/\.$/u, '').split('.');
  const labels = name.split('.');
  if (isDeep ? labels.length <= wanted.length : labels.length !== wanted.length) return false;
  return wanted.every((label, index) => matchesGlob(label, labels[labels.length - wanted.length + index] ?? ''));
}

/** The numbers that a pod gives a named port. */
function portNamesOf(to: Destination): PortNames {
  const ports = to.kind === 'pod' ? to.pod.traits.ports : [];
  return (name, protocol) => ports.filter((port) => port.name === name && port.protocol === protocol).map(({ port }) => port);
}

const SERVICE_FIELDS = ['k8sService', 'k8sServiceSelector'];
const POD_NETWORKS: IpSet = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap(
  (cidr) => parseCidr(cidr) ?? [],
);
