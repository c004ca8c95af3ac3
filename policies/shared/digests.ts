/** The algorithms that the kubelet knows, each with its number of hex digits (github.com/opencontainers/go-digest); any other is an InvalidImageName. */
export const KUBELET_DIGESTS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** Whether a text is a digest in full: one of the algorithms, and as many lower-case hex digits as it yields. */
export function isDigest(text: string, algorithms: ReadonlyMap<string, number>): boolean {
  const colon = text.indexOf(':');
  const hex = text.slice(colon + 1);
  return colon > 0 && algorithms.get(text.slice(0, colon)) === hex.length && /^[0-9a-f]+$/u.test(hex);
}
