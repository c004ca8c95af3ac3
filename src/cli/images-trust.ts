import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trustChanges, type TrustChange } from '../signatures/trust-changes.ts';
import { trustedRootFromJson } from '../signatures/trust.ts';
import { mirroredRoot, MirrorFailure } from '../signatures/tuf/mirrored-root.ts';
import { checkRootJson } from '../signatures/tuf/root-json.ts';
import { CommandFailure } from './failure.ts';
import { isJson, type ReadBeside } from './image-files.ts';
import { EXIT, write, type Io } from './io.ts';
import { writtenSettings, type SettingsChoice } from './settings.ts';
import { writeBeside } from './write-beside.ts';

/** Gets the trusted root from the mirror that the settings name, and writes it to the file that they name; or only tells whether it is another one. */
export async function imagesTrust(choice: SettingsChoice, check: boolean, io: Io): Promise<number> {
  const { mirror, root, name, before, folder } = await wantedBy(choice, io);
  const after = await fetched(mirror, root);
  const { same, changes } = trustChanges(before, after);
  await write(io.stdout, changes.map((change) => `${lineOf(change)}\n`).join(''));
  if (!same && !check) await writeBeside(folder, name, after);
  await write(io.stderr, `${closing(name, same, check, changes.length)}\n`);
  return !same && check ? EXIT.findings : EXIT.clean;
}

/** The root that there is need not be one, and need not be there: it is what this command makes. */
async function wantedBy(choice: SettingsChoice, io: Io) {
  const written = await writtenSettings(choice, io);
  const { tuf, trustedRoot } = written?.raw.images ?? {};
  if (written === undefined || tuf === undefined || trustedRoot === undefined)
    throw new CommandFailure(
      EXIT.usage,
      'The settings name no mirror. Say where the trusted root comes from (images.tuf) and where it is kept (images.trustedRoot).',
    );
  if (isJson(trustedRoot))
    throw new CommandFailure(
      EXIT.usage,
      'images.trustedRoot holds the root itself, where nothing can write it anew. Put it into a file, and name that.',
    );
  const beside = await written.beside();
  const before = await beside(trustedRoot);
  const root = await rootIn(tuf.root, beside);
  return { mirror: tuf.mirror, root, name: trustedRoot, before: 'text' in before ? before.text : '', folder: written.folder };
}

async function rootIn(given: string, beside: ReadBeside): Promise<string> {
  const found = isJson(given) ? { text: given } : await beside(given);
  if (!('text' in found)) throw new CommandFailure(EXIT.usage, `images.tuf.root: ${JSON.stringify(given)} ${found.fault}.`);
  try {
    checkRootJson(found.text);
  } catch (error) {
    throw explained(error, EXIT.usage, 'images.tuf.root');
  }
  return found.text;
}

/** With nothing remembered from before: what the mirror says now has to hold by itself. */
async function fetched(url: string, root: string): Promise<string> {
  const cache = await mkdtemp(path.join(tmpdir(), 'lintel-tuf-'));
  try {
    const text = await mirroredRoot({ url, root, cache });
    trustedRootFromJson(Buffer.from(text));
    return text;
  } catch (error) {
    throw explained(error, EXIT.input, 'Nothing was fetched');
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

function explained(error: unknown, exitCode: number, what: string): unknown {
  if (!(error instanceof MirrorFailure || error instanceof TypeError)) return error;
  return new CommandFailure(exitCode, `${what}: ${error.message}.`);
}

function lineOf({ is, now, before }: TrustChange): string {
  const was = before === undefined ? '' : `, before: ${before.name === now.name ? '' : `${before.name}, `}${before.valid}`;
  return `${is.padEnd(WIDTH)}  ${now.what} ${now.name}, ${now.valid}${was}`;
}

function closing(name: string, same: boolean, check: boolean, changes: number): string {
  if (same) return `${name} is what the mirror has.`;
  const nothing = changes === 0 ? ', though no log and no authority of it' : '';
  return check ? `${name} would change${nothing}; run: lintel images trust` : `${name} written${nothing}.`;
}

const WIDTH = 'changed'.length;
