import { isPlaceholder } from './placeholders.ts';
import { asString, isObject, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { Resource } from '../engine/resource.ts';
import { isAddress, isIdentity, isPassword } from './database-credentials.ts';
import type { Origin } from './secret-nodes.ts';

/**
 * The keys of a Secret, and digests by which a copy elsewhere is known: of each password or connection string, of the
 * login that a user name and a password or a URL make, and of the Secret as a whole.
 */
export function secretCopies(secret: Resource, digest: (text: string) => string): readonly Omit<Origin, 'node'>[] {
  if (OTHER_USES.has(asString(secret['type']) ?? '')) return [];
  const entries = entriesOf(secret);
  const small = entries.length <= SMALL;
  return [
    ...entries.map(({ key, value }) => ({ key, ...(tellsCopy(key, value, small) && { bucket: `copy/${digest(value)}` }) })),
    ...loginsIn(entries).map(({ key, login }) => ({ key, bucket: `copy/${digest(login)}` })),
    ...wholeOf(entries).map((whole) => ({ spread: true, bucket: `copy/${digest(whole)}` })),
  ];
}

interface Entry {
  readonly key: string;
  /** As latin1, one character a byte, so that `data` and `stringData` of one content are one text. */
  readonly value: string;
}

/** `stringData` outranks `data`; a line break at the end is an accident of the shell. */
function entriesOf(secret: Resource): readonly Entry[] {
  const values = new Map<string, string>();
  for (const [field, encoding] of FIELDS)
    for (const [key, text] of membersOf(secret[field]))
      if (typeof text === 'string') values.set(key, Buffer.from(text, encoding).toString('latin1').trimEnd());
  return [...values].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function membersOf(value: Json | undefined): readonly (readonly [string, Json | undefined])[] {
  return isObject(value) ? Object.keys(value).map((key) => [key, member(value, key)] as const) : [];
}

/** What many Secrets hold alike for other reasons is no copy: host and user names, defaults, placeholders, URLs without password. */
function tellsCopy(key: string, value: string, small: boolean): boolean {
  if (isAddress(key) || isIdentity(key) || !(small || isPassword(key))) return false;
  return ANY_URL.test(value) ? opens(value) : !isTrivial(value);
}

function opens(url: string): boolean {
  const [, , password = ''] = URL_LOGIN.exec(url) ?? [];
  return URL_PASSWORD.test(url) || !isTrivial(decoded(password));
}

function isTrivial(value: string): boolean {
  return value.length < SHORTEST || DEFAULTS.has(value.toLowerCase()) || isPlaceholder(value);
}

/** One credential may be written as a URL in one Secret and in parts in another. */
function loginsIn(entries: readonly Entry[]): readonly { readonly key: string; readonly login: string }[] {
  const found = entries.flatMap(({ key, value }) => {
    const [, user = '', password = ''] = URL_LOGIN.exec(value) ?? [];
    return loginOf(key, decoded(user), decoded(password));
  });
  const users = entries.filter(({ key }) => isIdentity(key));
  const passwords = entries.filter(({ key, value }) => isPassword(key) && !isIdentity(key) && !isAddress(key) && !ANY_URL.test(value));
  const [user, password] = [users[0], passwords[0]];
  if (users.length !== 1 || passwords.length !== 1 || user === undefined || password === undefined) return found;
  return [...found, ...loginOf(password.key, user.value, password.value)];
}

function loginOf(key: string, user: string, password: string): readonly { readonly key: string; readonly login: string }[] {
  return user === '' || isTrivial(password) ? [] : [{ key, login: `login\n${user}\n${password}` }];
}

/** A weak password proves nothing alone; beside an equal user name that is no default it does. */
function wholeOf(entries: readonly Entry[]): readonly string[] {
  const credible =
    entries.length > 1 &&
    entries.some(({ key, value }) => isPassword(key) && !isPlaceholder(value)) &&
    entries.some(({ key, value }) => !isAddress(key) && !isTrivial(value) && !ANY_URL.test(value));
  return credible ? [`whole\n${JSON.stringify(entries.map(({ key, value }) => [key, value]))}`] : [];
}

/** Percent escapes that mean nothing stay as they are. */
function decoded(text: string): string {
  return text.replaceAll(/%([\da-f]{2})/giu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

const FIELDS = [
  ['data', 'base64'],
  ['stringData', 'utf8'],
] as const;
const OTHER_USES: ReadonlySet<string> = new Set([
  'kubernetes.io/tls',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/dockercfg',
  'kubernetes.io/service-account-token',
  'kubernetes.io/ssh-auth',
  'bootstrap.kubernetes.io/token',
  'helm.sh/release.v1',
]);
/** Up to so many entries, an entry of any name may be the credential. */
const SMALL = 2;
const SHORTEST = 6;
const URL_LOGIN = /^[a-z][a-z\d+.:-]*:\/\/([^:@/\s]*):([^@/\s]+)@/iu;
const ANY_URL = /^[a-z][a-z\d+.:-]*:\/\//iu;
const URL_PASSWORD = /[?&;](?:password|pwd|pass)=[^&;]/iu;
const DEFAULTS: ReadonlySet<string> = new Set(
  [
    'password password1 password123 passw0rd changeme change-me change_me changeit secret secrets default example sample test-password testing',
    'postgres postgresql mysql mariadb mongodb mongo redis oracle cassandra clickhouse neo4j database db-password dbpassword admin123 administrator',
    'root123 123456 1234567 12345678 123456789 qwerty letmein enabled disabled require verify-full localhost 127.0.0.1 production development staging',
  ].flatMap((line) => line.split(' ')),
);
