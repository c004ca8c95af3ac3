import { spaced } from './database-credentials.ts';
import { databaseRole } from './database-names.ts';

/**
 * What the name of a variable, an option or a key says of its value. `host`: a host, even if it is one bare word; `peer`: who
 * is called; `open`: nothing; `general`: an address, of which nobody knows whose; `own`: its own address, or none that is called.
 */
export type HostRole = 'host' | 'peer' | 'open' | 'general' | 'own';

/** `REDIS_HOST`: a host; `ORDERS_URL`, `bootstrap.servers`: a peer; `SERVER_ADDR`: general; `LISTEN_ADDR`, `EXTERNAL_URL`, `NO_PROXY`: its own, or none. */
export function hostRole(name: string): HostRole {
  if (name.length > LONGEST) return 'own';
  const words = wordsOf(name);
  if (words.some((word, at) => OWN.has(word) || (word === 'no' && words[at + 1] === 'proxy'))) return 'own';
  return roleByHead(headOf(words)) ?? (databaseRole(name)?.role === 'host' ? 'host' : roleByAll(words));
}

function roleByHead({ last, rest }: Head): HostRole | undefined {
  if (rest.length === 0 && CALLED.has(last)) return 'peer';
  const role = HOST_WORDS.has(last) ? 'host' : PEER_WORDS.has(last) ? 'peer' : undefined;
  return role !== undefined && rest.every((word) => GENERAL.has(word)) ? 'general' : role;
}

function roleByAll(words: readonly string[]): HostRole {
  return words.length > 0 && words.every((word) => GENERAL.has(word)) ? 'general' : 'open';
}

/** Whose port a variable holds, as `hostOwner` tells whose host: `REDIS_PORT` is of `redis`. */
export function portOwner(name: string): string | undefined {
  if (name.length > LONGEST) return undefined;
  const words = wordsOf(name.replace(PORT_NUMBER, ''));
  const last = words.at(-1) ?? '';
  if (last === 'port') return words.slice(0, -1).join('-');
  return last.length > 4 && last.endsWith('port') ? [...words.slice(0, -1), last.slice(0, -4)].join('-') : undefined;
}

/** Whose host a variable holds: `REDIS_HOST` is of `redis`, and so is `REDIS_HOST_NAME`. */
export function hostOwner(name: string): string {
  if (name.length > LONGEST) return '';
  const { last, rest } = headOf(wordsOf(name));
  const glued = GLUED.find((word) => last.length > word.length && last.endsWith(word));
  return [...rest, ...(glued === undefined ? [] : [last.slice(0, -glued.length)])].join('-');
}

function wordsOf(name: string): readonly string[] {
  return spaced(name)
    .split('-')
    .filter((word) => word !== '');
}

/** `HOST_NAME`, `SERVER_LIST`, `SERVICE_URL_1` come down to their last word that says something. */
function headOf(words: readonly string[]): Head {
  const end = 1 + words.findLastIndex((word, at) => at === 0 || !isTail(word, words[at - 1] ?? ''));
  return { last: words[end - 1] ?? '', rest: words.slice(0, Math.max(end - 1, 0)) };
}

function isTail(word: string, before: string): boolean {
  if (NAMES.has(word)) return HOST_WORDS.has(before);
  return /^\d+$/u.test(word) || (TAILS.has(word) && (HOST_WORDS.has(before) || PEER_WORDS.has(before)));
}

interface Head {
  readonly last: string;
  readonly rest: readonly string[];
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

const LONGEST = 512;
const HOST_WORDS = wordSet('host hosts hostname hostnames hostaddr hostport fqdn addr addrs address addresses endpoint endpoints');
const PEER_WORDS = wordSet(
  'url urls uri uris dsn server servers broker brokers seed seeds upstream upstreams backend backends peer peers proxy gateway ' +
    'collector nodes bootstrap zookeeper contactpoints connection conn connect connectionstring connstr',
);
/** Alone they are an address, and it is not one's own. */
const CALLED = wordSet('url urls uri endpoint endpoints upstream upstreams backend backends broker brokers proxy targets seeds peers');
/** `port_value` of Envoy, `port.number` of Istio. */
const PORT_NUMBER = /(?<=port)[._-]?(?:value|number)$/iu;
const NAMES = wordSet('name names');
const TAILS = wordSet('string str list port points');
const GLUED = ['hostname', 'hostaddr', 'host', 'addr'];
const GENERAL = wordSet(
  'app application base site root server service http https grpc metrics health healthz probe pprof debug admin web ui my this tcp udp main ' +
    'default local rest management frontend status host hostname addr address',
);
const OWN = wordSet(
  'listen listener listeners listening bind binding advertise advertised advertising pod self own external public ingress cors origin origins ' +
    'redirect redirects callback callbacks docs doc documentation help support homepage runbook runbooks links schema schemas xmlns xsi license ' +
    'licence contact noproxy nonproxyhosts san sans sni cert certs certificate certificates audience aud image images chart repository virtual ' +
    'cookie root description summary annotation annotations title comment message label labels version sitemap avatar icon logo badge referer ' +
    'referrer ignore ignored exclude excluded allowed denied whitelist allowlist blocklist',
);
