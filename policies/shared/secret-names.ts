/** Whether a name (of a variable, an option, a key) says that its value is a secret: `DB_PASSWORD`, `--api-key`, `clientSecret`. */
export function isSecretName(name: string): boolean {
  if (!SUSPECT.test(name)) return false;
  const words = wordsOf(name);
  return words.some((word, index) => SECRET_WORD.test(word) || PAIRS.has(`${words[index - 1] ?? ''} ${word}`)) && !isAboutSecret(words);
}

/** Whether a name ends in what the catalogue lets any value stand under: the secret is elsewhere. */
export function namesNoSecret(name: string): boolean {
  return ELSEWHERE.test(name);
}

/** `TOKENIZER`, `SECRETARY` and `KEYBOARD` are words of their own, so names are compared by words and not by letters. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .map((word) => word.replace(/^(\D+)\d{1,4}$/u, '$1'))
    .filter((word) => word !== '');
}

/** `TOKEN_EXPIRY_SECONDS` and `PASSWORD_MIN_LENGTH` measure or describe a secret. */
function isAboutSecret(words: readonly string[]): boolean {
  return DESCRIBING.has(words.at(-1) ?? '') || SWITCHING.has(words[0] ?? '');
}

/** Letters that every word and pair below has in it: most names have none of these, and need not be taken apart. */
const SUSPECT = /pass|pwd|token|secret|cred|key|string/iu;
/** `PGPASSWORD` and `authtoken` run together; `tokens` alone are mostly counted. */
const SECRET_WORD =
  /(?:passwords?|passwd|passphrase|pwd|token|secrets?|credentials?|apikeys?|accesskeys?|secretkeys?|privatekeys?)$|^(?:(?:db|user|root|admin|require)?pass|creds|accesskeyid)$/u;
const PAIRS: ReadonlySet<string> = new Set([
  ...['api', 'access', 'private', 'account', 'storage', 'encryption', 'signing', 'shared'].flatMap((word) => [
    `${word} key`,
    `${word} keys`,
  ]),
  ...['api', 'access', 'auth', 'refresh', 'bearer'].map((word) => `${word} tokens`),
  'connection string',
  'pass word',
  'pass phrase',
]);
const ELSEWHERE = /(?:NAME|FILE|PATH|DIR|URL|TTL)$/iu;
const DESCRIBING: ReadonlySet<string> = new Set(
  (
    'length size count limit min max seconds minutes hours days ms timeout interval expiry expiration expires expire lifetime duration age ' +
    'retries type algorithm alg issuer audience version policy endpoint host port uri enabled required provider backend ' +
    'namespace header format prefix selector mode stdin rotation through rate'
  ).split(' '),
);
const SWITCHING: ReadonlySet<string> = new Set('no without enable disable require use skip allow'.split(' '));
