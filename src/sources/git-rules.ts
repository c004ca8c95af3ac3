import path from 'node:path';
import { readTexts, type GitTree, type TreeEntry, type Unread } from './git-tree.ts';
import { findRuleFiles, type FoundRuleFiles } from './user-rules-find.ts';

/** A folder that is on no disk, and stands for the root of a commit: what modules of it are named by. */
export function rootOf({ commit }: GitTree): string {
  return path.resolve('/', `lintel-config-ref-${commit}`);
}

/** The files that one entry of `policies:` names in a commit; `folder` is that of the settings, from the root of the repository. */
export function findRuleFilesIn(tree: GitTree, glob: string, folder: string): FoundRuleFiles {
  const { pattern, from } = anchored(path.posix.normalize(glob), folder);
  const isMatched = (name: string): boolean => path.posix.matchesGlob(path.posix.relative(from, name), pattern);
  const named = [...tree.entries].map(([name, { is }]) => ({ name, is }));
  const link = named.find(({ name, is }) => is !== 'file' && [name, `${name}/x.ts`, `${name}/x.yaml`].some(isMatched));
  if (link !== undefined) return { fault: `meets ${link.name}, which is a ${WORDS[link.is]} at ${tree.ref}`, advice: NOT_FOLLOWED };
  return findRuleFiles(glob, path.join(rootOf(tree), folder), () =>
    named.flatMap(({ name }) => (!NEVER.test(name) && isMatched(name) ? [path.posix.relative(folder, name)] : [])),
  );
}

/** A pattern that goes up, from where it comes down. */
function anchored(pattern: string, folder: string): { readonly pattern: string; readonly from: string } {
  if (!pattern.startsWith('../') || folder === '.') return { pattern, from: folder };
  return anchored(pattern.slice('../'.length), path.posix.dirname(folder));
}

/** The texts of rule files and of all that they import, by their absolute names below `rootOf`. */
export function textsOf(tree: GitTree, files: readonly string[]): ReadonlyMap<string, string> | Unread {
  const root = rootOf(tree);
  const texts = new Map<string, string>();
  const wanted = new Map(files.flatMap((file) => entryOf(tree, nameIn(root, file))));
  for (let round = [...wanted]; round.length > 0;) {
    const read = readTexts(
      tree,
      round.map(([, entry]) => entry),
    );
    if ('fault' in read) return read;
    for (const [index, [name]] of round.entries()) texts.set(path.join(root, name), read[index] ?? '');
    if (texts.size > MOST) return { fault: `The rules at ${tree.ref} import more than ${MOST} files (--config-ref).` };
    const next = round.flatMap(([name], index) => neighboursOf(name, read[index] ?? ''));
    round = [...new Map(next.flatMap((name) => entryOf(tree, name)))].filter(([name]) => !texts.has(path.join(root, name)));
  }
  return texts;
}

function nameIn(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

function entryOf({ entries }: GitTree, name: string): readonly (readonly [string, TreeEntry])[] {
  const entry = entries.get(name);
  return entry?.is === 'file' ? [[name, entry]] : [];
}

/** Whatever a module may import of its neighbours stands in it as a text that begins with a dot. */
function neighboursOf(name: string, text: string): readonly string[] {
  if (!MODULE.test(name)) return [];
  return Array.from(text.matchAll(RELATIVE), ({ groups }) => path.posix.join(path.posix.dirname(name), groups?.['to'] ?? ''));
}

const MODULE = /\.[mc]?[jt]s$/u;
const RELATIVE = /(?<quote>['"`])(?<to>\.\.?\/[^'"`\n]{1,300})\k<quote>/gu;
const NEVER = /(?:^|\/)(?:node_modules|\.git)\//u;
const MOST = 2000;
const WORDS = { file: 'file', link: 'symbolic link', submodule: 'submodule' } as const;
const NOT_FOLLOWED = 'with --config-ref links are not followed: name the files themselves';
