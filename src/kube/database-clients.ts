/** What an option of a database's own client says, under the name that a variable would have, and the word that holds it. */
export interface ClientOption {
  readonly name: string;
  readonly value: string;
  readonly word: number;
}

/** `psql -h orders-db -d orders`, `mysql --host=orders-db`, also inside the script of `sh -c`. */
export function clientOptions(words: readonly string[]): readonly ClientOption[] {
  if (!words.some((word) => CLIENT.test(word))) return [];
  const tokens = tokensOf(words);
  const found: ClientOption[] = [];
  let client = '';
  for (const [at, { text, word }] of tokens.entries()) {
    client = clientAfter(client, text, at);
    const option = client === '' ? undefined : optionIn(text, tokens[at + 1]?.text ?? '');
    if (option !== undefined) found.push({ name: `${client}_${option.field}`, value: option.value, word });
  }
  return found.slice(0, MOST);
}

/** Whose options follow: those of a client, until its command ends. */
function clientAfter(client: string, text: string, at: number): string {
  if (END.test(text)) return '';
  const family = text.length <= LONGEST_COMMAND ? CLIENTS.get(text.slice(text.lastIndexOf('/') + 1)) : undefined;
  return family === undefined ? client : `${family}_client${at}`;
}

interface Token {
  readonly text: string;
  readonly word: number;
}

/** A word with spaces is a script, unless it is a value that a client gets. */
function tokensOf(words: readonly string[]): readonly Token[] {
  return words.flatMap((word, index) =>
    Array.from(word.matchAll(TOKEN), ([text]) => ({ text: text.replaceAll(/["']/gu, ''), word: index })),
  );
}

/** `-h host`, `-hhost`, `--host host`, `--host=host`. */
function optionIn(text: string, next: string): { readonly field: string; readonly value: string } | undefined {
  const [, long, short = '', joined] = OPTION.exec(text) ?? [];
  const field = FIELDS.get(long ?? short);
  const value = joined || next;
  return field === undefined || value === '' || value.startsWith('-') ? undefined : { field, value };
}

const TOKEN = /[;&|]{1,2}|(?:[^\s;&|"']|"[^"]{0,4096}"|'[^']{0,4096}')+/gu;
const END = /^[;&|]+$/u;
const OPTION = /^(?:--([a-z]{2,16})(?:=|$)|-([hdDn]))(.{0,512})$/u;
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['host', 'host'],
  ['h', 'host'],
  ['dbname', 'database'],
  ['database', 'database'],
  ['d', 'database'],
  ['D', 'database'],
  ['db', 'database'],
  ['n', 'database'],
]);
const CLIENTS: ReadonlyMap<string, string> = new Map(
  [
    ['pg', 'psql pgcli pg_dump pg_dumpall pg_restore pgbench vacuumdb reindexdb'],
    ['mysql', 'mysql mysqldump mysqlimport mariadb mariadb-dump mycli'],
    ['mongo', 'mongo mongosh mongodump mongorestore mongoexport mongoimport'],
    ['redis', 'redis-cli valkey-cli'],
    ['db', 'clickhouse-client usql'],
  ].flatMap(([family = '', names = '']) => names.split(' ').map((name): [string, string] => [name, family])),
);
/** Most command lines name none. */
const CLIENT = new RegExp([...CLIENTS.keys()].join('|'), 'u');
const LONGEST_COMMAND = 256;
const MOST = 64;
