import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BROKEN, GOOD, only, PRIVILEGED, SETTINGS, TWICE } from './manifests.ts';
import { folderOf, run, type Files } from './run.ts';

const SHOP = path.resolve(import.meta.dirname, '../../fixtures/shop');

/** What becomes of `a.yaml`. */
async function fix(text: string, args: readonly string[] = [], files: Files = {}) {
  const cwd = folderOf({ 'a.yaml': text, ...files });
  const ran = await run(['fix', ...args], { cwd });
  return { ...ran, after: readFileSync(path.join(cwd, 'a.yaml'), 'utf8') };
}

const BOTH = `# the shop\n${TWICE}---\n${PRIVILEGED}`;
const BOTH_SAFE = BOTH.replace('            - { name: SHOP, value: web } # again\n', '');
const BOTH_UNSAFE = BOTH_SAFE.replace('privileged: true # as it came', 'privileged: false # as it came');

describe('which fixes are made', () => {
  test.each<readonly [what: string, args: readonly string[], files: Files, after: string]>([
    ['the safe ones', [], {}, BOTH_SAFE],
    ['the unsafe ones too', ['--unsafe'], {}, BOTH_UNSAFE],
    ['those of one rule', ['--unsafe', '--rule', 'no-privileged'], {}, BOTH.replace('privileged: true', 'privileged: false')],
    ['those of one rule, if they are safe', ['--rule', 'no-privileged'], {}, BOTH],
    ['those of a rule that is off', ['--rule', 'duplicate-env-var'], { 'lintel.yaml': 'extends: []' }, BOTH_SAFE],
    ['none of rules that are off', ['--unsafe'], { 'lintel.yaml': 'extends: []' }, BOTH],
    ['those of two rules', ['--unsafe', '--rule', 'no-privileged', '--rule', 'duplicate-env-var'], {}, BOTH_UNSAFE],
    ['nothing injected where nothing is', ['--injected'], {}, BOTH],
    [
      'what the webhook injects',
      ['--injected'],
      { 'lintel.yaml': `${SETTINGS}inject: [no-privileged]` },
      BOTH.replace('privileged: true', 'privileged: false'),
    ],
    ['what is injected is safe', [], { 'lintel.yaml': `${SETTINGS}inject: [no-privileged]` }, BOTH_UNSAFE],
    ['none that an exemption covers', ['--unsafe'], { 'lintel.yaml': exempting('no-privileged') }, BOTH_SAFE],
  ])('%s', async (_what, args, files, after) => {
    expect(await fix(BOTH, args, files)).toMatchObject({ code: 0, stdout: '', after });
  });

  test('a value that the settings give is written', async () => {
    const settings = 'extends: []\nrules: { require-memory-limit: [error, { fixWith: 256Mi }] }\n';
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a # the only one\n      image: a:1\n';
    const { after } = await fix(pod, [], { 'lintel.yaml': settings });
    expect(after).toMatch(/^apiVersion: v1\n[^]*name: a # the only one\n[^]*limits:\s+memory: 256Mi\n/u);
  });
});

describe('a remedy that is a new object', () => {
  const settings = "extends: []\npolicies: ['./policies/*']\n";
  const files = (create: string): Files => ({ 'lintel.yaml': settings, 'policies/needs-map.ts': creating(create) });
  const made = "[{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map', namespace: subject.name } }]";
  const two = `${space('a')}---\n${space('b')}`;

  test.each<readonly [what: string, text: string, create: string, args: readonly string[], after: string]>([
    ['is left alone, since it is unsafe', two, made, [], two],
    ['is appended, one for each', two, made, ['--unsafe'], `${two}${map('a')}${map('b')}`],
    ['that two findings share is made once', two, made.replace('subject.name', "'a'"), ['--unsafe'], `${two}${map('a')}`],
    ['that is there already is left', `${two}${map('a')}`, made, ['--unsafe'], `${two}${map('a')}${map('b')}`],
  ])('%s', async (_what, text, create, args, after) => {
    expect(await fix(text, args, files(create))).toMatchObject({ code: 0, after });
  });

  test.each<readonly [what: string, text: string, reason: RegExp]>([
    [
      'where another one has its name',
      `${space('a')}${map('a')}data: { k: v }\n`,
      /a\.yaml:1: needs-map: no safe edit here .*another object of that name/u,
    ],
    ['in a file of JSON', '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}', /a\.yaml:1: needs-map: .*a file of its own/u],
  ])('is refused %s', async (_what, text, reason) => {
    expect(await fix(text, ['--unsafe'], files(made))).toMatchObject({ code: 1, after: text, stderr: expect.stringMatching(reason) });
  });
});

function space(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} } # kept\n`;
}

function map(namespace: string): string {
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n  namespace: ${namespace}\n`;
}

/** A rule of the user's own that asks every Namespace for an object. */
function creating(create: string): string {
  return `import type { Rule } from 'lintel';
export const rule: Rule<'missing'> = {
  id: 'needs-map', category: 'metadata', severity: 'error', since: '1.0.0', summary: 's', why: 'w', whenNot: 'n',
  messages: { missing: 'No map.' },
  match: { kinds: [{ group: '', kind: 'Namespace' }] },
  remedy: { safety: 'unsafe', value: 'create' },
  *check(subject) {
    yield { message: 'missing', at: ['metadata', 'name'], fix: { title: 'Add it', safety: 'safe', edits: [], create: ${create} } };
  },
};
`;
}

describe('what is said', () => {
  test('names the files that were changed, and counts', async () => {
    const files = { 'b.yaml': GOOD, 'c.yaml': TWICE.replace('name: twice', 'name: again') };
    expect(await fix(BOTH, ['--unsafe'], files)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'a.yaml: 2 fixed\nc.yaml: 1 fixed\n3 findings fixed in 2 files.\n',
    });
  });

  test('nothing to fix', async () => {
    expect(await fix(GOOD)).toMatchObject({ code: 0, stdout: '', stderr: '0 findings fixed in 0 files.\n', after: GOOD });
  });

  test('what was not understood, while the rest is fixed', async () => {
    const { code, stderr, after } = await fix(`${TWICE}---\n${BROKEN}`, ['.', 'nope.yaml'], { 'b.yaml': Uint8Array.from([0xff]) });
    expect({ code, after }).toEqual({
      code: 3,
      after: `${TWICE}---\n${BROKEN}`.replace('            - { name: SHOP, value: web } # again\n', ''),
    });
    expect(stderr).toMatch(/^a\.yaml: 1 fixed\nnope\.yaml:1:1: .+\nb\.yaml:1:1: .+\na\.yaml:\d+:1: .+\n1 finding fixed in 1 file\.\n$/u);
  });

  test('an edit that would change something else too is refused', async () => {
    const shared = PRIVILEGED.replace('securityContext:', 'securityContext: &root').replace(
      '          resources:',
      '        - name: side\n          image: registry.example/side:1.2.3\n          securityContext: *root\n          resources:',
    );
    const { code, stderr, after } = await fix(shared, ['--unsafe', '--rule', 'no-privileged']);
    expect({ code, after }).toEqual({ code: 1, after: shared });
    expect(stderr).toMatch(
      /^(?:a\.yaml:1: no-privileged: no safe edit here \(Set privileged to false\): .+\n)+0 findings fixed in 0 files, \d refused\.\n$/u,
    );
  });

  test('the standard output is kept for the diff', async () => {
    const { code, stdout, stderr, after } = await fix(BOTH, ['--diff']);
    expect({ code, stderr, after }).toEqual({ code: 0, stderr: '1 finding would be fixed in 1 file.\n', after: BOTH });
    expect(stdout).toMatch(
      /^--- a\/a\.yaml\n\+\+\+ b\/a\.yaml\n@@ .+\n(?: .*\n)+-            - \{ name: SHOP, value: web \} # again\n(?: .*\n)+$/u,
    );
  });
});

describe('--diff is taken by git apply, and comes to what fix writes', () => {
  const renamed = (name: string): Files => ({ [name]: BOTH });
  test.each<readonly [what: string, files: Files]>([
    ['a file', renamed('a.yaml')],
    ['several, in folders', { ...renamed('a.yaml'), ...renamed('deploy/web/b.yaml'), 'deploy/c.yaml': GOOD }],
    ['CRLF', { 'a.yaml': BOTH.replaceAll('\n', '\r\n') }],
    ['no newline at the end', { 'a.yaml': BOTH.trimEnd() }],
    ['a byte order mark', { 'a.yaml': `\uFEFF${BOTH}` }],
    ['a name with a space', renamed('my shop.yaml')],
    ['a name with quotes, a tab and letters beyond ASCII', renamed('ö "x"\t.yaml')],
  ])('%s', async (_what, files) => {
    const [shown, fixed] = [folderOf(files), folderOf(files)];
    const { stdout } = await run(['fix', '--unsafe', '--diff'], { cwd: shown });
    expect(contentsOf(shown)).toEqual(contentsOf(folderOf(files)));
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
      cwd: shown,
      input: stdout,
      env: { PATH: process.env['PATH'], GIT_CEILING_DIRECTORIES: path.dirname(shown), GIT_CONFIG_NOSYSTEM: '1', HOME: shown },
    });
    expect((await run(['fix', '--unsafe'], { cwd: fixed })).code).toBe(0);
    expect(contentsOf(shown)).toEqual(contentsOf(fixed));
    expect(contentsOf(fixed)).not.toEqual(contentsOf(folderOf(files)));
  });
});

describe('every other byte is kept', () => {
  test.each<readonly [what: string, change: (text: string) => string]>([
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['no newline at the end', (text) => text.trimEnd()],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['comments before, between and after', (text) => `# a\n\n${text.replace('---', '# end\n---  # next')}\n# z\n\n\n`],
    ['quotes and odd indentation', (text) => text.replaceAll('name: main', 'name:   "main"').replace('kind: Job', "'kind':  Job")],
  ])('%s', async (_what, change) => {
    expect((await fix(change(BOTH), ['--unsafe'])).after).toBe(change(BOTH_UNSAFE));
  });

  test('of a broken document and a foreign one in between', async () => {
    expect(await fix(between(BOTH), ['--unsafe'])).toMatchObject({ code: 3, after: between(BOTH_UNSAFE) });
  });

  test('of context, which is never fixed', async () => {
    expect(await fix(BOTH, ['b.yaml', '--context', 'a.yaml'], { 'b.yaml': GOOD })).toMatchObject({ code: 0, after: BOTH });
  });

  test('the mode of the file, and the link that leads to it', async () => {
    const cwd = folderOf({ 'far/a.txt': BOTH });
    chmodSync(path.join(cwd, 'far/a.txt'), 0o640);
    symlinkSync('far/a.txt', path.join(cwd, 'a.yaml'));
    expect((await run(['fix', 'a.yaml'], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, 'far/a.txt'), 'utf8')).toBe(BOTH_SAFE);
    expect(statSync(path.join(cwd, 'far/a.txt')).mode % 0o1000).toBe(0o640);
    expect(lstatSync(path.join(cwd, 'a.yaml')).isSymbolicLink()).toBe(true);
    expect(readdirSync(path.join(cwd, 'far'))).toEqual(['a.txt']);
  });
});

test('the shop, once fixed, has nothing left to fix', async () => {
  const cwd = folderOf({});
  cpSync(SHOP, cwd, { recursive: true });
  // Its file of JSON can hold no new object, so that what its workloads need is there before.
  const [metadata, spec] = [
    { name: 'all', namespace: 'shop' },
    { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{}] },
  ];
  writeFileSync(
    path.join(cwd, 'policy.json'),
    JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }),
  );
  const before = await run(['lint', '-f', 'json'], { cwd });
  expect(fixable(before.stdout).length).toBeGreaterThan(0);
  expect((await run(['fix', '--unsafe'], { cwd })).code).toBe(0);
  const after = await run(['lint', '-f', 'json'], { cwd });
  expect(fixable(after.stdout)).toEqual([]);
  const once = contentsOf(cwd);
  expect(await run(['fix', '--unsafe'], { cwd })).toMatchObject({ code: 0, stderr: '0 findings fixed in 0 files.\n' });
  expect(contentsOf(cwd)).toEqual(once);
});

test('settings alone are nothing to fix', async () => {
  expect((await fix(GOOD, [], { 'lintel.yaml': only('no-privileged') })).code).toBe(0);
});

/** With a broken document and a foreign one in the middle. */
function between(text: string): string {
  return text.replace('---\n', `---\n${BROKEN}---\nhello:   world\n---\n`);
}

function fixable(report: string): readonly string[] {
  const { findings } = JSON.parse(report) as { findings: readonly { rule: string; fix?: object; suppressed?: object }[] };
  return findings.filter(({ fix, suppressed }) => fix !== undefined && suppressed === undefined).map(({ rule }) => rule);
}

function contentsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      path.relative(folder, path.join(parentPath, name)),
      readFileSync(path.join(parentPath, name), 'utf8'),
    ]),
  );
}

function exempting(rule: string): string {
  return `${SETTINGS}exemptions: [{ rule: ${rule}, match: { namespaces: [default] }, reason: known, owner: us }]\n`;
}
