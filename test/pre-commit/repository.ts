import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A repository whose commits go through hooks of Lintel, as pre-commit installs them. */
export interface Repository {
  readonly write: (name: string, text: string) => void;
  readonly read: (name: string) => string;
  readonly git: (...args: readonly string[]) => Promise<Ended>;
  readonly remove: () => void;
}

export interface Ended {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

/** Makes the repository, and installs the hooks that it names from a repository of Lintel as this working tree is. */
export async function makeRepository(preCommit: string, hooks: readonly string[]): Promise<Repository> {
  const root = mkdtempSync(path.join(tmpdir(), 'lintel-pre-commit-'));
  const folder = path.join(root, 'work');
  const run = runIn(folder, envIn(root));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const lintel = publish(path.join(root, 'lintel'));
  write('.pre-commit-config.yaml', configOf(lintel, hooks));
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    expectSuccess(await run('git', args));
  expectSuccess(await run(preCommit, ['install', '--install-hooks']));
  return {
    write,
    read: (name) => readFileSync(path.join(folder, name), 'utf8'),
    git: (...args) => run('git', args),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Everything but what git ignores, so that the hooks are built from what would be committed. */
function publish(folder: string): string {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of listed.split('\0')) {
    if (file !== '' && !deleted.includes(file)) cpSync(path.join(ROOT, file), path.join(folder, file));
  }
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'Lintel'],
    ['tag', TAG],
  ])
    execFileSync('git', args, { cwd: folder, env: { ...process.env, ...IDENTITY } });
  return folder;
}

function configOf(lintel: string, hooks: readonly string[]): string {
  return `repos:\n  - repo: ${lintel}\n    rev: ${TAG}\n    hooks: [${hooks.map((id) => `{ id: ${id} }`).join(', ')}]\n`;
}

/** A Node of its own first on the PATH, under both names that pre-commit looks for, and no setting of this run's own tools. */
function envIn(root: string): NodeJS.ProcessEnv {
  const bin = path.join(root, 'bin');
  mkdirSync(bin);
  for (const name of ['node', 'nodejs']) symlinkSync(process.execPath, path.join(bin, name));
  const ours = Object.entries(process.env).filter(([key]) => !/^(?:npm_|NODE_|VITEST|GIT_|PRE_COMMIT)/iu.test(key));
  const PATH = `${bin}${path.delimiter}${process.env['PATH']}`;
  return {
    ...Object.fromEntries(ours),
    ...IDENTITY,
    PATH,
    PRE_COMMIT_HOME: path.join(root, 'home'),
    PRE_COMMIT_COLOR: 'never',
    NO_COLOR: '1',
  };
}

function runIn(cwd: string, env: NodeJS.ProcessEnv): (command: string, args: readonly string[]) => Promise<Ended> {
  return (command, args) =>
    new Promise((resolve) => {
      execFile(command, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
}

function expectSuccess({ code, output }: Ended): void {
  if (code !== 0) throw new Error(`The hooks could not be installed (${code}):\n${output}`);
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const TAG = 'v0.0.0-check';
const IDENTITY = {
  GIT_AUTHOR_NAME: 'A Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_COMMITTER_NAME: 'A Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
