import { asString, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { Peer, PodSelector, Port } from './network-rules.ts';
import { selectorText } from './selector-text.ts';

/** A peer as a person names it: `pods with app=web in namespace shop`, `10.0.0.0/8 except 10.1.0.0/16`, `entity world`. */
export function peerText(peer: Peer): string {
  if (peer.kind === 'pods') return podsText(peer.pods);
  if (peer.kind === 'addresses') return [peer.cidr, ...(peer.except.length > 0 ? [`except ${peer.except.join(', ')}`] : [])].join(' ');
  if (peer.kind === 'name') return [peer.name, peer.pattern].filter((part) => part !== undefined).join(' or ');
  if (peer.kind === 'entity') return `entity ${peer.entity}`;
  if (peer.kind === 'service') return serviceText(peer.service);
  return peer.kind === 'any' ? 'everything' : OTHER[peer.kind];
}

/** `TCP 8080`, `UDP 8000-8100`, `every port`. */
export function portsText(ports: readonly Port[] | undefined): string {
  if (ports === undefined) return 'every port';
  return ports.length === 0 ? 'no port' : ports.map(portText).join(', ');
}

function podsText({ namespace, namespaces, labels }: PodSelector): string {
  const asked = selectorText(labels);
  const where = namespace === undefined ? placesText(namespaces === undefined ? '' : selectorText(namespaces)) : `namespace ${namespace}`;
  return `${asked === '' ? 'every pod' : `pods with ${asked}`} in ${where}`;
}

function placesText(asked: string): string {
  return asked === '' ? 'every namespace' : `namespaces with ${asked}`;
}

/** Cilium's toServices: by name, or by labels (pkg/policy/api/service.go). */
function serviceText(peer: JsonObject): string {
  const [named, chosen] = [member(peer, 'k8sService'), member(peer, 'k8sServiceSelector')];
  const who = named === undefined ? `Services with ${selectorText(member(chosen, 'selector'))}` : `Service ${textIn(named, 'serviceName')}`;
  return `${who} in namespace ${textIn(named ?? chosen, 'namespace')}`;
}

function textIn(holder: Json | undefined, field: string): string {
  return asString(member(holder, field)) ?? '?';
}

function portText({ protocol, port, endPort }: Port): string {
  if (port === undefined) return `every ${protocol} port`;
  return endPort === undefined ? `${protocol} ${port}` : `${protocol} ${port}-${endPort}`;
}

const OTHER = {
  unknown: 'what only the cluster knows the addresses of',
  malformed: 'nothing, since the API server refuses it',
} as const;
