import { asList, asObject, asString, isList, isObject, member, type Json, type Path } from '../engine/json.ts';
import { addressPeer } from './address-peers.ts';
import { asksForNamespace, withPlainKeys } from './cilium-selectors.ts';
import { parseAddress } from './ip-ranges.ts';
import type { Peer } from './network-rules.ts';
import { isSelector } from './selectors.ts';
import { isAbsent } from './sharing.ts';

/** A field of a rule, and what its items are. */
export type CiliumField = readonly [name: string, items: keyof typeof READERS];

/** The peers that one field of a rule lists; what is no list is one peer that its API refuses. */
export function ciliumPeers(list: Json | undefined, [, items]: CiliumField, path: Path, namespace: string | undefined): readonly Peer[] {
  if (!isList(list)) return [malformed(path, 'peers')];
  return list.map((item, index) => READERS[items](item, [...path, index], namespace));
}

type Reader = (item: Json, path: Path, namespace: string | undefined) => Peer;

/** A selector that names no namespace is about that of its policy. */
function endpoints(item: Json, path: Path, namespace: string | undefined): Peer {
  const labels = withPlainKeys(item ?? {});
  if (!isSelector(labels)) return malformed(path, 'selector');
  const reserved = Object.keys(asObject(member(labels, 'matchLabels'))).find((key) => key.startsWith(RESERVED));
  if (reserved !== undefined) return entity(reserved.slice(RESERVED.length), path);
  const isScoped = namespace !== undefined && !asksForNamespace(labels);
  return { kind: 'pods', path, pods: { ...(isScoped && { namespace }), labels } };
}

function entity(item: Json, path: Path): Peer {
  if (typeof item !== 'string' || !ENTITIES.has(item)) return malformed(path, 'entity');
  return item === 'all' ? { kind: 'any', path } : { kind: 'entity', path, entity: item };
}

/** An address alone is a block of one. */
function cidr(item: Json, path: Path): Peer {
  const text = asString(item) ?? '';
  const alone = parseAddress(text) !== undefined;
  const peer = addressPeer(alone ? `${text}/${text.includes(':') ? 128 : 32}` : text, [], path);
  return { ...peer, path };
}

function cidrSet(item: Json, path: Path): Peer {
  if (['cidrGroupRef', 'cidrGroupSelector'].some((field) => !isAbsent(member(item, field)))) return { kind: 'unknown', path };
  const except = asList(member(item, 'except')).map((entry) => asString(entry) ?? '');
  return addressPeer(asString(member(item, 'cidr')) ?? '', except, path);
}

function name(item: Json, path: Path): Peer {
  const [exact, pattern] = ['matchName', 'matchPattern'].map((field) => (asString(member(item, field)) ?? '').toLowerCase());
  if (!exact && !pattern) return malformed(path, 'name');
  return { kind: 'name', path, ...(exact && { name: exact }), ...(pattern && { pattern }) };
}

function service(item: Json, path: Path): Peer {
  return isObject(item) ? { kind: 'service', path, service: item } : malformed(path, 'service');
}

function malformed(path: Path, what: string): Peer {
  return { kind: 'malformed', path, what };
}

const READERS = {
  endpoints,
  entities: entity,
  cidrs: cidr,
  cidrSets: cidrSet,
  names: name,
  services: service,
  unknown: (_item: Json, path: Path): Peer => ({ kind: 'unknown', path }),
} satisfies Record<string, Reader>;
const RESERVED = 'reserved:';
/** pkg/policy/api/entity.go. */
const ENTITIES: ReadonlySet<string> = new Set(
  'all world world-ipv4 world-ipv6 cluster host init ingress unmanaged remote-node health none kube-apiserver'.split(' '),
);
