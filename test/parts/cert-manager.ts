import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built.ts';

/** The controllers of cert-manager, with its cainjector. */
export interface CertManager {
  readonly version: string;
  /** Takes `--kubeconfig`. */
  readonly file: string;
  /** The folder of its CustomResourceDefinitions. */
  readonly definitions: string;
}

/** A program of ours around theirs, built by Go from modules into the cache. Undefined where it cannot be had. */
export function findCertManager(): CertManager | undefined {
  const folder = join(import.meta.dirname, 'cert-manager');
  const ours = createHash('sha256')
    .update(readFileSync(join(folder, 'main.go')))
    .digest('hex');
  const file = built('cert-manager', 'cert-manager', '.', `${VERSION}-${ours.slice(0, 8)}`);
  const module = file === undefined ? undefined : moduleIn(folder);
  return file === undefined || module === undefined ? undefined : { version: VERSION, file, definitions: join(module, 'deploy', 'crds') };
}

/** The cache may hold the program, and Go's own no more what it was made of. */
function moduleIn(folder: string): string | undefined {
  try {
    const printed = execFileSync('go', ['mod', 'download', '-json', MODULE], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    return (JSON.parse(printed) as { readonly Dir: string }).Dir;
  } catch (error) {
    console.warn(`the definitions of cert-manager could not be had from the Go module ${MODULE}: ${String(error)}`);
    return undefined;
  }
}

/** As go.mod has it. */
const VERSION = '1.21.2';
const MODULE = 'github.com/cert-manager/cert-manager';
