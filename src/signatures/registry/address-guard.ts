import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { RegistryFailure } from './failure.ts';

/**
 * Which addresses a host may have. `public`: none of those that mean this machine, this link or a private network, since the name
 * came from outside. `network`: private ones too, for a registry that the settings name. `any`: also this machine, for tests.
 */
export type Reach = 'public' | 'network' | 'any';

/** Resolves a host and connects to what was checked, so that a name cannot mean one address when asked and another when used. */
export function guardedLookup(reach: Reach): LookupFunction {
  return (host, _options, callback) => {
    resolve(host, { all: true }, (error, addresses) => {
      const found: readonly LookupAddress[] = error === null ? addresses : [];
      const refused = found.find(({ address }) => !isReachable(address, reach));
      if (error !== null) callback(error, []);
      else if (refused !== undefined) callback(refusal(host, refused.address), []);
      else callback(null, [...found]);
    });
  };
}

/** Hosts that are addresses are never looked up, so they are checked before. Throws a RegistryFailure. */
export function checkLiteral(host: string, reach: Reach): void {
  const bare = host.replace(/^\[|\]$/gu, '');
  if (isIP(bare) !== 0 && !isReachable(bare, reach)) throw refusal(host, bare);
}

export function isReachable(address: string, reach: Reach): boolean {
  if (reach === 'any') return true;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return !LOCAL.check(address, family) && (reach === 'network' || !PRIVATE.check(address, family));
}

function refusal(host: string, address: string): RegistryFailure {
  const what = host === address ? host : `${host} (${address})`;
  return new RegistryFailure('refused', `${what} is an address of this machine, of its link or of a private network, and is not asked`);
}

/** IANA's special-purpose registries: this host, loopback, link-local (cloud metadata), multicast, reserved. Forms that hold an IPv4 address are matched too. */
const LOCAL = blockListOf([
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
  ['64:ff9b::', 96],
]);
const PRIVATE = blockListOf([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['fc00::', 7],
]);

function blockListOf(subnets: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}
