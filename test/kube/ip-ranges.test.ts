import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, holds, ipSet, parseAddress, parseCidr, shared, sizeOf, without, type IpRange } from '../../src/kube/ip-ranges.ts';
import { everyAddress, publicShare } from '../../src/kube/public-addresses.ts';

const V6 = 1n << 32n;

test.each<[string, readonly [family: number, first: bigint, last: bigint] | undefined]>([
  ['0.0.0.0/0', [4, 0n, V6 - 1n]],
  ['10.1.2.3/8', [4, 0x0a000000n, 0x0affffffn]],
  ['10.0.0.1/32', [4, 0x0a000001n, 0x0a000001n]],
  ['010.0.0.08/32', [4, 0x0a000008n, 0x0a000008n]],
  ['::/0', [6, 0n, (1n << 128n) - 1n]],
  ['::1/128', [6, 1n, 1n]],
  ['fd00:ec2::254/128', [6, 0xfd000ec2000000000000000000000254n, 0xfd000ec2000000000000000000000254n]],
  ['FD00::/8', [6, 0xfdn << 120n, (0xfen << 120n) - 1n]],
  ['1:2:3:4:5:6:7:8/128', [6, 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n]],
  ['1:2:3:4:5:6:7::/112', [6, 0x00010002000300040005000600070000n, 0x0001000200030004000500060007ffffn]],
  ['::ffff:169.254.169.254/128', [4, 0xa9fea9fen, 0xa9fea9fen]],
  ['::ffff:a9fe:0/112', [4, 0xa9fe0000n, 0xa9feffffn]],
  ['::ffff:0:0/96', [4, 0n, V6 - 1n]],
  ['::ffff:0:0/95', [6, 0xfffe00000000n, 0xffffffffffffn]],
  ['64:ff9b::1.2.3.4/128', [6, 0x0064ff9b000000000000000001020304n, 0x0064ff9b000000000000000001020304n]],
  ['', undefined],
  ['10.0.0.0', undefined],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/-1', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0/8', undefined],
  ['10.0.0.256/8', undefined],
  ['10.0.0.0.0/8', undefined],
  ['10.0.0.x/8', undefined],
  [' 10.0.0.0/8', undefined],
  ['::/129', undefined],
  ['1:2:3:4:5:6:7/64', undefined],
  ['1:2:3:4:5:6:7:8:9/64', undefined],
  ['1:2:3:4::5:6:7:8/64', undefined],
  ['1::2::3/64', undefined],
  [':::/64', undefined],
  ['12345::/64', undefined],
  ['g::/64', undefined],
  ['fe80::1%eth0/64', undefined],
  ['1.2.3.4::/64', undefined],
  ['::1.2.3/64', undefined],
  ['0.0.0.0/00000000', undefined],
])('%s', (text, expected) => {
  const [family, first, last] = expected ?? [];
  expect(parseCidr(text)).toEqual(expected && { family, first, last });
});

test('an address is a range of one', () => {
  expect(parseAddress('10.0.0.1')).toEqual(parseCidr('10.0.0.1/32'));
  expect(parseAddress('::ffff:10.0.0.1')).toEqual(parseCidr('10.0.0.1/32'));
  expect(parseAddress('10.0.0.1/32')).toBeUndefined();
});

/** Sets over eight bits, as lists of what is in them: what the arithmetic of ranges must come to. */
const WIDTH = 256;
const block = fc
  .tuple(fc.nat(WIDTH - 1), fc.integer({ min: 0, max: 8 }), fc.constantFrom<4 | 6>(4, 6))
  .map(([value, bits, family]): IpRange => {
    const size = 1 << bits;
    const first = value - (value % size);
    return { family, first: BigInt(first), last: BigInt(first + size - 1) };
  });
const blocks = fc.array(block, { maxLength: 8 });

function members(ranges: readonly IpRange[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { family, first, last } of ranges) for (let at = first; at <= last; at++) found.add(`${family} ${at}`);
  return found;
}

test('sets are what a list of their members says', () => {
  fc.assert(
    fc.property(blocks, blocks, block, (a, b, one) => {
      const [setA, setB] = [ipSet(a), ipSet(b)];
      const [inA, inB, inOne] = [members(a), members(b), members([one])];
      expect(members(setA)).toEqual(inA);
      expect(members(without(setA, setB))).toEqual(inA.difference(inB));
      expect(members(shared(setA, setB))).toEqual(inA.intersection(inB));
      expect(holds(setA, one)).toBe(inOne.isSubsetOf(inA));
      expect(a.some((range) => contains(range, one))).toBe(a.some((range) => inOne.isSubsetOf(members([range]))));
      expect(Number(sizeOf(setA, 4) + sizeOf(setA, 6))).toBe(inA.size);
      for (const [index, range] of setA.entries()) {
        const next = setA[index + 1];
        if (next?.family === range.family) expect(next.first).toBeGreaterThan(range.last + 1n);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a CIDR holds its own addresses and no other', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(32), fc.ipV4(), (address, length, other) => {
      const range = parseCidr(`${address}/${length}`);
      const [own, foreign] = [parseAddress(address), parseAddress(other)];
      if (range === undefined || own === undefined || foreign === undefined) throw new Error('not read');
      expect(contains(range, own)).toBe(true);
      expect(contains(range, foreign)).toBe(own.first >> BigInt(32 - length) === foreign.first >> BigInt(32 - length));
    }),
  );
});

test('every address of IPv6 that can be written is read', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(parseAddress(address)).toBeDefined();
    }),
  );
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('0', '1', '25', '9', 'a', 'f', ':', '.', '/', '%', 'x', ' '), maxLength: 24 }),
      (text) => {
        const range = parseCidr(text);
        if (range !== undefined) expect(range.last).toBeGreaterThanOrEqual(range.first);
      },
    ),
    { numRuns: 3000 },
  );
});

const setOf = (...cidrs: readonly string[]) => ipSet(cidrs.flatMap((cidr) => parseCidr(cidr) ?? []));
const SPECIAL = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', '224.0.0.0/3', '127.0.0.0/8'];

test.each<[what: string, least: number, most: number, cidrs: readonly string[], except?: readonly string[]]>([
  ['nothing', 0, 0, []],
  ['private networks', 0, 0, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  ['what is for examples', 0, 0, ['203.0.113.0/24', '198.51.100.0/24', '2001:db8::/32']],
  ['IPv4', 1, 1, ['0.0.0.0/0']],
  ['IPv6', 1, 1, ['::/0']],
  ['all unicast of IPv6', 1, 1, ['2000::/3']],
  ['IPv4 but special ranges', 1, 1, ['0.0.0.0/0'], SPECIAL],
  ['two halves', 1, 1, ['0.0.0.0/1', '128.0.0.0/1']],
  ['one half', 0.56, 0.57, ['0.0.0.0/1']],
  ['the other half', 0.43, 0.44, ['128.0.0.0/1']],
  ['one public address', 1e-10, 1e-9, ['8.8.8.8/32']],
  ['half of each family', 0.56, 0.57, ['0.0.0.0/1', '2000::/4']],
])('the share of %s', (_name, least, most, cidrs, except = []) => {
  const share = publicShare(without(setOf(...cidrs), setOf(...except)));
  expect(share).toBeGreaterThanOrEqual(least);
  expect(share).toBeLessThanOrEqual(most);
});

test('every address of one family', () => {
  expect(everyAddress(4)).toEqual(setOf('0.0.0.0/0'));
  expect(everyAddress(6)).toEqual(setOf('::/0'));
  expect(everyAddress()).toEqual(setOf('0.0.0.0/0', '::/0'));
});
