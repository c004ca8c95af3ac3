import type { Io } from './io.ts';

/** A line that tells how far long work has come: on a terminal alone, and only once it is long. */
export interface Progress {
  show(verb: string, done: number, total: number, things?: string): void;
  clear(): void;
}

export function progressOn({ stderr, env }: Io): Progress {
  if (stderr.isTTY !== true || isSet(env['CI']) || env['TERM'] === 'dumb') return SILENT;
  const begun = performance.now();
  let shown = 0;
  return {
    show(verb, done, total, things = 'files') {
      const now = performance.now();
      if (now - begun < PATIENCE_MS || now - shown < REDRAW_MS) return;
      shown = now;
      stderr.write(`\r\u001B[2K${verb} ${done} of ${total} ${things}…`);
    },
    clear() {
      if (shown > 0) stderr.write('\r\u001B[2K');
      shown = 0;
    },
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

const SILENT: Progress = { show: () => undefined, clear: () => undefined };
const PATIENCE_MS = 400;
const REDRAW_MS = 80;
