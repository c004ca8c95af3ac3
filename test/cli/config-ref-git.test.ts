import { chmodSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRepository } from '../../src/sources/git.ts';
import { findRuleFilesIn, rootOf } from '../../src/sources/git-rules.ts';
import { readTree } from '../../src/sources/git-tree.ts';
import { findRuleFiles } from '../../src/sources/user-rules-find.ts';
import { ALL, changed, commitIn, gitIn, GIT_ENV, lintByMain as lint, MAIN, PRIVILEGED, repositoryOf } from './repository.ts';
import { folderOf, run, type Ran } from './run.ts';

const FAKE = '#!/bin/sh\ntouch "$(dirname "$0")/ran" ../ran ran\nexit 1\n';

describe('which commit is meant', () => {
  test.each([
    ['nope', '--config-ref nope names no commit here. A checkout in CI often has one commit alone: git fetch origin main'],
    ['-x', '--config-ref takes a branch, a tag or a commit, not "-x".'],
    ['', '--config-ref takes a branch, a tag or a commit, not "".'],
    ['main:lintel.yaml', '--config-ref takes a branch, a tag or a commit'],
    [':/commit', '--config-ref takes a branch, a tag or a commit'],
    ['main\nfine', '--config-ref takes a branch, a tag or a commit'],
    ['main^{tree}', '--config-ref main^{tree} names no commit here.'],
  ])('%j is refused', async (ref, message) => {
    const { code, stderr } = await run(['lint', `--config-ref=${ref}`], { cwd: repositoryOf(MAIN), env: GIT_ENV });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test.each([
    ['a tag', ['tag', 'main', 'pull'], 'main', 'refs/heads/main or refs/tags/main'],
    ['a branch like a remote one', ['branch', 'origin/main'], 'origin/main', 'refs/heads/origin/main or refs/remotes/origin/main'],
  ])('%s of the same name makes it unclear', async (_, args, ref, names) => {
    const folder = repositoryOf(MAIN);
    gitIn(folder, 'update-ref', 'refs/remotes/origin/main', 'main');
    gitIn(folder, ...args);
    const asked = async (name: string): Promise<Ran> => await run(['lint', '--config-ref', name, 'deploy'], { cwd: folder, env: GIT_ENV });
    expect(await asked(ref)).toMatchObject({
      code: 2,
      stderr: `--config-ref ${ref} may mean ${names}. Write the one that is meant in full.\n`,
    });
    expect((await asked('refs/remotes/origin/main')).code).toBe(1);
  });

  test.each([
    ['a commit', (at: string) => gitIn(at, 'rev-parse', 'main')],
    ['a short commit', (at: string) => gitIn(at, 'rev-parse', '--short', 'main')],
    ['a tag', (at: string) => (gitIn(at, 'tag', '-m', 'm', 'v1', 'main'), 'v1')],
    ['what comes before', (at: string) => (commitIn(at), 'pull~1')],
  ])('%s will do', async (_, nameIn) => {
    const folder = repositoryOf(MAIN);
    const { code } = await run(['lint', '--config-ref', nameIn(folder), 'deploy'], { cwd: folder, env: GIT_ENV });
    expect(code).toBe(1);
  });

  test('one that a shallow checkout lacks is named, with what brings it', async () => {
    const folder = repositoryOf(MAIN);
    commitIn(folder);
    const shallow = path.join(folder, '../shallow');
    gitIn(folder, 'clone', '--quiet', '--depth', '1', '--branch', 'pull', `file://${folder}`, shallow);
    const asked = async (): Promise<Ran> => await run(['lint', '--config-ref', 'origin/main', 'deploy'], { cwd: shallow, env: GIT_ENV });
    expect(await asked()).toMatchObject({ code: 2, stderr: expect.stringContaining('names no commit here. A checkout in CI') as string });
    gitIn(shallow, 'fetch', '--quiet', '--depth', '1', 'origin', 'main:refs/remotes/origin/main');
    expect(await asked()).toMatchObject({ code: 1, stderr: '' });
  });

  test('nothing is fetched for what a partial clone lacks', async () => {
    const folder = repositoryOf(MAIN);
    gitIn(folder, 'config', 'uploadpack.allowFilter', 'true');
    const partial = path.join(folder, '../partial');
    gitIn(folder, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${folder}`, partial);
    const { code, stderr } = await run(['lint', '--config-ref', 'origin/main'], { cwd: partial, env: GIT_ENV });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('Files of origin/main (--config-ref) are not here') as string,
    });
  });

  test('without git, or without a repository, it says so', async () => {
    const without = await run(['lint', '--config-ref', 'main'], { cwd: repositoryOf(MAIN), env: { PATH: '/nonexistent' } });
    expect(without).toMatchObject({ code: 2, stderr: '--config-ref needs git, and there is none on the PATH.\n' });
    const folder = folderOf(MAIN);
    rmSync(path.join(folder, '../.git'), { recursive: true });
    const outside = await run(['lint', '--config-ref', 'main'], { cwd: folder, env: GIT_ENV });
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a git repository, and here is none') as string });
  });
});

describe('nobody makes git look elsewhere', () => {
  test.each<[string, (folder: string) => Readonly<Record<string, string>>, number]>([
    ['variables of git', (folder) => ({ GIT_DIR: '/nonexistent', GIT_OBJECT_DIRECTORY: folder, GIT_CONFIG_COUNT: 'x' }), 1],
    ['a git that npx finds in the work tree', (folder) => ({ PATH: `${path.join(folder, 'bin')}:${GIT_ENV.PATH}` }), 1],
    ['a git in a folder that depends on this one', () => ({ PATH: `bin:.:${GIT_ENV.PATH}` }), 1],
    ['a git in this folder', () => ({ PATH: '' }), 2],
  ])('%s', async (_, envIn, code) => {
    const folder = repositoryOf(MAIN, (at) => changed(at, { 'bin/git': FAKE, git: FAKE }));
    for (const name of ['bin/git', 'git']) chmodSync(path.join(folder, name), 0o755);
    const ran = await run(['lint', '--config-ref', 'main', 'deploy'], { cwd: folder, env: { ...GIT_ENV, ...envIn(folder) } });
    expect(ran.code).toBe(code);
    expect(globSync('**/ran', { cwd: path.dirname(folder) })).toEqual([]);
  });

  test('a folder that looks like a bare repository is none', async () => {
    const other = repositoryOf({ 'lintel.yaml': 'extends: []\n' });
    const folder = repositoryOf(MAIN, (at) => gitIn(at, 'clone', '--quiet', '--bare', other, path.join(at, 'deploy/bare')));
    writeFileSync(path.join(folder, 'deploy/bare/pod.yaml'), PRIVILEGED);
    expect(await lint(path.join(folder, 'deploy/bare'))).toMatchObject({ code: 1, rules: ['no-host', 'no-privileged'] });
  });

  test('a submodule is not asked', async () => {
    const folder = repositoryOf(MAIN);
    mkdirSync(path.join(folder, 'sub'));
    writeFileSync(path.join(folder, 'sub/.git'), 'gitdir: ../.git/modules/sub\n');
    expect(await lint(path.join(folder, 'sub'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('does not count in a submodule') as string,
    });
  });

  test('a further work tree is one like the first', async () => {
    const folder = repositoryOf(MAIN);
    const further = path.join(folder, '../further');
    gitIn(folder, 'worktree', 'add', '--quiet', further, '-b', 'further');
    changed(further, { 'lintel.yaml': null });
    expect(await lint(further, 'deploy')).toMatchObject({ code: 1, rules: ALL });
  });

  test('what a repository is set to run is not run', async () => {
    const folder = repositoryOf(MAIN, (at) => changed(at, { '.gitattributes': '* filter=evil diff=evil\n' }));
    const mark = path.join(folder, '../ran');
    for (const name of ['core.fsmonitor', 'filter.evil.smudge', 'diff.evil.textconv', 'core.pager', 'core.sshCommand'])
      gitIn(folder, 'config', name, `touch ${mark}`);
    expect(await lint(folder, 'deploy')).toMatchObject({ code: 1, rules: ALL });
    expect(globSync(mark)).toEqual([]);
  });
});

test('an entry of policies: names the same files on disk and in a commit', () => {
  const names = [
    'p/a.ts',
    'p/a.d.ts',
    'p/b.yaml',
    'p/q/c.ts',
    'p/q/r/d.mts',
    '.dot/e.ts',
    'p/.f.ts',
    'x[1]/g.ts',
    'top.ts',
    'n/node_modules/h.ts',
  ];
  const folder = repositoryOf(Object.fromEntries(names.map((name) => [`in/${name}`, '\n'])));
  const repository = findRepository(folder, GIT_ENV);
  const tree = typeof repository === 'string' ? { fault: repository } : readTree(repository, 'main');
  if ('fault' in tree) throw new Error(tree.fault);
  const globs = [
    './p/*',
    'p/*.ts',
    './p/**/*.ts',
    '**/*.ts',
    'p/**',
    '*.ts',
    './{p,.dot}/*.{ts,yaml}',
    '../in/p/*.ts',
    'p/../p/a.ts',
    'p/./a.ts',
  ];
  for (const glob of [
    ...globs,
    '.dot/*',
    'p/.*.ts',
    'p/?.ts',
    'p/[ab].*',
    '!(p)/*.ts',
    'none/*',
    'p',
    './p/',
    'p/q/**/d.mts',
    '/abs/*.ts',
  ]) {
    const disk = told(findRuleFiles(glob, path.join(folder, 'in')), folder);
    expect([glob, told(findRuleFilesIn(tree, glob, 'in'), rootOf(tree))]).toEqual([glob, disk]);
  }
});

function told(found: ReturnType<typeof findRuleFiles>, root: string): unknown {
  return 'fault' in found ? found.fault : found.files.map((file) => path.relative(root, file));
}
