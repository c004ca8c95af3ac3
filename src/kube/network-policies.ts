import { asList, asString, isList, isObject, member, type Json, type Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { addressPeer } from './address-peers.ts';
import { isPortNumber } from './network-ports.ts';
import type { Direction, DirectionRules, NetworkRule, Peer, PolicySpec, Port } from './network-rules.ts';
import { isSelector } from './selectors.ts';
import { isAbsent } from './sharing.ts';

/**
 * What a NetworkPolicy says (networking.k8s.io/v1), given as stored: a direction that policyTypes lists is closed but for its
 * rules, a rule without peers or ports is about all of them, and a null is what is absent, as Go decodes it.
 */
export function networkPolicySpec({ resource, namespace }: Identified): PolicySpec {
  const spec = member(resource, 'spec');
  const types = asList(member(spec, 'policyTypes'));
  const directionOf = (direction: Direction) =>
    types.includes(direction) ? { [direction]: directionRules(spec, FIELDS[direction], namespace ?? '') } : {};
  return {
    api: 'kubernetes',
    path: ['spec'],
    pods: { namespace: namespace ?? '', labels: member(spec, 'podSelector') ?? {} },
    selectorPath: ['spec', 'podSelector'],
    directions: { ...directionOf('Ingress'), ...directionOf('Egress') },
  };
}

function directionRules(spec: Json | undefined, [list, peers]: readonly [string, string], namespace: string): DirectionRules {
  const allow = asList(member(spec, list)).map((rule, index) => networkRule(rule, ['spec', list, index], peers, namespace));
  return { isolates: true, allow, deny: [] };
}

function networkRule(rule: Json, path: Path, field: string, namespace: string): NetworkRule {
  const list = member(rule, field) ?? [];
  const at = [...path, field];
  const peers = asList(list).map((peer, index) => networkPeer(peer, [...at, index], namespace));
  const ports = asList(member(rule, 'ports')).map(networkPort);
  return { path, peers: isList(list) ? whole(peers, at) : [malformed(at, 'peers')], ...(ports.length > 0 && { ports }) };
}

function whole(peers: readonly Peer[], path: Path): readonly Peer[] {
  return peers.length > 0 ? peers : [{ kind: 'any', path }];
}

/** The API refuses an ipBlock beside a selector, and a peer of nothing; a network plugin that meets one has nothing to go by. */
function networkPeer(peer: Json, path: Path, namespace: string): Peer {
  if (!isObject(peer) && peer !== null) return malformed(path, 'peer');
  const block = member(peer, 'ipBlock');
  const selectors = SELECTORS.filter((field) => !isAbsent(member(peer, field)));
  if (selectors.length > 0) return isAbsent(block) ? podPeer(peer, path, namespace) : malformed(path, 'peer');
  return isAbsent(block) ? { kind: 'any', path } : addresses(block, [...path, 'ipBlock']);
}

function podPeer(peer: Json, path: Path, namespace: string): Peer {
  const [pods, namespaces] = SELECTORS.map((field) => member(peer, field) ?? undefined);
  if (pods !== undefined && !isSelector(pods)) return malformed([...path, 'podSelector'], 'selector');
  if (namespaces !== undefined && !isSelector(namespaces)) return malformed([...path, 'namespaceSelector'], 'selector');
  const field = pods === undefined ? 'namespaceSelector' : 'podSelector';
  return { kind: 'pods', path: [...path, field], pods: { ...(namespaces ? { namespaces } : { namespace }), labels: pods ?? {} } };
}

function addresses(block: Json | undefined, path: Path): Peer {
  const except = asList(member(block, 'except')).map((entry) => asString(entry) ?? '');
  return addressPeer(asString(member(block, 'cidr')) ?? '', except, path, true);
}

function networkPort(value: Json): Port {
  const protocol = asString(member(value, 'protocol')) ?? 'TCP';
  const isPort = isObject(value) || value === null;
  return { protocol, ...(isPort ? rangeOf(member(value, 'port') ?? undefined, member(value, 'endPort') ?? undefined) : NO_PORT) };
}

function rangeOf(port: Json | undefined, endPort: Json | undefined): Omit<Port, 'protocol'> {
  if (endPort === undefined) return port === undefined ? {} : { port: nameOrNumber(port) };
  return isPortNumber(port) && isPortNumber(endPort) && endPort >= port ? { port, endPort } : NO_PORT;
}

function nameOrNumber(port: Json): string | number {
  return typeof port === 'string' || isPortNumber(port) ? port : NO_PORT.port;
}

function malformed(path: Path, what: string): Peer {
  return { kind: 'malformed', path, what };
}

/** A policy of the API of NetworkPolicies, also of its first group. */
export function isNetworkPolicy({ group, kind }: Identified): boolean {
  return kind === 'NetworkPolicy' && (group === 'networking.k8s.io' || group === 'extensions');
}

const FIELDS: Readonly<Record<Direction, readonly [string, string]>> = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] };
/** A port that is none is kept as a name that no container has, so that it neither is all ports nor is lost. */
const NO_PORT = { port: '' };
const SELECTORS = ['podSelector', 'namespaceSelector'];
