import { createHash } from 'node:crypto';
import type { Finding } from '../engine/finding.ts';

/** Recognises a finding in another run: the SHA-256 of its identity, in hex. Holds no value of the manifest. */
export function fingerprint(finding: Pick<Finding, 'identity'>): string {
  return createHash('sha256').update(finding.identity).digest('hex');
}
