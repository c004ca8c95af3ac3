import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { folderOf, run, type Files } from '../cli/run.ts';
import { HOST, NODE_PORT, ruleText, SETTINGS, yamlText } from './rules.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLE = path.join(ROOT, 'fixtures/own-rules');
const GOOD: Files = {
  'lintel.yaml': SETTINGS,
  'policies/no-host.ts': ruleText(),
  'fixtures/no-host/bad.yaml': HOST.replace('hostNetwork: true', 'hostNetwork: true # expect: no-host/host'),
  'fixtures/no-host/ok-own.yaml': HOST.replace('hostNetwork: true', 'hostNetwork: false'),
};
const FIXED: Files = {
  'lintel.yaml': SETTINGS,
  'policies/a.yaml': yamlText({ fix: '{ set: ClusterIP }' }),
  'fixtures/no-node-ports/bad.yaml': NODE_PORT.replace('NodePort', 'NodePort # expect: no-node-ports/unwanted'),
  'fixtures/no-node-ports/bad.fixed.yaml': NODE_PORT.replace('NodePort', 'ClusterIP # expect: no-node-ports/unwanted'),
  'fixtures/no-node-ports/ok-none.yaml': NODE_PORT.replace('NodePort', 'ClusterIP'),
};
const BAD = 'fixtures/no-host/bad.yaml';
const PORTS = 'fixtures/no-node-ports/bad.yaml';
const mutant = (from: string | RegExp, to: string): Files => ({
  'policies/no-host.ts': ruleText('no-host', (text) => text.replace(from, to)),
});
const pure = 'const pod = podSpec(subject);';

describe('lintel test', () => {
  test.each([
    ['rules as expected', GOOD, 0, ['1 rule, 2 fixtures: all as expected.']],
    ['a fix as expected', FIXED, 0, ['1 rule, 2 fixtures: all as expected.']],
    [
      'a finding that is missing',
      { ...GOOD, ...mutant('=== true', '=== 1') },
      1,
      ['fixtures/no-host:1: no file makes no-host say "host"', `${BAD}:5: expected no-host/host, and it is not found here`],
    ],
    [
      'a finding on another line',
      { ...GOOD, ...mutant("'hostNetwork'] }", "'containers'] }") },
      1,
      [`${BAD}:5: expected no-host/host`, `${BAD}:6: found no-host/host, which is not expected here: Pod "web" is`],
    ],
    [
      'a finding in a good file',
      { ...GOOD, ...mutant('=== true', '!== undefined') },
      1,
      ['fixtures/no-host/ok-own.yaml:5: found no-host/host'],
    ],
    [
      'a good file that expects a finding',
      { ...GOOD, 'fixtures/no-host/ok-own.yaml': GOOD[BAD] ?? '' },
      1,
      ['fixtures/no-host/ok-own.yaml:5: a file ok-* expects no finding'],
    ],
    [
      'no fixtures',
      { ...GOOD, [BAD]: '', 'fixtures/no-host/ok-own.yaml': '', 'fixtures/no-host/x': '' },
      1,
      ['no file makes no-host say "host"'],
    ],
    [
      'no good file',
      without(GOOD, 'fixtures/no-host/ok-own.yaml'),
      1,
      ['fixtures/no-host:1: has no ok-*.yaml, in which no-host finds nothing'],
    ],
    [
      'no bad file',
      without(GOOD, BAD),
      1,
      ['fixtures/no-host:1: has no file in which no-host finds something', 'no file makes no-host say "host"'],
    ],
    [
      'a rule that changes what it judges',
      { ...GOOD, ...mutant(pure, `${pure} Object.assign(subject.resource, { seen: 1 });`) },
      1,
      [`${BAD}:1: Rule no-host failed`],
    ],
    [
      'a rule that says other things at other times',
      { ...GOOD, ...mutant(pure, `${pure} if (Math.random() < 2) globalThis.told = !globalThis.told; if (globalThis.told) return;`) },
      1,
      ['the doors disagree on Pod web'],
    ],
    ['a rule that throws', { ...GOOD, ...mutant(pure, `${pure} pod.gone.away();`) }, 1, ['Rule no-host failed and could not judge']],
    [
      'a rule that yields nonsense',
      { ...GOOD, ...mutant("message: 'host'", "message: 'hots' as 'host'") },
      1,
      ['it yielded something that is no offence'],
    ],
    [
      'a fix that is not as it should be',
      { ...FIXED, 'policies/a.yaml': yamlText({ fix: '{ remove: true }' }) },
      1,
      ['bad.fixed.yaml:4: lintel fix --unsafe writes'],
    ],
    [
      'a fix that was not asked for',
      without(FIXED, 'fixtures/no-node-ports/bad.fixed.yaml'),
      1,
      [`${PORTS}:5: lintel fix --unsafe writes`, 'if that is right, write it to fixtures/no-node-ports/bad.fixed.yaml'],
    ],
    [
      'a fix that is missing',
      { ...FIXED, 'policies/a.yaml': yamlText() },
      1,
      ['bad.fixed.yaml:5: lintel fix --unsafe writes "  type: NodePort'],
    ],
    ['a fixture that is no manifest', { ...GOOD, [BAD]: 'kind: [\n' }, 1, [`${BAD}:`]],
    [
      'settings of a fixture at fault',
      { ...GOOD, [BAD]: `# settings: { rules: { no-host: eror } }\n${HOST}` },
      1,
      [`${BAD}:1: # settings: "eror" is no severity`],
    ],
    ['settings of a fixture that are none', { ...GOOD, [BAD]: `# settings: [\n${HOST}` }, 1, [`${BAD}:1: # settings: this is no map`]],
  ] as const)('%s', async (_what, files, code, told) => {
    const { code: given, stdout, stderr } = await run(['test'], { files });
    expect({ given, stderr }).toEqual({ given: code, stderr: '' });
    for (const text of told) expect(stdout).toContain(text);
  });

  test('tests the rules that are named, by id or by folder', async () => {
    const cwd = folderOf({ ...GOOD, ...FIXED });
    for (const name of ['no-host', 'fixtures/no-host', 'fixtures/no-host/'])
      expect(await run(['test', name], { cwd })).toMatchObject({ code: 0, stdout: '1 rule, 2 fixtures: all as expected.\n' });
    expect((await run(['test'], { cwd })).stdout).toBe('2 rules, 4 fixtures: all as expected.\n');
    expect(await run(['test', 'no-hosts'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean no-host?') });
  });

  test('finds fixtures elsewhere', async () => {
    const moved = Object.fromEntries(Object.entries(GOOD).map(([name, text]) => [name.replace('fixtures/', 'elsewhere/'), text]));
    expect(await run(['test', '--fixtures', 'elsewhere'], { files: moved })).toMatchObject({ code: 0 });
    expect(await run(['test'], { files: moved })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('fixtures/no-host:1: has no ok-*.yaml'),
    });
  });

  test('nothing to test is not a success', async () => {
    expect(await run(['test'], { files: { 'lintel.yaml': 'extends: []\n' } })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('lintel new rule'),
    });
  });

  test('a broken rule is told as by lint', async () => {
    const { code, stderr } = await run(['test'], { files: { ...GOOD, 'policies/b.ts': 'enum X { A }\n' } });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('policies/b.ts:1:1: ') });
  });
});

describe('lintel new rule', () => {
  test.each([
    ['TypeScript', [], "'./policies/*.ts'"],
    ['YAML', ['--yaml'], "'./policies/*.yaml'"],
  ])('in %s passes its fixtures at once', async (_what, flags, line) => {
    const cwd = folderOf({}, null);
    const made = await run(['new', 'rule', 'require-owner', ...flags], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`policies: [${line}]`) });
    writeFileSync(path.join(cwd, 'lintel.yaml'), `policies: [${line}]\n`);
    expect(await run(['test'], { cwd })).toMatchObject({ code: 0, stdout: '1 rule, 2 fixtures: all as expected.\n' });
    expect(readdirSync(path.join(cwd, 'fixtures/require-owner')).toSorted()).toEqual(['bad.yaml', 'ok-good.yaml']);
  });

  test('overwrites nothing, and then writes nothing', async () => {
    const cwd = folderOf({ 'fixtures/require-owner/ok-good.yaml': 'mine\n' }, null);
    const ran = await run(['new', 'rule', 'require-owner'], { cwd });
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('fixtures/require-owner/ok-good.yaml is there already'),
    });
    expect(readdirSync(cwd)).toEqual(['fixtures']);
    expect(readFileSync(path.join(cwd, 'fixtures/require-owner/ok-good.yaml'), 'utf8')).toBe('mine\n');
  });

  test.each([
    [['new'], 'There is one thing to make'],
    [['new', 'pack', 'a'], 'There is one thing to make'],
    [['new', 'rule'], 'A rule is named in kebab-case'],
    [['new', 'rule', '../a'], 'A rule is named in kebab-case'],
    [['new', 'rule', 'No_Host'], 'A rule is named in kebab-case'],
    [['new', 'rule', 'no-latest-tag'], 'There is a rule no-latest-tag already'],
    [['new', 'rule', 'a', 'b'], 'There is one thing to make'],
  ])('%j is refused', async (args, told) => {
    expect(await run(args, { files: {} })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(told) });
  });
});

describe('the example repository', () => {
  test('passes its own fixtures', async () => {
    expect(await run(['test'], { cwd: EXAMPLE })).toMatchObject({ code: 0, stdout: '3 rules, 6 fixtures: all as expected.\n' });
  });

  test('has findings of all three rules', async () => {
    const { code, stdout } = await run(['lint', 'manifests', '--format', 'oneline'], { cwd: EXAMPLE });
    expect(code).toBe(1);
    expect(stdout.match(/^manifests\/\S+ \w+ [\w-]+/gmu)).toEqual([
      'manifests/preview.yaml:6:13: error unique-ingress-host',
      'manifests/shop.yaml:5:13: error limit-replicas',
      'manifests/shop.yaml:18:9: warning no-node-ports',
      'manifests/shop.yaml:26:13: error unique-ingress-host',
    ]);
  });

  test('and what is begun anew are of the public types', async () => {
    const cwd = folderOf({});
    await run(['new', 'rule', 'require-owner'], { cwd });
    const project = path.join(cwd, 'tsconfig.json');
    const paths = { lintel: [path.join(ROOT, 'src/public.ts')] };
    const include = [path.join(EXAMPLE, 'policies'), path.join(cwd, 'policies')];
    writeFileSync(
      project,
      JSON.stringify({ extends: path.join(EXAMPLE, 'tsconfig.json'), compilerOptions: { paths, types: [] }, include }),
    );
    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    await expect(promisify(execFile)(process.execPath, [tsc, '--project', project])).resolves.toMatchObject({ stdout: '' });
    rmSync(project);
  });
});

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([key]) => key !== name));
}
