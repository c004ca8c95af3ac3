import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A program that Go builds, once, into the cache: from the module beside this file that pins all that it is made of. Undefined, and
 * told, where it cannot be had.
 */
export function built(module: string, name: string, main: string, version: string, flags: readonly string[] = []): string | undefined {
  const file = join(CACHE, `${name}-${version}`, name);
  if (existsSync(file)) return file;
  console.warn(`Building ${name} ${version}, once; this takes minutes.`);
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    const half = `${file}.${process.pid}`;
    const build = ['build', '-mod=readonly', '-trimpath', '-ldflags', ['-s', '-w', ...flags].join(' '), '-o', half, main];
    execFileSync('go', build, { cwd: join(import.meta.dirname, module), stdio: ['ignore', 'ignore', 'pipe'] });
    renameSync(half, file);
    return file;
  } catch (error) {
    console.warn(`${name} ${version} could not be built: ${String(error)}`);
    return undefined;
  }
}

/** Outside of any checkout. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lintel', 'parts');
