import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { command } from './command.ts';
import { GOOD, PRIVILEGED, TWICE } from './manifests.ts';
import { folderOf, run } from './run.ts';

/** More than any pipe holds. */
const MANY = Array.from({ length: 400 }, (_, index) => PRIVILEGED.replace('name: root', `name: root-${index}`)).join('---\n');

describe('a process', () => {
  test('says what main says, and nothing else', async () => {
    const cwd = folderOf({ 'a.yaml': PRIVILEGED, 'b.yaml': TWICE });
    for (const args of [
      ['lint'],
      ['lint', '--format', 'json'],
      ['lint', 'nope'],
      ['lint', '--nope'],
      ['fix', '--diff', '--unsafe'],
      ['rules'],
      ['explain', 'no-privileged'],
      ['--version'],
      ['lnt'],
    ])
      expect({ args, ...(await command(args, { cwd })) }).toEqual({ args, ...(await run(args, { cwd })) });
  });

  test.each(['serve', 'webhook'])('has %s too, with help', async (name) => {
    expect(await command([name, '--help'], { cwd: folderOf({}) })).toEqual(await run(['help', name]));
  });

  test('writes no colours and no progress into a pipe', async () => {
    const { code, stdout, stderr } = await command(['lint'], { cwd: folderOf({ 'a.yaml': MANY }), env: { TERM: 'xterm-256color' } });
    expect({ code, stderr, colored: stdout.includes('\u001B') }).toEqual({ code: 1, stderr: '', colored: false });
  });

  test.each<readonly [what: string, env: Readonly<Record<string, string>>, colored: boolean]>([
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['both', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('heeds %s', async (_what, env, colored) => {
    const { stdout, stderr } = await command(['lint'], { cwd: folderOf({ 'a.yaml': PRIVILEGED }), env });
    expect(stdout.includes('\u001B[')).toBe(colored);
    expect(stderr.replaceAll(/^\(.*\n/gmu, '')).toBe(''); // Node's own word on two wishes at once
  });

  test('heeds COLUMNS', async () => {
    const { stdout } = await command(['rules'], { cwd: folderOf({}), env: { COLUMNS: '50' } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  test('does not depend on the locale or the time zone', async () => {
    const cwd = folderOf({ 'é.yaml': PRIVILEGED, 'z.yaml': TWICE, 'Z.yaml': TWICE.replace('name: twice', 'name: other') });
    const plain = await command(['lint'], { cwd });
    for (const env of [{ LC_ALL: 'C', TZ: 'Asia/Kathmandu' }, { LANG: 'de_DE.UTF-8' }])
      expect(await command(['lint'], { cwd, env })).toEqual(plain);
  });
});

describe('a reader that leaves early', () => {
  test.each<readonly [what: string, args: readonly string[], hangUp: 'stdout' | 'stderr', code: number]>([
    ['of a long report', ['lint'], 'stdout', 1],
    ['of a long report in JSON', ['lint', '-f', 'json'], 'stdout', 1],
    ['of many pages', ['explain', ...rules.map(({ id }) => id)], 'stdout', 0],
    ['of a long diff', ['fix', '--diff', '--unsafe'], 'stdout', 0],
  ])('%s ends the run without a word', async (_what, args, hangUp, code) => {
    const ran = await command(args, { cwd: folderOf({ 'a.yaml': MANY }), hangUp });
    expect({ code: ran.code, stderr: ran.stderr.replace(/^\d+ findings would be fixed in 1 file\.\n$/u, '') }).toEqual({
      code,
      stderr: '',
    });
    expect(ran.stdout).not.toBe('');
  });

  test('of standard error ends it neither', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.yaml`, TWICE]));
    const cwd = folderOf(files);
    expect(await command(['fix', 'nope', '.'], { cwd, hangUp: 'stderr' })).toMatchObject({ code: 3, stdout: '' });
    expect((await run(['lint', '--rule', 'duplicate-env-var'], { cwd })).code).toBe(0);
  });

  test('that was never there ends it neither', async () => {
    const cwd = folderOf({ 'a.yaml': PRIVILEGED });
    expect(await command(['lint'], { cwd, shell: '"$@" >&- 2>&-' })).toMatchObject({ code: 1 });
    expect(await command(['lint'], { cwd, shell: '("$@"; echo $? >code) | true' })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(path.join(cwd, 'code'), 'utf8')).toBe('1\n');
  });
});

describe('standard input', () => {
  test.each<readonly [what: string, stdin: string | undefined, shell: string]>([
    ['that is empty', '', 'exec "$@"'],
    ['that is /dev/null', undefined, 'exec "$@"'],
    ['that is closed', undefined, 'exec "$@" <&-'],
  ])('%s holds nothing to examine', async (_what, stdin, shell) => {
    const started = { cwd: folderOf({}), shell, ...(stdin !== undefined && { stdin }) };
    expect(await command(['lint', '-'], started)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('nothing-examined'),
      stderr: '',
    });
    expect(await command(['lint', '-', '--allow-empty'], started)).toMatchObject({ code: 0, stderr: '' });
  });

  test('is not waited for where nobody asked', async () => {
    expect(
      await command(['lint'], { cwd: folderOf({ 'a.yaml': GOOD }), shell: 'mkfifo pipe; exec 3<>pipe; exec "$@" <pipe' }),
    ).toMatchObject({ code: 0 });
  });

  test('may be longer than a pipe', async () => {
    const { code, stdout } = await command(['lint', '-', '--rule', 'no-privileged'], { cwd: folderOf({}), stdin: MANY });
    expect(code).toBe(1);
    expect(stdout).toContain('400 errors in 1 file (400 resources, 1 rule)');
  });
});

describe('a full disk', () => {
  test.each([['lint'], ['rules'], ['lint', '-f', 'json']])('under the output of %s %s %s ends in 4', async (...args) => {
    expect(await command(args, { cwd: folderOf({ 'a.yaml': PRIVILEGED }), shell: '"$@" >/dev/full' })).toEqual({
      code: 4,
      stdout: '',
      stderr: 'The output could not be written: no space left on device. Nothing of it can be relied on.\n',
    });
  });

  test('under both outputs leaves the code', async () => {
    expect(await command(['lint'], { cwd: folderOf({ 'a.yaml': PRIVILEGED }), shell: '"$@" >/dev/full 2>/dev/full' })).toMatchObject({
      code: 4,
    });
    expect(await command(['lnt'], { cwd: folderOf({}), shell: '"$@" 2>/dev/full' })).toMatchObject({ code: 2 });
  });

  test('under a file that is fixed leaves it as it was', async () => {
    const cwd = folderOf({ 'a.yaml': TWICE });
    expect(await command(['fix'], { cwd, shell: 'ulimit -f 0; exec "$@"' })).toEqual({
      code: 4,
      stdout: '',
      stderr: 'a.yaml could not be written: file too large. It is as it was; files named before it are fixed, those after it are not.\n',
    });
    expect(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')).toBe(TWICE);
    expect(readdirSync(cwd)).toEqual(['a.yaml']);
  });
});
