import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CannotRun } from './measure.ts';
import { runTool } from './process.ts';

/** Builds the package, packs it, and installs it into a folder of its own, as a user would have it. Needs no registry. */
export async function install(scratch: string): Promise<string> {
  const root = path.resolve(import.meta.dirname, '../..');
  const folder = path.join(scratch, 'installed');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "name": "user", "private": true }\n');
  await runTool('npm', ['run', 'build'], root);
  const said = await runTool('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], root);
  const [file] = /[^"\s]+\.tgz/u.exec(said) ?? [];
  if (file === undefined) throw new CannotRun(`npm pack named no file: ${said}`);
  await runTool('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', path.join(scratch, path.basename(file))], folder);
  return folder;
}
