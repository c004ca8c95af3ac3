import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../sources/failure.ts';
import { readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, write, type Io } from './io.ts';
import { scaffold } from './scaffold.ts';
import { loadSettings } from './settings.ts';

const OPTIONS = { config: { type: 'string', short: 'c' }, yaml: { type: 'boolean' } } as const;

/** Writes a rule to begin with, and fixtures that it passes. */
export async function newRule(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('new', args, OPTIONS);
  const [what, id = '', ...more] = positionals;
  if (what !== 'rule' || more.length > 0) throw new CommandFailure(EXIT.usage, 'There is one thing to make: lintel new rule <name>');
  if (!ID.test(id)) throw new CommandFailure(EXIT.usage, `A rule is named in kebab-case, such as no-node-ports, not "${id}".`);
  const { folder, catalogue, policyFiles } = await loadSettings(values, io);
  if (catalogue.rules.some((rule) => rule.id === id))
    throw new CommandFailure(EXIT.usage, `There is a rule ${id} already. See: lintel explain ${id}`);
  const files = scaffold(id, values.yaml === true);
  await writeNew(files, folder, io);
  const ending = values.yaml === true ? 'yaml' : 'ts';
  const isNamed = policyFiles.some((file) => path.dirname(file) === path.join(folder, 'policies') && file.endsWith(`.${ending}`));
  const line = isNamed
    ? 'The settings name such files already, if by their folder.'
    : `Add to lintel.yaml:\n\n  policies: ['./policies/*.${ending}']`;
  await write(io.stdout, `\n${line}\n\nThen run: lintel test ${id}\n`);
  return EXIT.clean;
}

/** All of them, or none: what stands there already is somebody's work. */
async function writeNew(files: Readonly<Record<string, string>>, folder: string, io: Io): Promise<void> {
  const targets = Object.entries(files).map(([name, text]) => ({ absolute: path.join(folder, name), text }));
  const taken = targets.find(({ absolute }) => existsSync(absolute));
  if (taken !== undefined)
    throw new CommandFailure(
      EXIT.usage,
      `${path.relative(io.cwd, taken.absolute)} is there already; nothing was written. Choose another name.`,
    );
  for (const { absolute, text } of targets) {
    const shown = path.relative(io.cwd, absolute);
    try {
      await mkdir(path.dirname(absolute), { recursive: true });
      await writeFile(absolute, text, { flag: 'wx' });
    } catch (error) {
      throw new CommandFailure(EXIT.internal, `${shown} could not be written: ${messageOf(error)}.`);
    }
    await write(io.stdout, `wrote ${shown}\n`);
  }
}

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;
