import { writtenIn } from './connection-strings.ts';
import type { WrittenEndpoint } from './connection-strings.ts';
import { isAddress, isHardlyHost, isHost, isOwnHost } from './host-forms.ts';
import { hostRole } from './host-roles.ts';
import type { HostRole } from './host-roles.ts';
import { isPlaceholder } from './placeholders.ts';
import { MASKED, maskReferences } from './variable-references.ts';
import type { Masked } from './variable-references.ts';

/** A host that a text names, as written: references to variables stand in it. */
export type HostMention = {
  readonly host: string;
  readonly port?: string;
  /** In lower case. */
  readonly scheme?: string;
  /** Nothing says that it is a host that is called: it is one only where a Service of that name is. */
  readonly unsure?: true;
};

/**
 * The hosts that a value names under the name of its variable, option or key (empty: it has none): those of URLs and of
 * connection strings whatever the name; `host`, `host:port` and lists of them as far as the name or the form tells.
 */
export function hostMentions(name: string, value: string): readonly HostMention[] {
  const role = hostRole(name);
  if (role === 'own') return [];
  return value
    .split(/\r?\n/u, MOST_LINES)
    .flatMap((line) => inLine(line.slice(0, LONGEST_LINE), role))
    .slice(0, MOST);
}

function inLine(line: string, role: HostRole): readonly HostMention[] {
  if (COMMENT.test(line)) return [];
  const masked = maskReferences(line.replace(TRAILING_COMMENT, ''));
  const parts = masked.text.split(NEXT_URL);
  const endpoints = parts.flatMap((part) => writtenIn(part, true));
  const found = endpoints.length > 0 ? endpoints.flatMap((endpoint) => ofEndpoint(endpoint, role, masked)) : bare(masked, role);
  if (found.length > 0) return found;
  const services = qualified(masked);
  return services.length > 0 ? services : shaped(masked);
}

function ofEndpoint({ hosts, scheme = '', port = '' }: WrittenEndpoint, role: HostRole, masked: Masked): readonly HostMention[] {
  if (scheme.split('+').some((part) => NO_HOST.has(part))) return [];
  const isUnsure = role === 'general' && WEB.has(scheme);
  return hosts.flatMap((host) => {
    const place = placeIn(host, masked);
    if (place === undefined) return [];
    const ports = place.port === undefined && port !== '' ? { port: masked.unmask(port) } : {};
    return [{ ...place, ...ports, ...(scheme !== '' && { scheme }), ...(isUnsure && { unsure: true as const }) }];
  });
}

/** A value that is nothing but hosts; a word without dot and port is one only under a name that says so. */
function bare(masked: Masked, role: HostRole): readonly HostMention[] {
  const text = masked.text
    .trim()
    .replace(LIST, '$1')
    .replaceAll(/^["']|["']$/gu, '');
  const items = role === 'host' || role === 'peer' ? text.split(/[,;]\s{0,4}|["']\s{0,4},\s{0,4}["']/u, MOST) : [];
  const hosts = items.map((item) => WITH_PATH.exec(item.trim())?.[1] ?? '').filter((item) => !isOwnHost(item.replace(/:\d{0,5}$/u, '')));
  const found = hosts.map((host) => placeIn(host, masked));
  return found.every((place) => place !== undefined && isSaid(place, role)) ? found.flatMap((place) => place ?? []) : [];
}

/** Of what a variable holds nobody knows yet. */
function isSaid({ host, port }: HostMention, role: HostRole): boolean {
  if (host.includes('$')) return true;
  return !isHardlyHost(host) && (role === 'host' || port !== undefined || /[.:]/u.test(host));
}

/** A name such as `orders.shop.svc` is a Service's wherever it stands. */
function qualified(masked: Masked): readonly HostMention[] {
  return Array.from(masked.text.matchAll(QUALIFIED), ([whole]) => placeIn(whole, masked)).flatMap((place) => place ?? []);
}

/** `orders:8080` may be a host, an image or a time. */
function shaped(masked: Masked): readonly HostMention[] {
  return Array.from(masked.text.matchAll(SHAPED), ([whole]) => placeIn(whole, masked)).flatMap((place) =>
    place === undefined ? [] : [{ ...place, unsure: true as const }],
  );
}

function placeIn(text: string, { unmask }: Masked): HostMention | undefined {
  if (isAddress(text)) return place(text, {});
  const { address, name = '', port } = PLACE.exec(text.trim())?.groups ?? {};
  return place(unmask(address ?? name), port === undefined ? {} : { port: unmask(port) });
}

/** What a reference stands for is looked at once it is known. */
function place(host: string, port: Pick<HostMention, 'port'>): HostMention | undefined {
  const isOne = host.includes('$') ? !host.includes('@') : isHost(host) && !isPlaceholder(host);
  return isOne ? { host, ...port } : undefined;
}

const LONGEST_LINE = 8192;
const MOST_LINES = 512;
const MOST = 64;
const COMMENT = /^\s*(?:#|\/\/|;|--\s|<!--)/u;
const TRAILING_COMMENT = /\s(?:#|\/\/\s).*$/u;
/** An address on the web may be one's own; that of a database is not. */
const WEB: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss']);
const NEXT_URL = /,(?=[a-z][a-z\d+.-]{0,40}:\/\/)/iu;
const HOST = `(?:[a-z\\d_.-]|${MASKED}){1,253}`;
const PLACE = new RegExp(`^(?:\\[(?<address>[\\da-f:.]{2,45})\\]|(?<name>${HOST}))(?::(?<port>\\d{1,5}|${MASKED}))?$`, 'iu');
/** Of JSON or YAML; an address of IPv6 is none. */
const LIST = /^\[(?![\da-f:.]+\])(.*)\]$/iu;
/** A path, but of nothing that is rather a MIME type or the key of a label. */
const WITH_PATH = /^([^\s/?#]{1,300}:[^\s/?#]{1,16}|[^\s/?#]{1,300}(?=$))(?:[/?#].*)?$/u;
const QUALIFIED = /(?<![\w.@/-])[a-z\d](?:[a-z\d-]{0,62}\.){2,4}svc(?:\.[a-z\d-]{1,63}){0,6}\.?(?::\d{1,5})?(?![\w.:@=-])/giu;
const SHAPED = /(?<![\w.:/@=-])[a-z][a-z\d-]{0,62}(?:\.[a-z][a-z\d-]{0,62}){0,5}:\d{1,5}(?![\w.:@=-])/giu;
/** What stands behind these is a file, a bucket, an identity, or a part of the program. */
const NO_HOST: ReadonlySet<string> = new Set(
  (
    'file unix unix-abstract abstract npipe data s3 s3a s3n gs gcs wasb wasbs abfs abfss docker docker-archive docker-daemon spiffe ref vault ' +
    'awskms gcpkms azurekms hashivault k8s classpath jar android ios app about blob chrome-extension moz-extension memory mem inmemory mock noop ' +
    'null blackhole sqlite sqlite3 stdin stdout fd pkcs11 env secret secrets op keychain projects kubernetes srv'
  ).split(' '),
);
