import { endpointsInPairs } from './connection-pairs.ts';
import { endpointsInUrls } from './connection-urls.ts';
import { MASKED, maskReferences } from './variable-references.ts';

/** Where a connection string says that its database is. References to variables stand in it as written; logins never do. */
export type Endpoint = {
  readonly hosts: readonly string[];
  readonly database?: string;
  /** Databases of Redis have numbers, and 0 is meant where none is given. */
  readonly cache?: true;
  /** What the database is called where nothing else names it. */
  readonly fallback?: string;
};

/** The same as cut out of a text, with nothing looked at yet; what is not given is empty. */
export interface WrittenEndpoint {
  readonly hosts: readonly string[];
  readonly database: string;
  readonly fallback: string;
  readonly cache: boolean;
  /** Of a URL, in lower case. */
  readonly scheme?: string;
  /** Where it does not stand behind the host itself. */
  readonly port?: string;
}

/**
 * The databases that one line of text names: URLs (JDBC, R2DBC and SQLAlchemy too), libpq's `host=… dbname=…`, the
 * `Server=…;Database=…` of ADO and ODBC, descriptors of Oracle, and `user@tcp(host)/name` of Go. With `any`, a URL of
 * whatever scheme is one.
 */
export function endpointsIn(line: string, any = false): readonly Endpoint[] {
  if (!mayNameDatabase(line)) return [];
  const { text, unmask } = maskReferences(line);
  return writtenIn(text, any).flatMap((endpoint) => safe(endpoint, unmask));
}

/** The same of a text whose references are masked, before it is looked at. */
export function writtenIn(text: string, any: boolean): readonly WrittenEndpoint[] {
  return text.length < SHORTEST || !mayNameDatabase(text) ? [] : [...endpointsInUrls(text, any), ...endpointsInPairs(text)];
}

/** Whether a text has in it what every connection string has; most have not, and need not be read. */
export function mayNameDatabase(text: string): boolean {
  return HINT.test(text);
}

/** Ports do not count, and so need not be known. A host or name with other characters was cut out of something else, perhaps of a password: it is not kept. */
function safe({ hosts, database, cache, fallback }: WrittenEndpoint, unmask: (part: string) => string): readonly Endpoint[] {
  const named = hosts.filter((host) => host !== '').slice(0, MOST_HOSTS);
  if (named.length === 0 || !named.every((host) => HOST.test(host))) return [];
  return [
    {
      hosts: named.map((host) => unmask(HOST.exec(host)?.[0] ?? '')),
      ...(DATABASE.test(database) && { database: unmask(database) }),
      ...(cache && { cache }),
      ...(database === '' && DATABASE.test(fallback) && { fallback: unmask(fallback) }),
    },
  ];
}

const SHORTEST = 6;
const HINT = /:\/\/|[(;]|jdbc:|host(?:addr)?\s{0,4}=/iu;
const MOST_HOSTS = 32;
const PORT = `(?::(?:\\d{1,5}|${MASKED}))?`;
const HOST = new RegExp(`^(?:\\[[\\da-f:.]{2,45}\\]|(?:[a-z\\d_.-]|${MASKED}){1,253})(?=${PORT}$)`, 'iu');
const DATABASE = new RegExp(`^(?:[\\w.$-]|${MASKED}){1,128}$`, 'u');
