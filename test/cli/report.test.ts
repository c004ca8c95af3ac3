import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../src/report/json-schema.ts';
import { BROKEN, GOOD, PRIVILEGED, SETTINGS, TWICE } from './manifests.ts';
import { folderOf, run, type Files } from './run.ts';

const validate = new Ajv({ strict: true, allErrors: true }).compile(reportSchema);
const SHOP = path.resolve(import.meta.dirname, '../../fixtures/shop');

function faultsOf(text: string): unknown {
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

describe('--format json keeps its schema', () => {
  test.each<readonly [what: string, files: Files, args: readonly string[]]>([
    ['clean', { 'a.yaml': GOOD }, []],
    ['nothing', {}, []],
    ['a finding with a fix', { 'a.yaml': PRIVILEGED }, []],
    ['a finding with another end', { 'a.yaml': TWICE }, []],
    ['an injected one', { 'a.yaml': TWICE, 'lintel.yaml': `${SETTINGS}inject: [duplicate-env-var]` }, []],
    ['problems and what is skipped', { 'a.yaml': BROKEN, 'values.yaml': 'a: 1', 'node_modules/x.yaml': GOOD }, ['--strict']],
    [
      'an exempted one',
      {
        'a.yaml': PRIVILEGED,
        'lintel.yaml': `${SETTINGS}exemptions: [{ rule: no-privileged, match: { namespaces: [default] }, reason: known, owner: us, expires: 2030-01-31 }]`,
      },
      [],
    ],
    ['an object without a name', { 'a.yaml': 'apiVersion: v1\nkind: Pod\nspec: { containers: [null, {}, { name: 7 }] }\n' }, []],
    ['a container in a kustomization', { 'web/a.yaml': PRIVILEGED, 'web/kustomization.yaml': 'resources: [a.yaml]' }, []],
  ])('%s', async (_what, files, args) => {
    const { stdout, stderr } = await run(['lint', '--format', 'json', ...args], { files });
    expect({ faults: faultsOf(stdout), stderr }).toEqual({ faults: [], stderr: '' });
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  test('the shop', async () => {
    const { code, stdout } = await run(['lint', '--format', 'json'], { cwd: SHOP });
    expect({ code, faults: faultsOf(stdout) }).toEqual({ code: 1, faults: [] });
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['version', 'findings', 'problems', 'summary']);
  });

  test('an environment and a suppression are told', async () => {
    const files = {
      'web/a.yaml': PRIVILEGED,
      'web/kustomization.yaml': 'resources: [a.yaml]',
      'lintel.yaml': `${SETTINGS}exemptions: [{ rule: no-privileged, match: { namespaces: [default] }, reason: known, owner: us, expires: 2030-01-31 }]`,
    };
    const { stdout } = await run(['lint', '--format', 'json'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ environment: 'web', suppressed: { by: 'exemption', reason: 'known', until: '2030-01-31' } }],
    });
  });
});

describe('outputs', () => {
  test('to a file and to standard output at once', async () => {
    const cwd = folderOf({ 'deploy/a.yaml': PRIVILEGED });
    const text = await run(['lint', 'deploy', '--format', 'json=out.json', '--format', 'text'], { cwd });
    expect(text).toEqual(await run(['lint', 'deploy'], { cwd }));
    expect(readFileSync(path.join(cwd, 'out.json'), 'utf8')).toBe((await run(['lint', 'deploy', '-f', 'json'], { cwd })).stdout);
  });

  test('to files alone, standard output keeps silent', async () => {
    const cwd = folderOf({ 'deploy/a.yaml': PRIVILEGED });
    expect(await run(['lint', 'deploy', '-f', 'json=out.json', '-f', 'text=a=b.txt'], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: '',
    });
    expect(readdirSync(cwd).toSorted()).toEqual(['a=b.txt', 'deploy', 'out.json']);
    expect(readFileSync(path.join(cwd, 'a=b.txt'), 'utf8')).toContain('no-privileged: Container "main" is privileged.');
  });

  test.each([
    ['a full disk', '/dev/full', 'no space left on device'],
    ['a folder that is not there', 'no/such/out.json', 'no such file or directory'],
    ['a folder', '.', 'illegal operation on a directory'],
  ])('%s ends in 4 and says so', async (_what, file, reason) => {
    expect(await run(['lint', `--format=json=${file}`], { files: { 'a.yaml': GOOD } })).toEqual({
      code: 4,
      stdout: '',
      stderr: `The report could not be written to ${file}: ${reason}. Nothing of it can be relied on.\n`,
    });
  });

  test('what was written of a report to a file is a page without colours, whatever the terminal', async () => {
    const cwd = folderOf({ 'a.yaml': PRIVILEGED });
    const { stdout } = await run(['lint', 'a.yaml', '-f', 'text=out.txt'], { cwd, tty: true });
    expect(stdout).toBe('');
    expect(readFileSync(path.join(cwd, 'out.txt'), 'utf8')).not.toContain('\u001B');
  });
});

describe('colours and width', () => {
  const ESC = '\u001B[';
  test.each<readonly [what: string, tty: boolean, env: Readonly<Record<string, string>>, colored: boolean]>([
    ['a pipe', false, {}, false],
    ['a terminal', true, {}, true],
    ['a terminal that is dumb', true, { TERM: 'dumb' }, false],
    ['a terminal and NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal and an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a pipe and FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a terminal and FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['both', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', async (_what, tty, env, colored) => {
    for (const args of [['lint'], ['fix', '--diff', '--unsafe'], ['rules'], ['explain', 'no-privileged']]) {
      const { stdout } = await run(args, { files: { 'a.yaml': PRIVILEGED }, tty, env });
      expect({ args, colored: stdout.includes(ESC) }).toEqual({ args, colored });
    }
  });

  test.each([40, 60, 140])('COLUMNS=%d', async (columns) => {
    const { stdout } = await run(['rules'], { env: { COLUMNS: String(columns) } });
    const widest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(columns);
    expect(widest).toBeGreaterThan(columns / 2);
  });

  test.each(['', '0', '-5', 'wide', '1e9999'])('COLUMNS=%j counts for nothing', async (columns) => {
    expect(await run(['rules'], { env: { COLUMNS: columns } })).toEqual(await run(['rules']));
  });

  test('JSON is never coloured', async () => {
    expect((await run(['lint', '-f', 'json'], { files: { 'a.yaml': PRIVILEGED }, tty: true })).stdout).not.toContain(ESC);
  });
});
