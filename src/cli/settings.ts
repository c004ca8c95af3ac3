import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SettingsFault } from '../settings/fault.ts';
import type { RawSettings } from '../settings/raw.ts';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, write, type Io } from './io.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { BUILT_IN } from './session.ts';

/** The settings of a run, and the folder that its file globs are relative to. */
export interface LoadedSettings {
  readonly raw: RawSettings;
  readonly folder: string;
  /** Every rule that there is, the user's own included. */
  readonly catalogue: Catalogue;
  /** Absolute paths of the files that the user's own rules stand in. */
  readonly policyFiles: readonly string[];
  /** Absent where no file was found: then pack `recommended` holds. */
  readonly file?: string;
}

/** The file that `--config` names, else the nearest `lintel.yaml` from here upwards. Faults end the run, all named at once. */
export async function loadSettings(given: string | undefined, io: Io): Promise<LoadedSettings> {
  const found = await findSettings(given, io);
  if (found === undefined) return { raw: {}, folder: io.cwd, catalogue: BUILT_IN, policyFiles: [] };
  const { file, text, shown, own } = found;
  const { readSettings } = await import('../settings/read.ts');
  const { settings, faults, warnings } = readSettings(text, shown, own.catalogue);
  refuse(faults);
  if (settings === undefined) throw new Error('settings without a fault were not read');
  for (const warning of warnings) await write(io.stderr, `${faultText(warning)} (a warning)\n`);
  return { raw: settings.raw, folder: path.dirname(file), file, catalogue: own.catalogue, policyFiles: own.files };
}

/** Every rule that the settings know of; of the settings themselves nothing else has to be right. */
export async function loadCatalogue(given: string | undefined, io: Io): Promise<Catalogue> {
  return (await findSettings(given, io))?.own.catalogue ?? BUILT_IN;
}

/** The text of the settings, and the rules that it names: only with them can the rest of it be judged. */
async function findSettings(given: string | undefined, io: Io) {
  const file = given === undefined ? findUpwards(io.cwd) : path.resolve(io.cwd, given);
  if (file === undefined) return undefined;
  const text = await readText(file, given ?? file);
  const shown = given ?? (path.relative(io.cwd, file) || file);
  const { readOwnRules } = await import('./catalogue.ts');
  const own = await readOwnRules(text, path.dirname(file), shown, io.cwd);
  refuse(own.faults);
  return { file, text, shown, own };
}

function refuse(faults: readonly SettingsFault[]): void {
  if (faults.length > 0) throw new CommandFailure(EXIT.usage, [...faults.map(faultText), closing(faults.length)].join('\n'));
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `Settings file ${shown} cannot be read: ${messageOf(error)}. Check --config.`);
  }
}

function findUpwards(folder: string): string | undefined {
  for (const name of ['lintel.yaml', 'lintel.yml']) {
    const file = path.join(folder, name);
    if (existsSync(file)) return file;
  }
  const parent = path.dirname(folder);
  return parent === folder || existsSync(path.join(folder, '.git')) ? undefined : findUpwards(parent);
}

function faultText({ file, line, column, message, suggestion }: SettingsFault): string {
  return `${file}:${line}:${column}: ${message}${suggestion === undefined ? '' : `; ${suggestion}`}`;
}

function closing(count: number): string {
  return `${count} ${count === 1 ? 'fault' : 'faults'} in the settings; nothing was judged.`;
}
