import { ipSet, parseCidr, shared, sizeOf, without, type IpFamily, type IpSet } from './ip-ranges.ts';

/** Every address there is, of one family or of both. */
export function everyAddress(family?: IpFamily): IpSet {
  return EVERY.filter((range) => family === undefined || range.family === family);
}

/** Which part of the public addresses a set holds, from 0 to 1: that of the family of which it holds more. */
export function publicShare(set: IpSet): number {
  const held = shared(set, PUBLIC);
  return Math.max(part(held, 4), part(held, 6));
}

function part(held: IpSet, family: IpFamily): number {
  return Number(sizeOf(held, family)) / Number(sizeOf(PUBLIC, family));
}

function setOf(cidrs: string): IpSet {
  return ipSet(cidrs.split(/\s+/u).flatMap((cidr) => parseCidr(cidr) ?? []));
}

const EVERY: IpSet = setOf('0.0.0.0/0 ::/0');
/** What IANA gives out as unicast addresses: all of IPv4 but multicast and class E, and 2000::/3. */
const UNICAST: IpSet = setOf('0.0.0.0/1 128.0.0.0/2 192.0.0.0/3 2000::/3');
/** The special-purpose registries of IANA (RFC 6890 and what came after), as far as they lie in the above. */
const SPECIAL: IpSet = setOf(
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24
   192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
   2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20`,
);
const PUBLIC: IpSet = without(UNICAST, SPECIAL);
