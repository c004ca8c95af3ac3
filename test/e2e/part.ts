import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './until.ts';

/** A running program of the test's own, under a guard that ends it whatever becomes of the test. */
export interface Part {
  readonly name: string;
  /** Of the program itself. */
  readonly pid: number;
  /** Where it runs; removed once it has ended. */
  readonly folder: string;
  /** What it has printed so far. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  /** Tells it to stop, and waits until it has. */
  readonly stop: () => Promise<void>;
}

/** A folder for a program that is yet to start. */
export function partFolder(name: string): string {
  return mkdtempSync(path.join(tmpdir(), `lintel-${name}-`));
}

/** `env` is what the program has beside the environment of the test. */
export async function startPart(
  name: string,
  program: string,
  args: readonly string[],
  folder = partFolder(name),
  env: Readonly<Record<string, string>> = {},
): Promise<Part> {
  const guard = spawn(process.execPath, [GUARD, folder, program, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(guard, 'exit');
  const [pid] = (await Promise.race([once(guard.stdout, 'data'), ended])) as readonly unknown[];
  // Neither keeps the test's process alive; both end with it.
  guard.unref();
  let last = '';
  const output = (): string => {
    const log = path.join(folder, 'log');
    if (existsSync(log)) last = readFileSync(log, 'utf8');
    return last;
  };
  return {
    name,
    pid: Number(pid),
    folder,
    output,
    isRunning: () => guard.exitCode === null && guard.signalCode === null,
    async stop() {
      output();
      guard.stdin.end();
      guard.ref();
      await ended;
    },
  };
}

/** Waits until it answers; where it does not, what it printed is told. */
export async function ready(part: Part, ask: () => Promise<boolean>): Promise<void> {
  try {
    await until(`${part.name} is ready`, async () => {
      if (!part.isRunning()) throw new Error(`${part.name} has ended`);
      return await ask();
    });
  } catch (error) {
    throw new Error(`${part.name} did not start; it said:\n${part.output().slice(-TOLD)}`, { cause: error });
  }
}

const GUARD = path.join(import.meta.dirname, 'guard.ts');
const TOLD = 4000;
