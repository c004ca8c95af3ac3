import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startPart } from './part.ts';
import { until } from './until.ts';

/** A process that has started a part, and what it says of it. */
async function owner(program: string) {
  const code = `import { startPart } from ${JSON.stringify(path.join(import.meta.dirname, 'part.ts'))};
    const { pid, folder, output } = await startPart('test', process.execPath, ['-e', ${JSON.stringify(program)}]);
    while (!output().includes('here')) await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(JSON.stringify({ pid, folder }));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { pid, folder } = JSON.parse(String(line)) as { readonly pid: number; readonly folder: string };
  return { child, pid, folder };
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('a part ends with its owner, who ends by %s', async (signal) => {
  const { child, pid, folder } = await owner(RUNS);
  expect([lives(pid), existsSync(folder)]).toEqual([true, true]);
  child.kill(signal);
  await until('the part has ended', () => !lives(pid) && !existsSync(folder));
});

test('a part that does not listen is killed', async () => {
  const { child, pid } = await owner(`process.on('SIGTERM', () => undefined); ${RUNS}`);
  child.kill('SIGKILL');
  await until('the part has ended', () => !lives(pid));
});

test('a part that is stopped has ended, and what it said is known', async () => {
  const part = await startPart('test', process.execPath, ['-e', RUNS]);
  await until('it speaks', () => part.output().includes('here'));
  await part.stop();
  expect([lives(part.pid), part.isRunning(), part.output(), existsSync(part.folder)]).toEqual([false, false, 'here\n', false]);
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const RUNS = "console.log('here'); setInterval(() => undefined, 1000)";
