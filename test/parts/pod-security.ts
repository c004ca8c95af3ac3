import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The test data of the Pod Security Standards: the folder that POD_SECURITY_TESTDATA names, or the one in the Go module, which Go keeps in
 * its own cache and checks against its checksum. Undefined where neither can be had: the suite that needs it then says that it did not run.
 */
export function findPodSecurityTestdata(): string | undefined {
  const { POD_SECURITY_TESTDATA: given } = process.env;
  if (given !== undefined && given !== '') return given;
  try {
    const printed = execFileSync('go', ['mod', 'download', '-json', MODULE], { cwd: tmpdir(), encoding: 'utf8', stdio: 'pipe' });
    const { Dir: folder = '', Sum: sum }: { readonly Dir?: string; readonly Sum?: string } = JSON.parse(printed);
    if (sum !== SUM) throw new Error(`its sum is ${sum}, not ${SUM}`);
    const data = join(folder, 'test', 'testdata');
    return existsSync(data) ? data : undefined;
  } catch (error) {
    console.warn(`the test data of the Pod Security Standards could not be had from the Go module ${MODULE}: ${String(error)}`);
    return undefined;
  }
}

/** A program around the code that the API server itself judges by, built by Go into the cache. Undefined where it can't be had. */
export function findPodSecurityJudge(): string | undefined {
  const file = join(CACHE, 'judge');
  try {
    mkdirSync(CACHE, { recursive: true });
    const source = join(import.meta.dirname, 'pod-security');
    execFileSync('go', ['build', '-mod=readonly', '-trimpath', '-o', file, '.'], { cwd: source, stdio: 'pipe' });
    return file;
  } catch (error) {
    console.warn(`the code of the Pod Security Standards could not be built from the Go module ${MODULE}: ${String(error)}`);
    return undefined;
  }
}

const MODULE = 'k8s.io/pod-security-admission@v0.36.3';
const SUM = 'h1:nWRx42eQwSkapa0TPwtho35adfSziRmPYuzwU+4xPpo=';
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lintel', 'parts', 'pod-security-0.36.3');
