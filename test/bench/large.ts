import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Bench } from './measure.ts';
import { runNode, type Cost } from './process.ts';

/** The two sides of every measure on the large set, each a process of its own. */
export interface Large {
  lint(jobs: number): Promise<Cost>;
  bareParse(): Promise<Cost>;
}

export async function openLarge(bench: Bench): Promise<Large> {
  const { folder, files } = await bench.corpus();
  const command = commandOf(await bench.installed());
  const list = path.join(bench.scratch, 'files.json');
  const bare = path.join(bench.scratch, 'bare-parse.mjs');
  await writeFile(list, JSON.stringify(files));
  // Bundled as the command is, so that neither side pays for types or for finding modules.
  await build({
    entryPoints: [path.join(import.meta.dirname, 'bare-parse.ts')],
    outfile: bare,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return {
    lint: (jobs) => runNode([command, 'lint', '--jobs', String(jobs), '.'], folder, LINTED),
    bareParse: () => runNode([bare, list], folder),
  };
}

export function commandOf(installed: string): string {
  return path.join(installed, 'node_modules/lintel/dist/lintel.js');
}

/** Findings, and input that is not understood, belong to real manifests. */
export const LINTED: readonly number[] = [0, 1, 3];
