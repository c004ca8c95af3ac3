import type { Finding } from './finding.ts';
import { isNoWorse } from './identity.ts';

/** An update answers for what it makes worse: findings that the old object has too still warn, but deny no more. */
export function ratchet(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  if (findings.length === 0 || before.length === 0) return findings;
  const byIdentity = new Map<string, Finding[]>();
  for (const old of before) byIdentity.set(old.identity, [...(byIdentity.get(old.identity) ?? []), old]);
  return findings.map((finding) => {
    const known = byIdentity.get(finding.identity)?.some((old) => isNoWorse(finding, old)) ?? false;
    return known ? soften(finding) : finding;
  });
}

/** The same finding, as something that is not this request's doing. */
export function soften(finding: Finding): Finding {
  return { ...finding, enforcement: finding.enforcement === 'deny' ? 'warn' : finding.enforcement, old: true };
}
