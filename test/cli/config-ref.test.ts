import { globSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOST, ruleText, yamlText } from '../user-rules/rules.ts';
import { ALL, changed, commitIn, gitIn, GIT_ENV, lintByMain as lint, MAIN, PRIVILEGED, repositoryOf } from './repository.ts';
import { folderOf, run, type Files } from './run.ts';

const EXEMPTION = '{ rule: no-privileged, match: { namespaces: [default] }, reason: r, owner: o }';
const EVIL = `throw new Error('the pull request runs');\n`;

describe('settings and rules are those of the branch', () => {
  test.each<[string, Readonly<Record<string, string | null>>]>([
    ['where nothing was changed', {}],
    ['where the settings are gone', { 'lintel.yaml': null }],
    ['where the settings switch all off', { 'lintel.yaml': 'extends: []\n' }],
    ['where the settings exempt', { 'lintel.yaml': `extends: []\nrules: { no-privileged: error }\nexemptions: [${EXEMPTION}]\n` }],
    ['where nearer settings were added', { 'deploy/lintel.yaml': 'extends: []\n' }],
    ['where a rule was emptied', { 'policies/no-host.ts': ruleText('no-host', (text) => text.replace('=== true', '=== 1')) }],
    ['where a rule would run', { 'policies/no-host.ts': EVIL, 'policies/another.ts': EVIL }],
    ['where what a rule imports would run', { 'shared/key.ts': EVIL, 'shared/words.json': '{ "key": "x" }' }],
    ['where the rules are gone', { 'policies/no-host.ts': null, 'policies/no-node-ports.yaml': null, 'shared/key.ts': null }],
    ['where a package takes the name of Lintel', { 'node_modules/lintel/index.js': EVIL, 'node_modules/lintel/package.json': '{}' }],
  ])('%s', async (_, files) => {
    const folder = repositoryOf(MAIN, (at) => changed(at, files));
    expect(await lint(folder, 'deploy')).toMatchObject({ code: 1, rules: ALL, stderr: '' });
    commitIn(folder);
    expect(await lint(path.join(folder, 'deploy'))).toMatchObject({ code: 1, rules: ALL, stderr: '' });
  });

  test('and nothing of the work tree is touched', async () => {
    const folder = repositoryOf(MAIN, (at) => changed(at, { 'lintel.yaml': 'extends: []\n', 'policies/no-host.ts': null }));
    const before = [gitIn(folder, 'status', '--porcelain', '--ignored'), globSync('**', { cwd: folder })];
    await lint(folder, 'deploy');
    expect([gitIn(folder, 'status', '--porcelain', '--ignored'), globSync('**', { cwd: folder })]).toEqual(before);
  });

  test('while files that they speak of are those of the work tree', async () => {
    const settings = `extends: []\nrules: { no-privileged: error }\noverrides: [{ match: { files: [new/*] }, rules: { no-privileged: warning } }]\n`;
    const folder = repositoryOf({ 'conf/lintel.yaml': settings, 'conf/a.yaml': PRIVILEGED }, (at) =>
      changed(at, { 'conf/new/b.yaml': PRIVILEGED }),
    );
    const { stdout } = await lint(path.join(folder, 'conf'));
    expect(stdout).toMatch(/^a\.yaml:.* error no-privileged/mu);
    expect(stdout).toMatch(/^new\/b\.yaml:.* warning no-privileged/mu);
  });

  test('for fix, rules, explain and config print too', async () => {
    const folder = repositoryOf({ ...MAIN, 'policies/no-node-ports.yaml': yamlText({ fix: '{ set: ClusterIP }' }) }, (at) =>
      changed(at, { 'lintel.yaml': null, 'policies/no-host.ts': EVIL }),
    );
    const at = { cwd: folder, env: GIT_ENV };
    const fixed = await run(['fix', '--diff', '--unsafe', '--config-ref', 'main', 'deploy'], at);
    expect(fixed).toMatchObject({ code: 0, stdout: expect.stringContaining('+  type: ClusterIP') as string });
    expect((await run(['rules', '--config-ref', 'main'], at)).stdout).toContain('no-host');
    expect((await run(['explain', 'no-host', '--config-ref', 'main'], at)).stdout).toContain('Pods keep to their own network.');
    const commit = gitIn(folder, 'rev-parse', 'main');
    const told = await run(['config', 'print', '--config-ref', 'main'], at);
    expect(told.stdout).toContain(`Settings: main:lintel.yaml (commit ${commit})`);
    expect(told.stdout).toContain('main:lintel.yaml:2 rules');
    const json = JSON.parse((await run(['config', 'print', '--config-ref', 'main', '--format', 'json'], at)).stdout) as object;
    expect(json).toMatchObject({ settings: 'main:lintel.yaml', ref: 'main', commit });
  });

  test('named by --config, from wherever it is asked', async () => {
    const folder = repositoryOf({ ...MAIN, 'conf/ci.yaml': 'extends: []\nrules: { no-privileged: error }\n' });
    expect(await lint(path.join(folder, 'deploy'), '--config', '../conf/ci.yaml')).toMatchObject({ code: 1, rules: ['no-privileged'] });
  });
});

describe('what the branch does not have', () => {
  test.each<[string, Files, readonly string[], string]>([
    ['settings', { 'a.yaml': HOST }, [], 'There is no lintel.yaml at main (--config-ref). Name it (--config), or commit one there first.'],
    ['a file of settings', MAIN, ['--config', 'ci.yaml'], 'There is no ci.yaml at main (--config, --config-ref).'],
    ['a file out of it', MAIN, ['--config', '../ci.yaml'], '--config ../ci.yaml is outside of the repository'],
    ['a rule file', { 'lintel.yaml': "policies: ['./p/*.ts']\n" }, [], 'main:lintel.yaml:1:12: "./p/*.ts" matches no file'],
    [
      'what a rule imports',
      { 'lintel.yaml': "policies: ['./p/*.ts']\n", 'p/a.ts': "import './none.ts';\n" },
      [],
      "main:p/a.ts:1:1: cannot be loaded: Cannot find file './none.ts'",
    ],
    [
      'an import that leads out of it',
      { 'lintel.yaml': "policies: ['./p/*.ts']\n", 'p/a.ts': "import '../../../../../../etc/passwd';\n" },
      [],
      "main:p/a.ts:1:1: cannot be loaded: Cannot find file '../../../../../../etc/passwd'",
    ],
    [
      'packages',
      { 'lintel.yaml': "policies: ['./p/*.ts']\n", 'p/a.ts': `${ruleText()}import 'yaml';\n` },
      [],
      "Cannot find package 'yaml'; with --config-ref, rules import 'lintel'",
    ],
    ['a rule that loads', { 'lintel.yaml': "policies: ['./p/*.ts']\n", 'p/a.ts': `\n${EVIL}` }, [], 'main:p/a.ts:2:1: threw while it was'],
    ['faultless settings', { 'lintel.yaml': 'rules: { nope: error }\n' }, [], 'main:lintel.yaml:1:10: '],
  ])('%s', async (_, files, more, message) => {
    const { code, stdout, stderr } = await lint(repositoryOf(files), ...more);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test.each([
    ['the settings', { 'lintel.yaml': 'conf.yaml' }, 'main:lintel.yaml is no plain file'],
    ['a rule', { 'policies/link.ts': '../conf.yaml' }, '"./policies/*" meets policies/link.ts, which is a symbolic link at main'],
    ['a folder of rules', { policies: '/etc' }, '"./policies/*" meets policies, which is a symbolic link at main'],
  ])('links are not followed: %s', async (_, links, message) => {
    const folder = folderOf({ ...MAIN, 'conf.yaml': 'extends: []\n' }, null);
    for (const [name, target] of Object.entries(links)) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
      symlinkSync(target, path.join(folder, name));
    }
    gitIn(folder, 'init', '--quiet', '--initial-branch=main');
    gitIn(folder, 'add', '--all');
    commitIn(folder);
    expect(await lint(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
