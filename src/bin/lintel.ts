#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { main } from '../cli/main.ts';

/** The command. A write that fails is told to who wrote; a reader that leaves early (`| head`) ends it without a word. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = await main(
  process.argv.slice(2),
  {
    // Opened when it is asked for: that is dear, and most runs read files.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now(),
    cores: availableParallelism(),
  },
  {
    // The server is loaded when it is called: a lint never pays for it.
    serve: async (args, io) => (await import('./serve.ts')).serve(args, io),
    webhook: async (args, io) => (await import('./webhook.ts')).webhook(args, io),
  },
);
