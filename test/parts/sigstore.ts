import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built.ts';

/** The servers of an instance of Sigstore. */
export interface SigstoreParts {
  readonly fulcio: string;
  /** Of certificates: TesseraCT. */
  readonly certificateLog: string;
  /** Two of its second generation: the newer logs nothing but signatures of hashes, the older one envelopes as well. */
  readonly rekor: string;
  readonly olderRekor: string;
  readonly timestampAuthority: string;
}

/** Those that Go builds from modules. Undefined where one cannot be had. */
export function findSigstore(): SigstoreParts | undefined {
  const fulcio = around('fulcio', '1.8.8');
  const certificateLog = built('tesseract', 'tesseract', 'github.com/transparency-dev/tesseract/cmd/tesseract/posix', '0.1.1');
  const rekor = built('rekor-2.3', 'rekor', REKOR, '2.3.0');
  const olderRekor = built('rekor-2.2', 'rekor', REKOR, '2.2.1');
  const timestampAuthority = around('timestamp-authority', '2.1.3');
  if (fulcio === undefined || certificateLog === undefined || timestampAuthority === undefined) return undefined;
  return rekor === undefined || olderRekor === undefined ? undefined : { fulcio, certificateLog, rekor, olderRekor, timestampAuthority };
}

/** A program of ours around theirs: another one when ours changes. */
function around(name: string, version: string): string | undefined {
  const ours = readFileSync(join(import.meta.dirname, name, 'main.go'));
  return built(name, name, '.', `${version}-${createHash('sha256').update(ours).digest('hex').slice(0, 8)}`);
}

const REKOR = 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix';
