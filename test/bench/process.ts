import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotRun } from './measure.ts';

/** What a whole process took. */
export interface Cost {
  readonly ms: number;
  /** User and system time of all its threads: what a busy machine changes least. */
  readonly cpuMs: number;
  /** The most memory that it held at once (resident set). */
  readonly peakBytes: number;
}

/** Runs a script under this Node to its end, output thrown away. `codes`: those that mean that it did its work. */
export async function runNode(args: readonly string[], cwd: string, codes: readonly number[] = [0]): Promise<Cost> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', TELL_USE, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const [used, errors] = await Promise.all([told(child, 3), told(child, 2), once(child, 'close')]);
  const ms = performance.now() - begun;
  if (!codes.includes(child.exitCode ?? -1)) throw new CannotRun(`${args.join(' ')} ended with ${child.exitCode}: ${errors}`);
  const [peak, cpu] = used.split(' ');
  return { ms, cpuMs: Number(cpu), peakBytes: Number(peak) };
}

/** Milliseconds that a command takes from start to end, nothing of it watched. */
export function timeCommand(command: string, args: readonly string[], cwd: string, codes: readonly number[] = [0]): number {
  const env = { ...process.env, PATH: `${nodeFolder()}:${process.env['PATH'] ?? ''}` };
  const begun = performance.now();
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: 'ignore' });
  const ms = performance.now() - begun;
  if (error !== undefined || !codes.includes(status ?? -1))
    throw new CannotRun(`${command} ${args.join(' ')} ended with ${status}: ${error?.message ?? 'see what it says by hand'}`);
  return ms;
}

export interface Server {
  readonly url: string;
  /** Of its process, since it began. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a server that prints a line of JSON with its `url`. It writes to a file, so that nobody here has to keep up with its log. */
export async function startServer(args: readonly string[], cwd: string, log: string): Promise<Server> {
  const out = openSync(log, 'w');
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', out, out] });
  closeSync(out);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (let waited = 0; waited < START_MS; waited += 50) {
    const url = /"url":"(?<url>[^"]+)"/u.exec(await readFile(log, 'utf8'))?.groups?.['url'];
    if (url !== undefined) return { url, stop, cpuMs: () => cpuOf(child.pid ?? 0) };
    if (child.exitCode !== null) break;
    await pause(50);
  }
  await stop();
  throw new CannotRun(`${args.join(' ')} did not start: ${await readFile(log, 'utf8')}`);
}

/** Runs a script that prints JSON, and hands over what it printed. */
export async function askNode<T>(args: readonly string[], cwd: string): Promise<T> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, errors] = await Promise.all([told(child, 1), told(child, 2), once(child, 'close')]);
  if (child.exitCode !== 0) throw new CannotRun(`${args.join(' ')} ended with ${child.exitCode}: ${errors}`);
  return JSON.parse(said) as T;
}

/** Runs a tool whose failure ends the benchmark. */
export async function runTool(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, PATH: `${nodeFolder()}:${process.env['PATH'] ?? ''}` };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, errors] = await Promise.all([told(child, 1), told(child, 2), once(child, 'close')]);
  if (child.exitCode !== 0) throw new CannotRun(`${command} ${args.join(' ')} ended with ${child.exitCode}: ${errors}`);
  return said;
}

async function told(child: ChildProcess, fd: number): Promise<string> {
  const stream = child.stdio[fd];
  return stream !== null && stream !== undefined && 'read' in stream ? await text(stream) : '';
}

/** User and system time, in clock ticks of 10 ms (proc(5)); NaN where there is no /proc. */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function nodeFolder(): string {
  return process.execPath.replace(/[/\\][^/\\]+$/u, '');
}

/** The kernel's own mark counts from exec on; `maxRSS` would begin with the size of the process that forked. */
const USE_SOURCE = `
import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const own = () => Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
const peak = () => { try { return own(); } catch { return process.resourceUsage().maxRSS * 1024; } };
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
if (isMainThread) process.on('exit', () => writeSync(3, peak() + ' ' + cpu()));
`;
const TELL_USE = `data:text/javascript,${encodeURIComponent(USE_SOURCE)}`;
const START_MS = 20_000;
