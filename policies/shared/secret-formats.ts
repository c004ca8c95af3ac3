import { isReference } from './secret-values.ts';

export type SecretFormat =
  | 'private key'
  | 'AWS access key'
  | 'GitHub token'
  | 'Slack token'
  | 'Google API key'
  | 'JSON Web Token'
  | 'bearer token'
  | 'URL with a password';

/** What a text gives itself away as; undefined where its form says nothing. */
export function secretFormat(text: string): SecretFormat | undefined {
  if (!SUSPECT.test(text)) return undefined;
  for (const [format, pattern] of FORMATS) if (pattern.test(text)) return format;
  if (holdsBearer(text)) return 'bearer token';
  return holdsPassword(text) ? 'URL with a password' : undefined;
}

/** "Bearer authentication" is prose: in running text a token is long or has a digit. */
function holdsBearer(text: string): boolean {
  for (const { 1: token = '', index, 0: whole } of text.matchAll(BEARER)) {
    const last = text.slice(index + whole.length).trim() === '';
    if (token.length >= LONG_TOKEN || /\d/u.test(token) || (last && isWholeHeader(text.slice(0, index)))) return true;
  }
  return false;
}

function isWholeHeader(before: string): boolean {
  return /^\s*(?:[\w-]+:\s*)?$/u.test(before);
}

function holdsPassword(text: string): boolean {
  for (const [, password = ''] of text.matchAll(USER_INFO)) if (!isReference(password)) return true;
  return text.split(/[\s"']+/u).some((word) => {
    const scheme = word.indexOf('://');
    return scheme >= 0 && Array.from(word.slice(scheme).matchAll(QUERY)).some(([, password = '']) => !isReference(password));
  });
}

/** What every form has in it somewhere: nearly all texts have none of these, and are not looked at again. */
const SUSPECT = /-----BEGIN|A(?:KIA|SIA|Iza)|gh[opsur]_|github_pat_|xox|eyJ|bearer|:\/\//iu;
/** Each looks at a character a bounded number of times: no input makes one slow. */
const FORMATS: readonly (readonly [SecretFormat, RegExp])[] = [
  ['private key', /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/u],
  ['AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/u],
  ['GitHub token', /\b(?:gh[opsur]_[A-Za-z0-9]{16}|github_pat_\w{20})/u],
  ['Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10}/u],
  ['Google API key', /\bAIza[\w-]{30}/u],
  ['JSON Web Token', /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{2,}\.[\w-]*/u],
];
const BEARER = /\bBearer\s+([\w.~+/-]+=*)/giu;
const LONG_TOKEN = 20;
const USER_INFO = /:\/\/[^\s:/?#@"'<>]*:([^\s/?#"'<>]+)@/gu;
const QUERY = /[?&;](?:password|passwd|pwd)=([^\s&;#]+)/giu;
