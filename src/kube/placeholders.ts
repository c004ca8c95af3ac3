/**
 * Whether a text stands for a secret that is put in elsewhere: `<password>`, `${PASSWORD}`, `{{ .password }}`, `CHANGEME`,
 * `xxxx`, a reference of vals or Vault, a ciphertext of SOPS; or is empty.
 */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return text === '' || WHOLE.test(text) || REFERENCE.test(text) || isEncrypted(text) || isFilledIn(text);
}

/** What SOPS leaves in the place of a value. */
function isEncrypted(text: string): boolean {
  return text.startsWith('ENC[') && text.endsWith(']');
}

/** A line such as `postgres://app:${PASSWORD}@db/app`: the part that is secret is put in later, unless a password stands beside it. */
function isFilledIn(text: string): boolean {
  if (text.length > LONGEST || text.includes('\n')) return false;
  const rest = text.replaceAll(SLOT, FILLED);
  if (rest === text) return false;
  return !/[\p{L}\p{N}]/u.test(rest) || (rest.includes('://') && !LOGIN.test(rest));
}

/** Each opening is looked at once, up to the first closing one. */
const SLOT = /\$\{[^{}\n]{0,200}\}|\$\([^()\n]{0,200}\)|\{\{[^{}\n]{0,200}\}\}|<[^<>\n]{1,200}>|\$[A-Z_][A-Z\d_]{0,100}/gu;
const FILLED = '\uE000';
const LOGIN = /:[^\uE000@/\s:]+@|[?&;](?:password|passwd|pwd)=[^\uE000&;]/iu;
const WORDS = [
  'change[-_. ]?(?:me|this)(?:[-_!.\\d][-_!.\\w]{0,60})?',
  'replace[-_. ]?(?:me|this|it|with)?(?:[-_!.\\d][-_!.\\w]{0,60})?',
  'x{3,}|\\*{3,}|\\.{3,}|-{3,}|_{3,}|…',
  'to[-_ ]?do|tbd|fix[-_ ]?me|redacted|masked|hidden|omitted|encrypted|placeholder|dummy',
  '(?:your|insert|enter)[-_ ][-_ a-z]{1,80}',
  '[-_a-z]{0,60}[-_](?:placeholder|here)|placeholder[-_][-_a-z\\d]{0,60}',
].join('|');
const WHOLE = new RegExp(`^["'\\[(<]?(?:${WORDS})["'\\])>]?$`, 'iu');
/** vals and helm-secrets, Bank-Vaults, 1Password, and the clouds' URIs of secrets. */
const REFERENCE =
  /^(?:ref\+[a-z\d]+:\/\/|vault:[\w/-]+#|op:\/\/|secretref\+|arn:aws:secretsmanager:|gcpsm:\/\/|azurekeyvault:\/\/|projects\/[\w-]+\/secrets\/)\S*$/u;
const LONGEST = 4096;
