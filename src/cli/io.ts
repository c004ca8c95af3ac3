import type { Readable, Writable } from 'node:stream';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';

/** All that a command touches of the world; the entry binds it to the process, tests to buffers. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How many threads may work at once. */
  readonly cores: number;
}

/** What an exit code says; the highest that applies is given. */
export const EXIT = {
  clean: 0,
  /** Findings that deny, or beyond what the flags allow. */
  findings: 1,
  /** A wrong flag, or faulty settings. */
  usage: 2,
  /** Input that was not understood, or nothing to examine. */
  input: 3,
  /** A fault of Lintel's own, or an output that could not be written. */
  internal: 4,
} as const;

/** Whether to write colours: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) come before what the stream is. */
export function wantsColor(stream: { readonly isTTY?: boolean }, env: Io['env']): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** The columns to write for; a pipe has no width of its own. */
export function widthOf(stream: { readonly isTTY?: boolean; readonly columns?: number }, env: Io['env']): number {
  const given = Number(env['COLUMNS']);
  if (Number.isInteger(given) && given > 0) return given;
  return stream.isTTY === true ? (stream.columns ?? PIPE_WIDTH) : PIPE_WIDTH;
}

/** Writes and waits until it is taken; a reader that left early (`| head`) is no fault. */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (error === undefined || error === null || ('code' in error && error.code === 'EPIPE')) resolve();
      else
        reject(new CommandFailure(EXIT.internal, `The output could not be written: ${messageOf(error)}. Nothing of it can be relied on.`));
    };
    stream.write(text, done);
  });
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

const PIPE_WIDTH = 100;
