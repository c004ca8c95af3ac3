/** A name and its password, or a token that an identity provider gave. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who logs in where: all that may, the likeliest first. */
export type Keychain = (host: string, repository: string) => readonly Credentials[];

/** Credentials, and the place that they are for: a host and perhaps a path. `*` in a part of the host stands for any characters but dots. */
export interface Login {
  readonly place: string;
  readonly credentials: Credentials;
}

/** `config.json` has its entries under `auths` (kubernetes.io/dockerconfigjson), the older `.dockercfg` (kubernetes.io/dockercfg) has nothing else. */
export type DockerConfigForm = 'config.json' | '.dockercfg';

/** Reads what `docker login` writes, or a pull secret holds. Throws a TypeError that says what is wrong, without a word of the content. */
export function readDockerConfig(config: Uint8Array, form: DockerConfigForm = 'config.json'): readonly Login[] {
  const parsed = objectIn(parsedOf(config));
  const auths = Object.entries(form === 'config.json' ? objectIn(parsed['auths'] ?? {}) : parsed);
  if (auths.length > MOST_LOGINS) throw new TypeError(`the docker config has credentials for more than ${MOST_LOGINS} places`);
  return auths.flatMap(([key, auth]) => {
    const credentials = credentialsOf(auth);
    return credentials === undefined ? [] : [{ place: placeOf(key), credentials }];
  });
}

/**
 * By the rule of the kubelet (kubernetes.io, "Images", "Interpretation of config.json"): a host has the same port and as many parts,
 * a path is a prefix, and of all that match, the longest path comes first.
 */
export function keychainOf(logins: readonly Login[]): Keychain {
  const sorted = logins.toSorted((a, b) => compare(b.place, a.place));
  return (host, repository) => {
    const canonical = HUB.has(host) ? HUB_HOST : host;
    const matching = sorted.filter(({ place }) => isFor(place, canonical, `/${repository}`)).map(({ credentials }) => credentials);
    return matching.filter((one, index) => matching.findIndex((other) => isSame(one, other)) === index);
  };
}

/** The keychain of one file. Throws a TypeError, as `readDockerConfig` does. */
export function dockerConfigKeychain(config: Uint8Array): Keychain {
  return keychainOf(readDockerConfig(config));
}

function parsedOf(config: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(config).toString('utf8'));
  } catch {
    throw new TypeError('the docker config with registry credentials is not valid JSON');
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new TypeError('the docker config with registry credentials has another shape: {"auths": {"registry.example": {"auth": "..."}}}');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `auth` comes before the two that it is made of. */
function credentialsOf(auth: unknown): Credentials | undefined {
  if (!isObject(auth)) return undefined;
  const [encoded, username = '', password = ''] = ['auth', 'username', 'password'].map((name) => textIn(auth[name]));
  if (encoded !== undefined) return decoded(encoded);
  return username === '' && password === '' ? undefined : { username, password };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function decoded(encoded: string): Credentials | undefined {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** `https://index.docker.io/v1/` and `registry.example/team` alike; Docker Hub by one name. */
function placeOf(key: string): string {
  const [host = '', ...path] = key.replace(/^https?:\/\//u, '').split('/');
  const below = `/${path.join('/')}`.replace(/^\/v[12](?=\/|$)/u, '');
  const lower = host.toLowerCase();
  return `${HUB.has(lower) ? HUB_HOST : lower}${below === '/' ? '' : below}`;
}

function isFor(place: string, host: string, path: string): boolean {
  const slash = place.indexOf('/');
  const [pattern, prefix] = slash < 0 ? [place, ''] : [place.slice(0, slash), place.slice(slash)];
  return path.startsWith(prefix) && (pattern.includes('*') ? fitsHost(pattern, host) : pattern === host);
}

function fitsHost(pattern: string, host: string): boolean {
  const [wanted, given] = [partsOf(pattern), partsOf(host)];
  return wanted.length === given.length && wanted.every((part, index) => fits(part, given[index] ?? ''));
}

/** The port, with its colon or empty, and the parts of the name. */
function partsOf(host: string): readonly string[] {
  const [port = ''] = /:\d+$/u.exec(host) ?? [];
  return [port, ...host.slice(0, host.length - port.length).split('.')];
}

/** The leftmost place of each piece leaves the most room for the next, so that no pattern costs more than its length. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}

function isSame(a: Credentials, b: Credentials): boolean {
  return a.username === b.username && a.password === b.password;
}

/** As the kubelet sorts its places, backwards: of two that begin alike, the longer comes first. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const HUB_HOST = 'docker.io';
const HUB: ReadonlySet<string> = new Set([HUB_HOST, 'index.docker.io', 'registry-1.docker.io']);
const MOST_LOGINS = 1000;
