import type { Path } from '../../src/engine/json.ts';
import type { Edit } from '../../src/engine/rule.ts';
import { addressesOf, blockAddresses, cidrPath } from '../../src/kube/address-peers.ts';
import { coversPorts } from '../../src/kube/network-ports.ts';
import { ipSet, parseCidr, without, type IpSet } from '../../src/kube/ip-ranges.ts';
import type { AddressBlock, NetworkRule, Peer, PolicySpec } from '../../src/kube/network-rules.ts';

/** A block of addresses that a rule lets traffic out to. */
export interface Block extends AddressBlock {
  /** Of its CIDR. */
  readonly at: Path;
  /** What is in it, less its exceptions and what the spec denies; undefined where its CIDR is none. */
  readonly set: IpSet | undefined;
}

/** The blocks of all egress rules of a spec. */
export function blocksIn({ directions: { Egress: egress } }: PolicySpec): readonly Block[] {
  const denied = egress?.deny ?? [];
  return (egress?.allow ?? []).flatMap((rule) => rule.peers.flatMap((peer) => blockOf(peer, rule, denied)));
}

/** The edits that except addresses from a block; none where the block is written such that it can have no exceptions, or is just the address. */
export function exceptions({ at, cidr, except }: Block, addresses: readonly string[]): readonly Edit[] {
  const range = parseCidr(cidr);
  if (at.at(-1) !== 'cidr' || range === undefined || range.first === range.last || isMapped(cidr, range.family)) return [];
  const list = [...at.slice(0, -1), 'except'];
  const blocks = addresses.map((address) => `${address}/${address.includes(':') ? 128 : 32}`);
  if (except.length === 0) return [{ op: 'set', path: list, value: blocks }];
  return blocks.map((value, index) => ({ op: 'set', path: [...list, except.length + index], value }));
}

/** An exception that its API refuses excepts nothing. */
function blockOf(peer: Peer, { ports }: NetworkRule, denied: readonly NetworkRule[]): readonly Block[] {
  const taken = denied.filter((denial) => coversPorts(denial.ports, ports)).flatMap(({ peers }) => peers.flatMap(addressesOf));
  const setOf = (block: AddressBlock): IpSet => without(blockAddresses(block), ipSet(taken));
  if (peer.kind === 'addresses') return [{ ...peer, at: cidrPath(peer), set: setOf(peer) }];
  if (peer.kind !== 'malformed' || peer.block === undefined) return [];
  const { path, what, block } = peer;
  return what === 'cidr' ? [{ ...block, at: path, set: undefined }] : [{ ...block, at: [...path.slice(0, -2), 'cidr'], set: setOf(block) }];
}

/** An address of IPv4 would have to be written in IPv6 to lie in it. */
function isMapped(cidr: string, family: number): boolean {
  return family === 4 && cidr.includes(':');
}
