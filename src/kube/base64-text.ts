/** The text that a base64 value of `data` or `binaryData` holds; undefined for what is no base64, or no text. */
export function decodedText(value: string): string | undefined {
  const bare = value.replaceAll(/\s+/gu, '');
  if (!BASE64.test(bare)) return undefined;
  const text = Buffer.from(bare, 'base64').toString('utf8');
  return NO_TEXT.test(text) ? undefined : text;
}

/** As Go's encoding/base64 reads it, but for the padding, which people forget. */
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/u;
// oxlint-disable-next-line no-control-regex -- control characters are what tells bytes from text
const NO_TEXT = /[\u0000-\u0008\u000E-\u001F\uFFFD]/u;
