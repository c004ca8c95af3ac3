import { field, parseStrict, type Json } from '../strict-json.ts';

/** A name and its password, or a token that an identity provider gave. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who logs in where. */
export type Keychain = (host: string, repository: string) => Credentials | undefined;

/**
 * Reads `auths` of a docker config.json: what pull secrets hold (kubernetes.io/dockerconfigjson). The entry with the longest path
 * that the repository is under wins, as in the kubelet. Throws a TypeError that says what is wrong, without a word of the content.
 */
export function dockerConfigKeychain(...configs: readonly Uint8Array[]): Keychain {
  const entries = configs.flatMap((config) => entriesIn(config)).toSorted((a, b) => b.place.length - a.place.length);
  return (host, repository) => {
    const names = ALIASES.has(host) ? [...ALIASES] : [host];
    return entries.find(({ place }) => names.some((name) => isUnder(`${name}/${repository}`, place)))?.credentials;
  };
}

interface Entry {
  readonly place: string;
  readonly credentials: Credentials;
}

function entriesIn(config: Uint8Array): readonly Entry[] {
  const parsed = parseStrict(config, 'the docker config');
  if (!parsed.ok) throw new TypeError('the docker config with registry credentials is not valid JSON');
  const auths = field(parsed.value, 'auths') ?? {};
  return Object.entries(auths as Readonly<Record<string, Json>>).flatMap(([key, auth]) => {
    const credentials = credentialsOf(auth);
    return credentials === undefined ? [] : [{ place: placeOf(key), credentials }];
  });
}

function credentialsOf(auth: Json): Credentials | undefined {
  const [username, password, encoded] = ['username', 'password', 'auth'].map((name) => field(auth, name));
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  if (typeof encoded !== 'string') return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** `https://index.docker.io/v1/` and `registry.example/team` alike. */
function placeOf(key: string): string {
  return key.replace(/^https?:\/\//u, '').replace(/\/(?:v[12]\/?)?$/u, '');
}

function isUnder(full: string, place: string): boolean {
  return full === place || full.startsWith(`${place}/`);
}

const ALIASES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
