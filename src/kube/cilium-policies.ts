import { asList, asObject, asString, member, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { ciliumPeers, type CiliumField } from './cilium-peers.ts';
import { withPlainKeys, NAMESPACE_KEY } from './cilium-selectors.ts';
import { isPortNumber } from './network-ports.ts';
import type { Direction, DirectionRules, NetworkRule, PolicySpec, Port } from './network-rules.ts';
import { isAbsent } from './sharing.ts';

/**
 * What a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy (cilium.io/v2) says in `spec` and in each of `specs`. As
 * Cilium reads it (pkg/policy/api of cilium/cilium): a direction with rules is closed but for them unless enableDefaultDeny
 * says otherwise, a rule that names nothing lets nothing through, and a denial outweighs what any policy allows.
 */
export function ciliumSpecs({ resource, namespace }: Identified): readonly PolicySpec[] {
  const single = member(resource, 'spec');
  const several = asList(member(resource, 'specs')).map((spec, index) => ciliumSpec(spec, ['specs', index], namespace));
  return isAbsent(single) ? several : [ciliumSpec(single, ['spec'], namespace), ...several];
}

function ciliumSpec(spec: Json, path: Path, namespace: string | undefined): PolicySpec {
  const selector = member(spec, 'endpointSelector');
  const isHost = isAbsent(selector) && !isAbsent(member(spec, 'nodeSelector'));
  const labels = namespace === undefined ? withPlainKeys(selector ?? null) : withPlainKeys(selector ?? null, NAMESPACE_KEY);
  return {
    api: 'cilium',
    path,
    ...(!isHost && { pods: { ...(namespace !== undefined && { namespace }), labels } }),
    selectorPath: [...path, 'endpointSelector'],
    directions: { ...directionOf('Ingress', spec, path, namespace), ...directionOf('Egress', spec, path, namespace) },
  };
}

function directionOf(direction: Direction, spec: Json, path: Path, namespace: string | undefined): PolicySpec['directions'] {
  const field = direction === 'Egress' ? 'egress' : 'ingress';
  const rulesIn = (list: string): readonly NetworkRule[] =>
    asList(member(spec, list)).map((rule, index) => ciliumRule(asObject(rule), [...path, list, index], direction, namespace));
  const [allow, deny] = [rulesIn(field), rulesIn(`${field}Deny`)];
  const isListed = allow.length > 0 || deny.length > 0;
  const stated = member(member(spec, 'enableDefaultDeny'), field);
  const isolates = typeof stated === 'boolean' ? stated : isListed;
  const rules: DirectionRules = { isolates, allow, deny };
  return isolates || isListed ? { [direction]: rules } : {};
}

function ciliumRule(rule: JsonObject, path: Path, direction: Direction, namespace: string | undefined): NetworkRule {
  const ports = portsOf(rule);
  const fields = (direction === 'Egress' ? EGRESS : INGRESS).filter(([field]) => !isAbsent(member(rule, field)));
  const peers = fields.flatMap((field) => ciliumPeers(member(rule, field[0]), field, [...path, field[0]], namespace));
  const isAnywhere = fields.length === 0 && namesPorts(rule);
  return {
    path,
    peers: isAnywhere ? [{ kind: 'any', path: [...path, direction === 'Egress' ? 'toEndpoints' : 'fromEndpoints'] }] : peers,
    ...(ports !== undefined && { ports }),
  };
}

function namesPorts(rule: JsonObject): boolean {
  return ['toPorts', 'icmps'].some((field) => asList(member(rule, field)).length > 0);
}

/** Messages of ICMP have no ports, so a rule about them leads to none. */
function portsOf(rule: JsonObject): readonly Port[] | undefined {
  const entries = asList(member(rule, 'toPorts'));
  if (entries.length === 0) return namesPorts(rule) ? [{ protocol: 'ICMP' }] : undefined;
  const lists = entries.map((entry) => asList(member(entry, 'ports')));
  return lists.some((list) => list.length === 0) ? undefined : lists.flat().map(ciliumPort);
}

/** Zero is every port; what is no port is kept as a name that no container has. */
function ciliumPort(value: Json): Port {
  const protocol = (asString(member(value, 'protocol')) ?? 'ANY').toUpperCase();
  const text = asString(member(value, 'port')) ?? '';
  const end = member(value, 'endPort');
  if (!/^\d{1,5}$/u.test(text)) return { protocol, port: text.toLowerCase() };
  const port = Number(text);
  if (port === 0) return { protocol };
  if (!isPortNumber(port)) return { protocol, port: '' };
  return isPortNumber(end) && end > port ? { protocol, port, endPort: end } : { protocol, port };
}

export function isCiliumPolicy({ group, kind }: Identified): boolean {
  return group === 'cilium.io' && (kind === 'CiliumNetworkPolicy' || kind === 'CiliumClusterwideNetworkPolicy');
}

const EGRESS: readonly CiliumField[] = [
  ['toEndpoints', 'endpoints'],
  ['toEntities', 'entities'],
  ['toCIDR', 'cidrs'],
  ['toCIDRSet', 'cidrSets'],
  ['toFQDNs', 'names'],
  ['toServices', 'services'],
  ['toGroups', 'unknown'],
  ['toNodes', 'unknown'],
];
const INGRESS: readonly CiliumField[] = [
  ['fromEndpoints', 'endpoints'],
  ['fromEntities', 'entities'],
  ['fromCIDR', 'cidrs'],
  ['fromCIDRSet', 'cidrSets'],
  ['fromGroups', 'unknown'],
  ['fromNodes', 'unknown'],
];
