import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SettingsFault } from '../settings/fault.ts';
import type { RawSettings } from '../settings/raw.ts';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, write, type Io } from './io.ts';
import { BUILT_IN } from './session.ts';

/** The settings of a run, and the folder that its file globs are relative to. */
export interface LoadedSettings {
  readonly raw: RawSettings;
  readonly folder: string;
  /** Absent where no file was found: then pack `recommended` holds. */
  readonly file?: string;
}

/** The file that `--config` names, else the nearest `lintel.yaml` from here upwards. Faults end the run, all named at once. */
export async function loadSettings(given: string | undefined, io: Io): Promise<LoadedSettings> {
  const file = given === undefined ? findUpwards(io.cwd) : path.resolve(io.cwd, given);
  if (file === undefined) return { raw: {}, folder: io.cwd };
  const text = await readText(file, given ?? file);
  const shown = given ?? (path.relative(io.cwd, file) || file);
  const { readSettings } = await import('../settings/read.ts');
  const { settings, faults, warnings } = readSettings(text, shown, BUILT_IN);
  if (settings === undefined) throw new CommandFailure(EXIT.usage, [...faults.map(faultText), closing(faults.length)].join('\n'));
  for (const warning of warnings) await write(io.stderr, `${faultText(warning)} (a warning)\n`);
  return { raw: settings.raw, folder: path.dirname(file), file };
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
