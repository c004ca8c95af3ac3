import type { Path } from '../engine/json.ts';
import { addressesOf, cidrPath } from './address-peers.ts';
import { outsideOf } from './effective-egress.ts';
import { ipSet } from './ip-ranges.ts';
import { isWithin } from './network-ports.ts';
import type { NetworkRule, Peer } from './network-rules.ts';
import { publicShare } from './public-addresses.ts';

export interface OpenTerms {
  /** A rule for these ports alone is not open. */
  readonly allowedPorts: readonly number[];
  /** Which part of the public addresses of a family makes a rule open, from 0 to 1. */
  readonly share: number;
}

/** How a rule, or several together, lead to the world. */
export interface Opening {
  /** `anywhere`: no peer bounds it; `blocks`: addresses that make up the share; `malformed`: a peer that its API refuses bounds nothing. */
  readonly by: 'anywhere' | 'world' | 'names' | 'blocks' | 'malformed';
  /** Which of the rules it is; of several together, the one that adds most. */
  readonly rule: NetworkRule;
  /** Of the peer, or of the list where several make up the share together. */
  readonly at: Path;
  /** The part of the public addresses that is let through, from 0 to 1. */
  readonly share: number;
}

/** How these rules together are open; undefined where they are not. */
export function opening(rules: readonly NetworkRule[], denied: readonly NetworkRule[], terms: OpenTerms): Opening | undefined {
  const counted = rules.filter(({ ports }) => !isWithin(ports, terms.allowedPorts));
  for (const rule of counted) {
    const malformed = rule.peers.find(({ kind }) => kind === 'malformed');
    if (malformed !== undefined) return { by: 'malformed', rule, at: malformed.path, share: 1 };
  }
  const held = counted.map((rule) => ({ rule, set: outsideOf(rule, denied) }));
  const share = publicShare(ipSet(held.flatMap(({ set }) => set)));
  if (share === 0 || share < terms.share) return undefined;
  const shares = held.map(({ rule, set }) => ({ rule, share: publicShare(set) }));
  const widest = shares.reduce((a, b) => (b.share > a.share ? b : a));
  return { ...culprit(widest.rule, terms.share), rule: widest.rule, share };
}

/** The peer that is open by itself, else the list that holds them. */
function culprit(rule: NetworkRule, share: number): Pick<Opening, 'by' | 'at'> {
  const peer = rule.peers.find((each) => publicShare(addressesOf(each)) >= share);
  if (peer !== undefined) return { by: BY[peer.kind] ?? 'blocks', at: peer.kind === 'addresses' ? cidrPath(peer) : peer.path };
  const first = rule.peers.find((each) => addressesOf(each).length > 0);
  return { by: 'blocks', at: first?.path.slice(0, rule.path.length + 1) ?? rule.path };
}

const BY: Readonly<Partial<Record<Peer['kind'], Opening['by']>>> = { any: 'anywhere', entity: 'world', name: 'names' };
