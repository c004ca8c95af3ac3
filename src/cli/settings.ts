import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SettingsFault } from '../settings/fault.ts';
import type { RawImages, RawSettings } from '../settings/raw.ts';
import { messageOf } from '../sources/failure.ts';
import { wholeNumber } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import type { RulePlace } from './catalogue.ts';
import type { ReadBeside } from './image-files.ts';
import { EXIT, write, type Io } from './io.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { BUILT_IN } from './session.ts';

/** Flags of commands that settings may come from a branch for: what a pull request may not change for itself. */
export const SETTINGS_OPTIONS = { config: { type: 'string', short: 'c' }, 'config-ref': { type: 'string' } } as const;

/** What these flags say. */
export interface SettingsChoice {
  /** A file. */
  readonly config?: string | undefined;
  /** A branch, a tag or a commit. */
  readonly 'config-ref'?: string | undefined;
  /** Seconds that a rule of the user's own may take for each object; to load, it has five at least. */
  readonly 'rule-timeout'?: string | undefined;
}

/** In milliseconds. */
export function ruleTimeoutOf({ 'rule-timeout': seconds }: SettingsChoice): number {
  return 1000 * (wholeNumber('rule-timeout', seconds, 1) ?? 5);
}

/** The settings of a run, and the folder that its file globs are relative to. */
export interface LoadedSettings {
  readonly raw: RawSettings;
  /** Of the work tree, also where the settings come from a commit. */
  readonly folder: string;
  /** Every rule that there is, the user's own included. */
  readonly catalogue: Catalogue;
  /** Absolute paths of the files that the user's own rules stand in. */
  readonly policyFiles: readonly string[];
  /** Their texts, and those of what they import, where they come from a commit. */
  readonly policyTexts?: ReadonlyMap<string, string> | undefined;
  /** The text of the lock file of images, where the settings want something of images. */
  readonly imageLock?: string | undefined;
  /** Absent where no file was found: then pack `recommended` holds. */
  readonly file?: SettingsFile;
}

export interface SettingsFile {
  /** As a person would look it up: relative to where the command runs, or `main:lintel.yaml`. */
  readonly name: string;
  readonly text: string;
  /** Where they come from a commit. */
  readonly at?: { readonly ref: string; readonly commit: string };
}

/** The file that `--config` names, else the nearest `lintel.yaml` from here upwards. Faults end the run, all named at once. */
export async function loadSettings(choice: SettingsChoice, io: Io): Promise<LoadedSettings> {
  const found = await writtenSettings(choice, io);
  if (found === undefined) return { raw: {}, folder: io.cwd, catalogue: BUILT_IN, policyFiles: [] };
  const { raw: written, file, folder, own, beside } = found;
  const images = written.images && (await loadImages(written.images, file, folder, beside));
  const raw = images === undefined ? written : { ...written, images: images.texts };
  return { raw, folder, file, catalogue: own.catalogue, policyFiles: own.files, policyTexts: own.kept, imageLock: images?.lock };
}

/** Valid settings as they are written: of the files that they name only the rules are read. */
export async function writtenSettings(choice: SettingsChoice, io: Io) {
  const found = await findSettings(choice, io);
  if (found === undefined) return undefined;
  const { readSettings } = await import('../settings/read.ts');
  const { settings, faults, warnings } = readSettings(found.file.text, found.file.name, found.own.catalogue, io.now);
  refuse(faults);
  if (settings === undefined) throw new Error('settings without a fault were not read');
  for (const warning of warnings) await write(io.stderr, `${faultText(warning)} (a warning)\n`);
  return { ...found, raw: settings.raw };
}

/** Keys and the trusted root are those of the settings; the lock file is that of the work tree, since it is no authority. */
async function loadImages(given: RawImages, { text, name }: SettingsFile, folder: string, beside: SettingsSource['beside']) {
  const { readImageFiles, readImageLock } = await import('./image-files.ts');
  const { images: texts, faults } = await readImageFiles(given, await beside());
  if (faults.length > 0) {
    const { readLocated } = await import('../settings/located.ts');
    const located = readLocated(text, name);
    refuse(faults.map(({ path: at, message }) => located.at(at, 'value', { code: 'wrong-value', message })));
  }
  return { texts, lock: await readImageLock(folder) };
}

/** Every rule that the settings know of; of the settings themselves nothing else has to be right. */
export async function loadCatalogue(choice: SettingsChoice, io: Io): Promise<Catalogue> {
  return (await findSettings(choice, io))?.own.catalogue ?? BUILT_IN;
}

/** The text of the settings, and the rules that it names: only with them can the rest of it be judged. */
async function findSettings(choice: SettingsChoice, io: Io) {
  const { config, 'config-ref': ref } = choice;
  const loadingMs = Math.max(ruleTimeoutOf(choice), LEAST_LOADING);
  const source = ref === undefined ? await onDisk(config, io) : await inCommit(ref, config, io);
  if (source === undefined) return undefined;
  const { file, folder, placeOf, beside } = source;
  const { readOwnRules } = await import('./catalogue.ts');
  const own = await readOwnRules(file, placeOf, loadingMs);
  refuse(own.faults);
  return { file, folder, own, beside };
}

/** Settings before they are read. */
export interface SettingsSource {
  readonly file: SettingsFile;
  readonly folder: string;
  readonly placeOf: () => Promise<RulePlace>;
  /** How files beside them are read. */
  readonly beside: () => Promise<ReadBeside>;
}

async function onDisk(given: string | undefined, io: Io): Promise<SettingsSource | undefined> {
  const file = given === undefined ? findUpwards(io.cwd) : path.resolve(io.cwd, given);
  if (file === undefined) return undefined;
  const folder = path.dirname(file);
  return {
    file: { name: given ?? (path.relative(io.cwd, file) || file), text: await readText(file, given ?? file) },
    folder,
    async placeOf() {
      const { findRuleFiles } = await import('../sources/user-rules-find.ts');
      return { find: (glob) => findRuleFiles(glob, folder), show: (found) => path.relative(io.cwd, found) };
    },
    beside: async () => (await import('./image-files.ts')).besideIn(folder),
  };
}

async function inCommit(ref: string, given: string | undefined, io: Io): Promise<SettingsSource> {
  const { settingsInCommit } = await import('./config-ref.ts');
  return settingsInCommit(ref, given, io);
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
  for (const name of SETTINGS_NAMES) {
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

export const SETTINGS_NAMES = ['lintel.yaml', 'lintel.yml'];
/** Milliseconds: on a busy machine, a module is slow to load for no fault of its own. */
const LEAST_LOADING = 5000;
