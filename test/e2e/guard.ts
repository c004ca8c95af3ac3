import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs a program in a folder for as long as whoever started this guard lives: its standard input ends with that process, however it
 * ends. Then the program is told to stop, killed if it does not, and the folder removed.
 * node guard.ts FOLDER PROGRAM ARGUMENTS...
 */
const [folder = '', program = '', ...args] = process.argv.slice(2);
const log = openSync(path.join(folder, 'log'), 'a');
const child = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log] });

function stop(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
}

function end(code: number): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

child.once('error', () => end(127));
child.once('exit', (code) => end(code ?? 1));
process.stdin.once('end', stop).once('error', stop).resume();
// Ctrl-C reaches the whole group; the owner tells by closing the pipe.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, stop);
process.stdout.write(`${child.pid ?? ''}\n`);
process.stdout.on('error', () => undefined);

const PATIENCE = 5000;
