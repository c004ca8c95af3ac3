import type { Path } from '../engine/json.ts';
import { contains, ipSet, parseCidr, without, type IpRange, type IpSet } from './ip-ranges.ts';
import type { AddressBlock, Peer } from './network-rules.ts';
import { everyAddress } from './public-addresses.ts';

/** A block of addresses as a peer; malformed where its CIDR is none, or an exception lies outside of it or (where `isStrict`) is all of it. */
export function addressPeer(cidr: string, except: readonly string[], path: Path, isStrict = false): Peer {
  const block = { cidr, except };
  const range = parseCidr(cidr);
  if (range === undefined) return { kind: 'malformed', path: [...path, 'cidr'], what: 'cidr', block };
  const index = except.findIndex((text) => !isException(text, range, isStrict));
  return index < 0 ? { kind: 'addresses', path, ...block } : { kind: 'malformed', path: [...path, 'except', index], what: 'except', block };
}

/** Where the CIDR of a block stands; Cilium's toCIDR lists them as they are. */
export function cidrPath({ path }: Peer): Path {
  return path.includes('toCIDR') || path.at(-1) === 'cidr' ? path : [...path, 'cidr'];
}

function isException(text: string, block: IpRange, isStrict: boolean): boolean {
  const hole = parseCidr(text);
  if (hole === undefined || (isStrict && contains(hole, block))) return false;
  return contains(block, hole) || isMapped(text, block);
}

/** Addresses of IPv4 that are written in IPv6 lie within a block of IPv6, and leave it as it is. */
function isMapped(text: string, block: IpRange): boolean {
  return block.family === 6 && text.includes(':') && parseCidr(text)?.family === 4;
}

/** The addresses outside of the cluster that a peer stands for, as far as they are known. */
export function addressesOf(peer: Peer): IpSet {
  if (peer.kind === 'any') return everyAddress();
  if (peer.kind === 'entity') return entityAddresses(peer.entity);
  if (peer.kind === 'name') return peer.pattern === EVERY_NAME ? everyAddress() : [];
  if (peer.kind !== 'addresses') return [];
  return blockAddresses(peer);
}

/** What is in a block and in none of its exceptions. */
export function blockAddresses({ cidr, except }: AddressBlock): IpSet {
  const block = parseCidr(cidr);
  return block === undefined ? [] : without([block], ipSet(except.flatMap((text) => parseCidr(text) ?? [])));
}

/** Cilium's entities that lie outside of the cluster. */
function entityAddresses(entity: string): IpSet {
  if (entity === 'world' || entity === 'all') return everyAddress();
  if (entity === 'world-ipv4') return everyAddress(4);
  return entity === 'world-ipv6' ? everyAddress(6) : [];
}

const EVERY_NAME = '*';
