import { describeMatcher, matches } from './matcher.ts';
import { accepted, rejected, type Result } from './outcome.ts';
import type { Authority, KeylessAuthority } from './policy.ts';
import { describeSigner, type CertificateSigner, type Signer } from './signer.ts';

/** Whether an authority accepts who signed; the cryptography is done. */
export function acceptSigner(signer: Signer, authority: Authority): Result<Signer> {
  if (authority.by === 'key') {
    if (signer.by === 'key' && signer.fingerprint === authority.key.fingerprint) return accepted(signer);
    return rejected('wrong-key', `signed by ${describeSigner(signer)}, wanted is the key ${authority.key.fingerprint}`);
  }
  if (signer.by === 'key') return rejected('wrong-subject', `signed by ${describeSigner(signer)}, wanted is ${wanted(authority)}`);
  return acceptCertificate(signer, authority);
}

function acceptCertificate(signer: CertificateSigner, authority: KeylessAuthority): Result<Signer> {
  const { issuer, subject, extensions = {} } = authority;
  const isSubject = signer.subjects.some((name) => matches(subject, name));
  const isIssuer = issuer === undefined ? signer.issuer === undefined : matches(issuer, signer.issuer);
  if (!isSubject) return rejected('wrong-subject', `signed by ${describeSigner(signer)}, wanted is ${wanted(authority)}`);
  if (!isIssuer) return rejected('wrong-issuer', `signed by ${describeSigner(signer)}, wanted is ${wanted(authority)}`);
  for (const [name, matcher] of entriesOf(extensions)) {
    const found = signer.extensions[name];
    if (!matches(matcher, found))
      return rejected(
        'wrong-extension',
        `signed by ${describeSigner(signer)} with ${name} ${found === undefined ? 'absent' : JSON.stringify(found)}, wanted is ${describeMatcher(matcher)}`,
      );
  }
  return accepted(signer);
}

function wanted({ issuer, subject }: KeylessAuthority): string {
  return issuer === undefined ? describeMatcher(subject) : `${describeMatcher(subject)} (issuer ${describeMatcher(issuer)})`;
}

function entriesOf<K extends string, V>(record: Readonly<Partial<Record<K, V>>>): readonly (readonly [K, V])[] {
  return Object.entries(record) as [K, V][];
}
