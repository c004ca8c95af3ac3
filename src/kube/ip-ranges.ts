/** Which of the two spaces of addresses. */
export type IpFamily = 4 | 6;

/** Addresses from `first` to `last`, both of them in. */
export interface IpRange {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/** Any set of addresses: ranges in order, of which no two touch, IPv4 before IPv6. */
export type IpSet = readonly IpRange[];

/**
 * The range of a CIDR as `net.ParseCIDR` of Go reads it: bits of the host may be set, and leading zeros stand as Kubernetes
 * lets them stand for decimal numbers. Addresses of IPv4 that are mapped into IPv6 (`::ffff:0:0/96`) are those of IPv4.
 */
export function parseCidr(text: string): IpRange | undefined {
  const [, address = '', length = ''] = /^([^/]{1,45})\/(\d{1,3})$/u.exec(text) ?? [];
  const found = readAddress(address);
  if (found === undefined || Number(length) > WIDTHS[found.family]) return undefined;
  return unmapped(blockOf(found.family, found.value, Number(length)));
}

/** One address as a range of its own. */
export function parseAddress(text: string): IpRange | undefined {
  const found = readAddress(text);
  return found && unmapped({ family: found.family, first: found.value, last: found.value });
}

/** All that is in some of the ranges. */
export function ipSet(ranges: readonly IpRange[]): IpSet {
  const sorted = ranges.toSorted((a, b) => a.family - b.family || compare(a.first, b.first));
  const merged: IpRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || before.family !== range.family || range.first > before.last + 1n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
}

/** What is in the first set and not in the second. */
export function without(set: IpSet, taken: IpSet): IpSet {
  return set.flatMap((range) => rest(range, taken));
}

/** What is in both. */
export function shared(set: IpSet, other: IpSet): IpSet {
  return without(set, without(set, other));
}

/** Whether all of a range is in the set. */
export function holds(set: IpSet, range: IpRange): boolean {
  return set.some((own) => contains(own, range));
}

export function contains(outer: IpRange, inner: IpRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** How many addresses of a family are in the set. */
export function sizeOf(set: IpSet, family: IpFamily): bigint {
  return set.reduce((sum, range) => (range.family === family ? sum + range.last - range.first + 1n : sum), 0n);
}

function rest(range: IpRange, taken: IpSet): readonly IpRange[] {
  const left: IpRange[] = [];
  let { first } = range;
  for (const hole of taken) {
    if (hole.family !== range.family || hole.last < first || hole.first > range.last) continue;
    if (hole.first > first) left.push({ ...range, first, last: hole.first - 1n });
    first = hole.last + 1n;
  }
  return first <= range.last ? [...left, { ...range, first }] : left;
}

function blockOf(family: IpFamily, value: bigint, length: number): IpRange {
  const host = (1n << BigInt(WIDTHS[family] - length)) - 1n;
  return { family, first: (value | host) ^ host, last: value | host };
}

function unmapped(range: IpRange): IpRange {
  if (range.family === 4 || !contains(MAPPED, range)) return range;
  return { family: 4, first: range.first - MAPPED.first, last: range.last - MAPPED.first };
}

function readAddress(text: string): { readonly family: IpFamily; readonly value: bigint } | undefined {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? ipv6(text) : ipv4(text);
  return value === undefined ? undefined : { family, value };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,15}$/u.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** One `::` stands for as many groups of zeros as are missing, and for one at the least. */
function ipv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  if (tail === undefined) return joined([], 0, groupsOf(head, true));
  return joined(groupsOf(head, false), 1, groupsOf(tail, true));
}

function joined(head: readonly bigint[] | undefined, leastZeros: 0 | 1, tail: readonly bigint[] | undefined): bigint | undefined {
  if (head === undefined || tail === undefined) return undefined;
  const zeros = GROUPS - head.length - tail.length;
  if (zeros < leastZeros || (zeros > 0 && leastZeros === 0)) return undefined;
  return [...head, ...Array.from({ length: zeros }, () => 0n), ...tail].reduce((value, group) => (value << 16n) | group, 0n);
}

/** The last two groups may be written as an address of IPv4. */
function groupsOf(text: string, isEnd: boolean): readonly bigint[] | undefined {
  const texts = text === '' ? [] : text.split(':');
  const last = texts.at(-1) ?? '';
  const dotted = isEnd && last.includes('.') ? ipv4(last) : undefined;
  const plain = dotted === undefined ? texts : texts.slice(0, -1);
  if (!plain.every((text) => /^[0-9a-f]{1,4}$/iu.test(text))) return undefined;
  const groups = plain.map((text) => BigInt(`0x${text}`));
  return dotted === undefined ? groups : [...groups, dotted >> 16n, dotted & 0xff_ffn];
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const GROUPS = 8;
const WIDTHS: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };
const MAPPED: IpRange = blockOf(6, 0xff_ff_00_00_00_00n, 96);
