import path from 'node:path';
import { namedImages } from '../kube/named-images.ts';
import type { ImageReference } from '../kube/image-reference.ts';
import { printLock, readLock, type ImageLock } from '../images/lock.ts';
import { readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { LOCK_NAME } from './image-files.ts';
import { renderVerdicts, type ImageVerdict } from './images-text.ts';
import { demandsOf, registryFor, verifyAll, type Found } from './images-verify.ts';
import { EXIT, write, type Io } from './io.ts';
import { loadSettings, SETTINGS_OPTIONS, type LoadedSettings } from './settings.ts';
import { subjectsIn } from './subjects.ts';
import { writeBeside } from './write-beside.ts';

const OPTIONS = {
  ...SETTINGS_OPTIONS,
  check: { type: 'boolean' },
  'registry-config': { type: 'string' },
  'plain-http': { type: 'string', multiple: true },
} as const;

/** What there is to do with images: `verify` them, or get anew whom to `trust` about them. */
export async function images(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('images', args, OPTIONS);
  const [verb, ...paths] = positionals;
  if (verb === 'verify') return await verify(values, paths, io);
  if (verb !== 'trust' || paths.length > 0)
    throw new CommandFailure(EXIT.usage, 'There are two things to do with images: lintel images verify [paths], and lintel images trust');
  const { imagesTrust } = await import('./images-trust.ts');
  return await imagesTrust(values, values.check === true, io);
}

/** Verifies images online, and keeps what counts in the lock file, so that lints and fixes need no network. */
async function verify(values: Values, paths: readonly string[], io: Io): Promise<number> {
  const settings = await loadSettings(values, io);
  const known = knownBy(settings);
  const demands = demandsOf(settings);
  const registry = await registryFor(settings, values['plain-http'] ?? [], values['registry-config'], io);
  const { named, problems } = await imagesIn(paths, settings, io);
  const found = await verifyAll({ named, demands, registry }, io);
  await write(io.stdout, renderVerdicts(found.map(({ verdict }) => verdict)));
  const lock = lockOf(found, keptOf(known, paths.length > 0, found));
  const changed = lock !== settings.imageLock && !(lock === EMPTY && settings.imageLock === undefined);
  if (values.check !== true && changed) await writeBeside(settings.folder, LOCK_NAME, lock);
  await write(io.stderr, [...problems, closing(changed, values.check === true)].map((line) => `${line}\n`).join(''));
  return exitCode(found, problems.length > 0, changed && values.check === true);
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** Every image that a manifest names; also those that nothing is wanted of. */
async function imagesIn(paths: readonly string[], settings: LoadedSettings, io: Io) {
  const places = paths.length > 0 ? paths : [path.relative(io.cwd, settings.folder) || '.'];
  const { subjects, problems } = await subjectsIn(places, settings, io);
  const named = new Map<string, ImageReference>(subjects.flatMap(({ subject }) => [...namedImages(subject)]));
  return { named, problems };
}

/** What cannot be read is not written over: entries would be lost that nobody sees. */
function knownBy({ imageLock }: LoadedSettings): ImageLock {
  const known = imageLock === undefined ? new Map() : readLock(imageLock);
  if (typeof known !== 'string') return known;
  throw new CommandFailure(EXIT.input, `${known}. No registry was asked, and the file is as it was.`);
}

/** Of what was not looked at: all where only some files were, and what a registry would not say anything else about. */
function keptOf(known: ImageLock, someFiles: boolean, found: readonly Found[]): ImageLock {
  const unknown = found.filter(({ entry }) => entry === undefined).map(({ verdict }) => verdict.image);
  const isNeeded = (reference: string, digest: string): boolean =>
    unknown.some((image) => image === reference || image.endsWith(`@${digest}`));
  return new Map([...known].filter(([reference, { digest }]) => someFiles || isNeeded(reference, digest)));
}

function lockOf(found: readonly Found[], kept: ImageLock): string {
  return printLock(
    new Map([...kept, ...found.flatMap(({ verdict: { image }, entry }) => (entry === undefined ? [] : [[image, entry] as const]))]),
  );
}

function closing(changed: boolean, onlyCheck: boolean): string {
  if (!changed) return `${LOCK_NAME} unchanged.`;
  return onlyCheck ? `${LOCK_NAME} would change; run: lintel images verify` : `${LOCK_NAME} written.`;
}

function exitCode(found: readonly Found[], hasProblems: boolean, hasDrifted: boolean): number {
  const is = (verdict: ImageVerdict['is']): boolean => found.some((one) => one.verdict.is === verdict);
  if (hasProblems || is('unknown')) return EXIT.input;
  return hasDrifted || is('refused') ? EXIT.findings : EXIT.clean;
}

const EMPTY = printLock(new Map());
