import { RE2JS } from 're2js';
import type { StringFormat } from '../engine/parameters.ts';
import { parseImage, parseRefPattern } from '../kube/image-reference.ts';
import { parseAddress } from '../kube/ip-ranges.ts';
import { parseQuantity } from '../kube/quantity.ts';
import { endOfDay } from '../engine/day.ts';

/** What is known of a format of strings: how to check one, and how to tell a person what is wanted. */
export interface Format {
  readonly accepts: (text: string) => boolean;
  /** Completes "has to be". */
  readonly wanted: string;
}

const KIND = 'a kind as Deployment or apps/Deployment, in which * is any run of characters, or workloads';

/** The formats of `engine/parameters.ts`, and those of the settings' own keys. */
export const formats: Readonly<Record<StringFormat | 'day' | 'pointer' | 'kind' | 'repository', Format>> = {
  glob: { accepts: (text) => text !== '', wanted: 'a glob: a name, in which * is any run of characters' },
  pattern: { accepts: isPattern, wanted: 'a regular expression that RE2 reads: without look-around and back-references' },
  ref: {
    accepts: (text) => parseRefPattern(text) !== undefined,
    wanted: 'an image reference with its registry, such as docker.io/library/nginx',
  },
  repository: { accepts: isRepository, wanted: 'a repository with its registry and without a tag, such as registry.internal/signatures' },
  quantity: { accepts: (text) => parseQuantity(text) !== undefined, wanted: 'a quantity, such as 500m or 2Gi' },
  duration: { accepts: (text) => /^\d{1,9}[smhd]$/u.test(text), wanted: 'a duration: 90s, 15m, 12h or 7d' },
  cidr: { accepts: isCidr, wanted: 'a CIDR, such as 10.0.0.0/8 or fd00::/8' },
  address: { accepts: (text) => parseAddress(text) !== undefined, wanted: 'an address, such as 10.0.0.1 or fd00::1' },
  selector: { accepts: isSelector, wanted: 'a label selector as kubectl takes it, such as tier=web,env in (test, prod)' },
  day: { accepts: (text) => endOfDay(text) !== undefined, wanted: 'a day of the calendar: YYYY-MM-DD' },
  pointer: { accepts: (text) => /^(?:\/(?:[^~/]|~[01])+)*$/u.test(text), wanted: 'a JSON Pointer, such as /spec/template' },
  kind: { accepts: (text) => /^(?:[a-z0-9.*-]*\/)?[A-Z*][A-Za-z0-9*]*$/u.test(text) || text === 'workloads', wanted: KIND },
};

function isPattern(text: string): boolean {
  if (text.length > LONGEST_PATTERN) return false;
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

/** Without its registry it would be one of Docker Hub, which nobody means here. */
function isRepository(text: string): boolean {
  const image = (parseRefPattern(text)?.segments ?? []).length > 0 ? parseImage(text) : undefined;
  return image !== undefined && image.tag === undefined && image.digest === undefined;
}

function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^([\da-fA-F.:]{2,45})\/(0|[1-9]\d{0,2})$/u.exec(text) ?? [];
  if (address.includes(':')) return isIpv6(address) && Number(bits) <= 128;
  return isIpv4(address) && Number(bits) <= 32;
}

function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/u.test(octet) && Number(octet) <= 255);
}

/** Groups before and after at most one `::`; an IPv4 tail counts as two groups. */
function isIpv6(text: string): boolean {
  const lastColon = text.lastIndexOf(':') + 1;
  const tail = text.slice(lastColon);
  if (tail.includes('.')) return isIpv4(tail) && isIpv6(`${text.slice(0, lastColon)}0:0`);
  const halves = text.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const fits = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 7;
  return fits && groups.every((group) => /^[\da-fA-F]{1,4}$/u.test(group));
}

function isSelector(text: string): boolean {
  return text.length <= LONGEST_PATTERN && text.split(BETWEEN_REQUIREMENTS).every((part) => REQUIREMENT.test(part.trim()));
}

const LONGEST_PATTERN = 2000;
const KEY = String.raw`(?:[A-Za-z0-9][\w.-]{0,252}\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?`;
/** Commas outside of parentheses. */
const BETWEEN_REQUIREMENTS = /,(?![^(]*\))/u;
const REQUIREMENT = new RegExp(
  String.raw`^(?:!\s*${KEY}|${KEY}|${KEY}\s*(?:=|==|!=)\s*${VALUE}|${KEY}\s*[<>]\s*\d{1,18}|${KEY}\s+(?:in|notin)\s+\(\s*${VALUE}\s*(?:,\s*${VALUE}\s*)*\))$`,
  'u',
);
