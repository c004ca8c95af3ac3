import path from 'node:path';
import { findRepository, isWithin, type Repository } from '../sources/git.ts';
import { readTexts, readTree, type GitTree, type Unread } from '../sources/git-tree.ts';
import type { RulePlace } from './catalogue.ts';
import { CommandFailure } from './failure.ts';
import type { ReadBeside } from './image-files.ts';
import { EXIT, type Io } from './io.ts';
import { SETTINGS_NAMES, type SettingsSource } from './settings.ts';

/** The settings as a commit has them, where the work tree would have them; files that they speak of are those of the work tree. */
export function settingsInCommit(ref: string, given: string | undefined, io: Io): SettingsSource {
  const tree = orRefuse(readTree(repositoryAround(io), ref));
  const { root } = tree.repository;
  const name = given === undefined ? nearestIn(tree, inRepository(root, io.cwd)) : namedIn(tree, given, io);
  const entry = tree.entries.get(name);
  if (entry?.is !== 'file') throw refused(`${ref}:${name} is no plain file, and with --config-ref links are not followed.`);
  const [text = ''] = orRefuse(readTexts(tree, [entry]));
  const folder = path.posix.dirname(name);
  return {
    file: { name: `${ref}:${name}`, text, at: { ref, commit: tree.commit } },
    folder: path.join(root, folder),
    placeOf: async () => await rulesIn(tree, folder),
    beside: () => Promise.resolve(besideInCommit(tree, folder)),
  };
}

/** What stands beside the settings in their commit, and nothing of the work tree. */
function besideInCommit(tree: GitTree, folder: string): ReadBeside {
  return async (name) => {
    const entry = tree.entries.get(path.posix.join(folder, name));
    if (entry?.is !== 'file') return { fault: `is no plain file at ${tree.ref}` };
    const [text = ''] = orRefuse(readTexts(tree, [entry]));
    return { text };
  };
}

/** Loaded only where settings name rules, since an older Node has not what finds them. */
async function rulesIn(tree: GitTree, folder: string): Promise<RulePlace> {
  const { findRuleFilesIn, rootOf, textsOf } = await import('../sources/git-rules.ts');
  return {
    find: (glob) => findRuleFilesIn(tree, glob, folder),
    keep: (files) => orRefuse(textsOf(tree, files)),
    show: (file) => `${tree.ref}:${inRepository(rootOf(tree), file)}`,
  };
}

function repositoryAround({ cwd, env }: Io): Repository {
  const found = findRepository(cwd, env);
  if (found === 'none') throw refused('--config-ref needs a git repository, and here is none. Run it in a checkout.');
  if (found === 'submodule')
    throw refused(
      '--config-ref does not count in a submodule: which one stands here is what a pull request says. Run it in the repository around.',
    );
  return found;
}

function namedIn({ repository: { root }, entries, ref }: GitTree, given: string, { cwd }: Io): string {
  const file = path.resolve(cwd, given);
  if (!isWithin(root, file)) throw refused(`--config ${given} is outside of the repository, where ${ref} (--config-ref) has nothing.`);
  const name = inRepository(root, file);
  if (!entries.has(name)) throw refused(`There is no ${name} at ${ref} (--config, --config-ref).`);
  return name;
}

function nearestIn({ entries, ref }: GitTree, folder: string): string {
  for (let at = folder; ; at = path.posix.dirname(at)) {
    const found = SETTINGS_NAMES.map((name) => path.posix.join(at, name)).find((name) => entries.has(name));
    if (found !== undefined) return found;
    if (at === '.')
      throw refused(
        `There is no lintel.yaml at ${ref} (--config-ref)${folder === '.' ? '' : `, in ${folder} or above`}. Name it (--config), or commit one there first.`,
      );
  }
}

/** From the root of the repository, with `/`; the root itself is `.`. */
function inRepository(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/') || '.';
}

function orRefuse<T extends object>(read: T | Unread): T {
  if ('fault' in read) throw refused(read.fault);
  return read;
}

function refused(message: string): CommandFailure {
  return new CommandFailure(EXIT.usage, message);
}
