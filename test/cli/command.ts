import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Ran } from './run.ts';

const ENTRY = path.resolve(import.meta.dirname, '../../src/bin/lintel.ts');

export interface Started {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in; without it, standard input is closed. */
  readonly stdin?: string;
  /** Hang up on a stream after its first chunk. */
  readonly hangUp?: 'stdout' | 'stderr' | undefined;
  /** A shell's line that runs the command as `"$@"`. */
  readonly shell?: string;
}

/** The command as a process of its own, with an environment of its own. */
export async function command(args: readonly string[], { cwd, env = {}, stdin, hangUp, shell = 'exec "$@"' }: Started): Promise<Ran> {
  const child = spawn('/bin/sh', ['-c', shell, 'sh', process.execPath, ENTRY, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      told[name] += chunk;
      if (hangUp === name) child[name]?.destroy();
    });
  }
  child.stdin?.on('error', () => undefined).end(stdin);
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('close', (code, signal) => resolve(code ?? (signal === null ? -1 : -2)));
  return { code: await promise, ...told };
}
