import { field, type Json } from './strict-json.ts';

/**
 * What is too much of the proofs of a bundle; undefined where nothing is. Whoever may push could bring any number, and each costs
 * whoever verifies it: time for its signatures, and memory for its parts, which take up many times their own size.
 */
export function excessIn(bundle: Json): string | undefined {
  const material = field(bundle, 'verificationMaterial') ?? null;
  for (const [what, ...path] of LISTS) {
    const list = field(material, ...path);
    if (Array.isArray(list) && list.length > MOST_PROOFS) return `it has ${list.length} ${what}, and ${MOST_PROOFS} may be looked at`;
  }
  return JSON.stringify(material).length > LARGEST_PROOFS ? `its proofs are larger than ${LARGEST_PROOFS} bytes` : undefined;
}

const LISTS: readonly (readonly string[])[] = [
  ['log entries', 'tlogEntries'],
  ['timestamps', 'timestampVerificationData', 'rfc3161Timestamps'],
  ['certificates', 'x509CertificateChain', 'certificates'],
];
const MOST_PROOFS = 3;
/** Real ones have some kilobytes. */
const LARGEST_PROOFS = 256 * 1024;
