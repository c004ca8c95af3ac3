import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';

/** A repository whose objects are read, and whose work tree is not. */
export interface Repository {
  /** The folder that holds `.git`. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

export type GitAnswer = { readonly stdout: Buffer } | { readonly failed: GitFailure };

export type GitFailure = 'no-git' | 'too-large' | 'refused';

/**
 * The repository around a folder. Its root is looked for here and told to git, since git would also take a folder for a repository
 * that merely looks like a bare one, and that anybody can commit.
 */
export function findRepository(folder: string, env: Readonly<Record<string, string | undefined>>): Repository | 'none' | 'submodule' {
  for (let root = folder; ; root = path.dirname(root)) {
    const found = path.join(root, '.git');
    if (existsSync(found)) return isOfSubmodule(found) ? 'submodule' : { root, env: innocent(env, root) };
    if (path.dirname(root) === root) return 'none';
  }
}

/** Runs git as it reads objects: nothing that a repository is set to run is run, and nothing is fetched. */
export function git({ root, env }: Repository, args: readonly string[], input = ''): GitAnswer {
  const { status, stdout, error } = spawnSync('git', [`--git-dir=${path.join(root, '.git')}`, ...HARMLESS, ...args], {
    cwd: path.parse(root).root,
    env,
    input,
    maxBuffer: LARGEST,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  if (error !== undefined) return { failed: 'code' in error && error.code === 'ENOBUFS' ? 'too-large' : 'no-git' };
  return status === 0 ? { stdout } : { failed: 'refused' };
}

/** A submodule comes from wherever the tree around it says. */
function isOfSubmodule(file: string): boolean {
  return statSync(file).isFile() && /[\\/]modules[\\/]/u.test(readFileSync(file, 'utf8'));
}

/**
 * Without what would make git look elsewhere, and with no git that the work tree brings: npx puts its folder on the PATH, and an empty
 * PATH means the folder one is in.
 */
function innocent(env: Readonly<Record<string, string | undefined>>, root: string): Readonly<Record<string, string>> {
  const kept = Object.entries(env).flatMap(([name, value]) => (value === undefined || name.startsWith('GIT_') ? [] : [[name, value]]));
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder) && !isWithin(root, folder));
  return { ...Object.fromEntries(kept), PATH: folders.join(path.delimiter) || devNull, ...QUIET };
}

export function isWithin(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

const QUIET = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
const HARMLESS = [
  '--no-pager',
  '--no-replace-objects',
  ...['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'protocol.allow=never'].flatMap((setting) => ['-c', setting]),
];
const LARGEST = 256 * 1024 * 1024;
