import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The real pre-commit, from PyPI into the cache. Undefined where it can't be had: the suite that needs it then says that it did not run. */
export function findPreCommit(): string | undefined {
  if (existsSync(DONE)) return COMMAND;
  try {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'pipe' });
    execFileSync(join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `pre-commit==${VERSION}`], { stdio: 'pipe' });
    mkdirSync(`${DONE}.half`);
    writeFileSync(DONE, '');
    return COMMAND;
  } catch (error) {
    console.warn(`pre-commit ${VERSION} could not be had from PyPI: ${String(error)}`);
    return undefined;
  }
}

const VERSION = '4.7.0';
const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lintel', 'parts', `pre-commit-${VERSION}`);
const VENV = join(FOLDER, 'venv');
const COMMAND = join(VENV, 'bin/pre-commit');
/** Made last: without it, what is there is half of it. */
const DONE = join(FOLDER, 'done');
