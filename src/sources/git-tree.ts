import { git, type GitFailure, type Repository } from './git.ts';

/** All files of a commit. Nothing of it is written to disk, so that no path of it leads anywhere. */
export interface GitTree {
  readonly repository: Repository;
  /** As the user named it. */
  readonly ref: string;
  /** The commit's full hash. */
  readonly commit: string;
  /** By path from the root of the repository, with `/`. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

export interface TreeEntry {
  readonly is: 'file' | 'link' | 'submodule';
  readonly object: string;
}

/** What cannot be had, in words, and what to do about it. */
export interface Unread {
  readonly fault: string;
}

export function readTree(repository: Repository, ref: string): GitTree | Unread {
  const resolved = commitOf(repository, ref);
  if (typeof resolved !== 'string') return resolved;
  const listed = git(repository, ['ls-tree', '-r', '-z', '--full-tree', resolved]);
  if ('failed' in listed) return unread(listed.failed, 'missing', ref);
  return { repository, ref, commit: resolved, entries: new Map(entriesIn(listed.stdout.toString('utf8'))) };
}

/** The texts of some files, in their order. */
export function readTexts({ repository, ref }: GitTree, entries: readonly TreeEntry[]): readonly string[] | Unread {
  if (entries.length === 0) return [];
  const answer = git(repository, ['cat-file', '--batch'], entries.map(({ object }) => `${object}\n`).join(''));
  if ('failed' in answer) return unread(answer.failed, 'missing', ref);
  const texts = blobsIn(answer.stdout);
  return texts.length === entries.length ? texts : unread('refused', 'missing', ref);
}

/** The protected branch is what the caller means, and no tag or branch that somebody gave the same name. */
function commitOf(repository: Repository, ref: string): string | Unread {
  if (!PLAIN.test(ref)) return { fault: `--config-ref takes a branch, a tag or a commit, not ${JSON.stringify(ref.slice(0, LONGEST))}.` };
  const names = namesOf(repository, ref);
  if ('fault' in names) return names;
  if (names.found.length > 1)
    return { fault: `--config-ref ${ref} may mean ${names.found.join(' or ')}. Write the one that is meant in full.` };
  const answer = git(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (!('failed' in answer)) return answer.stdout.toString('utf8').trim();
  return unread(answer.failed, 'no-commit', ref);
}

/** What git would take a ref for (gitrevisions(7)), without what is put behind it (`~1`, `^2`). */
function namesOf(repository: Repository, ref: string): { readonly found: readonly string[] } | Unread {
  const [name = ref] = ref.split(/[~^]|@\{/u);
  const meant = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((folder) => `${folder}${name}`);
  const answer = git(repository, ['for-each-ref', '--format=%(refname)', ...meant]);
  if ('failed' in answer) return answer.failed === 'refused' ? { found: [] } : unread(answer.failed, 'missing', ref);
  const names = answer.stdout.toString('utf8').split('\n');
  const found = names.filter((one) => meant.includes(one) || one === `refs/remotes/${name}/HEAD`);
  return { found: ABBREVIATED.test(name) && found.length > 0 ? [...found, `commit ${name}`] : found };
}

function entriesIn(listing: string): readonly (readonly [string, TreeEntry])[] {
  return listing.split('\0').flatMap((line) => {
    const { mode, object = '', name = '' } = ENTRY.exec(line)?.groups ?? {};
    return mode === undefined ? [] : [[name, { is: MODES[mode] ?? 'file', object }] as const];
  });
}

/** `<object> blob <bytes>`, a line break, the bytes, a line break; ends at the first one that is not there. */
function blobsIn(output: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at);
    const bytes = /^\w+ blob (?<bytes>\d+)$/u.exec(output.toString('utf8', at, end))?.groups?.['bytes'];
    if (bytes === undefined) return texts;
    at = end + 1 + Number(bytes);
    texts.push(output.toString('utf8', end + 1, at));
    at++;
  }
  return texts;
}

type Lack = Exclude<GitFailure, 'refused'> | 'no-commit' | 'missing';

/** Git's refusal means what was asked for. */
function unread(failure: GitFailure, refusal: Lack, ref: string): Unread {
  return { fault: LACKS[failure === 'refused' ? refusal : failure].replaceAll('{ref}', ref) };
}

/** No option, no search through everybody's messages (`:/`), and nothing that could forge a line of a log. */
const PLAIN = /^(?!-)[^\s\p{C}:*?[\]\\]{1,250}$/u;
const ABBREVIATED = /^[\da-f]{4,39}$/u;
const LONGEST = 80;
const ENTRY = /^(?<mode>\d{6}) \w+ (?<object>[\da-f]+)\t(?<name>[^]*)$/u;
const MODES: Readonly<Record<string, TreeEntry['is']>> = { '120000': 'link', '160000': 'submodule' };
const FETCH =
  'A checkout in CI often has one commit alone: git fetch origin main, then --config-ref origin/main (actions/checkout: fetch-depth: 0)';
const LACKS: Readonly<Record<Lack, string>> = {
  'no-git': '--config-ref needs git, and there is none on the PATH.',
  'too-large': 'What --config-ref {ref} names is more than 256 MiB. Name a smaller folder under policies:.',
  'no-commit': `--config-ref {ref} names no commit here. ${FETCH}.`,
  missing: `Files of {ref} (--config-ref) are not here, as in a partial clone; Lintel fetches nothing. ${FETCH}.`,
};
