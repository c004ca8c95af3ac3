import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { glob, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The package as a user has it: packed, and installed in an empty folder. */
export interface Installed {
  readonly folder: string;
  /** Every file of the package, relative to it. */
  readonly files: readonly string[];
  /** The names of all packages that came with it, itself included. */
  readonly packages: readonly string[];
  /** Writes a file into the folder. */
  readonly write: (name: string, text: string) => Promise<void>;
  /** Runs a program in the folder to its end. */
  readonly run: (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  readonly serve: (args: readonly string[]) => Promise<Serving>;
  readonly remove: () => Promise<void>;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `lintel serve`. */
export interface Serving {
  readonly url: string;
  readonly operations: string;
  /** Sends SIGTERM, and gives the exit code. */
  readonly stop: () => Promise<number | null>;
}

export async function install(): Promise<Installed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lintel-package-'));
  const run = runIn(folder);
  await packInto(folder);
  const [tarball = 'no-tarball'] = await Array.fromAsync(glob('*.tgz', { cwd: folder }));
  await writeFile(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  expectSuccess(await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball]));
  const entries = await readdir(path.join(folder, 'node_modules/lintel'), { recursive: true, withFileTypes: true });
  return {
    folder,
    files: entries.filter((entry) => entry.isFile()).map((entry) => inPackage(folder, path.join(entry.parentPath, entry.name))),
    packages: (await readdir(path.join(folder, 'node_modules'))).filter((name) => !name.startsWith('.')),
    async write(name, text) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    },
    run,
    serve: (args) =>
      serving(spawn(path.join(folder, 'node_modules/.bin/lintel'), ['serve', ...args], { cwd: folder, env: ENV, stdio: PIPED })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** `prepack` builds first, so that what is checked is what would be published. */
async function packInto(folder: string): Promise<void> {
  expectSuccess(await runIn(ROOT)('npm', ['pack', '--pack-destination', folder]));
}

function expectSuccess({ code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(`A step of the installation failed with ${code}:\n${stdout}\n${stderr}`);
}

function inPackage(folder: string, file: string): string {
  return path.relative(path.join(folder, 'node_modules/lintel'), file).replaceAll(path.sep, '/');
}

function runIn(cwd: string): Installed['run'] {
  return (command, args, env = {}) =>
    new Promise((resolve) => {
      execFile(command, args, { cwd, env: { ...ENV, ...env }, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
}

/** A process that has been started, once it serves. */
export async function serving(child: ChildProcessByStdio<null, Readable, null>): Promise<Serving> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { msg?: string; url?: string; operations?: string };
    if (said.msg !== 'ready' || said.url === undefined || said.operations === undefined) continue;
    child.stdout.resume();
    return { url: said.url, operations: said.operations, stop: () => (child.kill('SIGTERM'), ended) };
  }
  throw new Error(`The server ended before it was ready, with ${await ended}.`);
}

/** What it says is read, and its errors are shown. */
export const PIPED: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];

/** The repository's Node, and nothing that this run's own tools have set. */
const ENV = {
  ...process.env,
  PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`,
  NO_COLOR: '1',
  NODE_OPTIONS: '',
};
