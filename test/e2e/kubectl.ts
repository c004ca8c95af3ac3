import { execFile } from 'node:child_process';
import path from 'node:path';
import { inject } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { PlaneAddress, User } from './plane.ts';

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Input {
  /** Objects or text for the standard input. */
  readonly stdin?: string | JsonObject | readonly JsonObject[];
  readonly env?: Readonly<Record<string, string>>;
}

export type Kubectl = (args: string, input?: Input) => Promise<Ran>;

/** The real kubectl against one control plane, as one user; the arguments are separated by blanks. */
export function kubectlFor(plane: PlaneAddress, user: User = 'jane'): Kubectl {
  const kubeconfig = plane.kubeconfigs[user];
  const base = ['--kubeconfig', kubeconfig, '--cache-dir', path.join(path.dirname(kubeconfig), 'kubectl-cache')];
  return async (args, input = {}) => await execute(inject('kubectl'), [...args.split(' '), ...base], input);
}

export async function execute(program: string, args: readonly string[], { stdin = '', env = {} }: Input = {}): Promise<Ran> {
  return await new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    child.stdin?.once('error', () => undefined);
    child.stdin?.end(printed(stdin));
  });
}

function printed(stdin: NonNullable<Input['stdin']>): string {
  if (typeof stdin === 'string') return stdin;
  return [stdin]
    .flat()
    .map((object) => JSON.stringify(object))
    .join('\n');
}
