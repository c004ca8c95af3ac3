#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { main } from '../cli/main.ts';

/** The command. A reader of the output that leaves early (`| head`) ends it without a word. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(
  process.argv.slice(2),
  {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now(),
    cores: availableParallelism(),
  },
  {
    serve: async () => (await import('./serve.ts')).serve,
    webhook: async () => (await import('./webhook.ts')).webhook,
  },
);
