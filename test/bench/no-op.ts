import path from 'node:path';
import { startPart, type Part } from '../e2e/part.ts';
import { until } from '../e2e/until.ts';

/** The server that allows everything, in a process of its own. */
export interface NoOp {
  readonly url: string;
  /** PEM text of what signed its certificate. */
  readonly ca: string;
  readonly part: Part;
}

export async function startNoOp(): Promise<NoOp> {
  const part = await startPart('no-op', process.execPath, [path.join(import.meta.dirname, 'no-op-server.ts')]);
  const line = await until('the no-op webhook listens', () => {
    if (!part.isRunning()) throw new Error(`the no-op webhook has ended: ${part.output()}`);
    return /^\{.*\}$/mu.exec(part.output())?.[0];
  });
  const { url, ca } = JSON.parse(line) as { readonly url: string; readonly ca: string };
  return { url, ca, part };
}
