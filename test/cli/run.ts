import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { SETTINGS } from './manifests.ts';

/** What a command line came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Setting {
  /** A folder that is there already, else one is made of the files. */
  readonly cwd?: string;
  readonly files?: Files;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the streams are a terminal. */
  readonly tty?: boolean;
}

/** Runs a command line in this process, over buffers. */
export async function run(args: readonly string[], { cwd, files = {}, stdin, env = {}, tty = false }: Setting = {}): Promise<Ran> {
  const io = {
    ...ioIn(cwd ?? folderOf(files)),
    stdin: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]),
    stdout: new Buffered(tty),
    stderr: new Buffered(tty),
    env,
  };
  const code = await main(args, io, {});
  return { code, stdout: io.stdout.text, stderr: io.stderr.text };
}

/** A world with nothing in it but a folder. */
export function ioIn(cwd: string): Io {
  return {
    stdin: Readable.from([]),
    stdout: new Buffered(false),
    stderr: new Buffered(false),
    env: {},
    cwd,
    now: Date.UTC(2026, 0, 1),
    cores: 1,
  };
}

/** A folder with some files, gone when the test is. Above it is the root of a repository, with settings for all that have no nearer ones. */
export function folderOf(files: Files, settings: string | null = SETTINGS): string {
  const root = mkdtempSync(path.join(tmpdir(), 'lintel-cli-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, '.git'));
  if (settings !== null) writeFileSync(path.join(root, 'lintel.yaml'), settings);
  const folder = path.join(root, 'work');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

class Buffered extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
