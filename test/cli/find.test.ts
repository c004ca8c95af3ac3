import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BROKEN, GOOD, PRIVILEGED } from './manifests.ts';
import { folderOf, run, type Files } from './run.ts';

interface Told {
  readonly problems: readonly { readonly file: string; readonly code: string; readonly line: number; readonly message: string }[];
  readonly findings: readonly { readonly rule: string; readonly location: { readonly file: string } }[];
  readonly summary: {
    readonly files: number;
    readonly resources: number;
    readonly skipped: readonly { readonly file: string; readonly line?: number; readonly reason: string }[];
  };
}

async function lint(cwd: string, args: readonly string[] = []) {
  const { code, stdout } = await run(['lint', '--format', 'json', ...args], { cwd });
  const { problems, findings, summary } = JSON.parse(stdout) as Told;
  return {
    code,
    files: summary.files,
    resources: summary.resources,
    problems: problems.map((problem) => `${problem.file}: ${problem.code}`),
    skipped: summary.skipped.map(({ file, reason }) => `${file}: ${reason}`),
    found: findings.map(({ rule, location }) => `${location.file}: ${rule}`),
  };
}

const CHART_TEMPLATES = 'templates of a Helm chart; render it first: helm template CHART | lintel lint -';
const NO_OBJECT = 'has no apiVersion and kind: not a Kubernetes object';

describe('names what it leaves out', () => {
  test.each<readonly [what: string, files: Files, skipped: readonly string[]]>([
    [
      'folders that never hold manifests',
      { '.git/a.yaml': PRIVILEGED, 'node_modules/b/c.yaml': PRIVILEGED, 'deploy/node_modules/d.yaml': PRIVILEGED },
      ['.git: never holds manifests', 'deploy/node_modules: never holds manifests', 'node_modules: never holds manifests'],
    ],
    [
      'its own settings',
      { 'lintel.yaml': 'extends: []', 'sub/lintel.yml': 'extends: []' },
      ['lintel.yaml: settings of Lintel', 'sub/lintel.yml: settings of Lintel'],
    ],
    ['a values file', { 'values.yaml': 'replicas: 3\n' }, [`values.yaml: ${NO_OBJECT}`]],
    [
      'templates of a chart, its values and itself',
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: web\n',
        'chart/values.yaml': 'a: 1',
        'chart/templates/a.yaml': '{{- if .x }}\na: {{ .y }}\n{{ end }}',
      },
      ['chart/Chart.yaml: has no kind: not a Kubernetes object', `chart/templates: ${CHART_TEMPLATES}`, `chart/values.yaml: ${NO_OBJECT}`],
    ],
    [
      'what a kustomization only patches with, and itself',
      {
        'web/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\npatches: [{ path: patch.yaml }]\npatchesStrategicMerge: [more/merge.yaml]\n',
        'web/a.yaml': GOOD,
        'web/patch.yaml': '- op: remove\n  path: /spec\n',
        'web/more/merge.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: good }\n',
      },
      [
        'web/kustomization.yaml: is a Kustomization, an input of kustomize',
        'web/more/merge.yaml: is a part of web/kustomization.yaml; lint what it renders: kubectl kustomize web | lintel lint -',
        'web/patch.yaml: is a part of web/kustomization.yaml; lint what it renders: kubectl kustomize web | lintel lint -',
      ],
    ],
    [
      'JSON with comments, and JSON of others',
      { 'settings.json': '{\n  "a": 1, // see {docs}\n  "b": 2,\n}\n', 'package.json': '{ "name": "web" }' },
      [`package.json: ${NO_OBJECT}`, 'settings.json: is no manifest: JSON with comments, without an apiVersion'],
    ],
    [
      'documents that are no objects',
      { 'a.yaml': '- 1\n---\nhello\n' },
      ['a.yaml: is a list, not a Kubernetes object', 'a.yaml: is a string, not a Kubernetes object'],
    ],
    ['nothing of another ending', { 'README.md': '# x', 'a.txt': BROKEN, 'a.tpl': '{{ x }}', 'b.yaml.bak': BROKEN }, []],
  ])('%s', async (_what, files, skipped) => {
    const told = await lint(folderOf({ 'ok.yaml': GOOD, ...files }));
    expect({ ...told, skipped: told.skipped.toSorted() }).toMatchObject({ code: 0, problems: [], skipped, found: [] });
  });

  test('in the text too', async () => {
    const { stdout } = await run(['lint'], { files: { 'ok.yaml': GOOD, 'chart/Chart.yaml': 'name: x', 'chart/templates/a.yaml': 'a: b' } });
    expect(stdout).toContain('Skipped 2');
    expect(stdout).toContain(`  ${CHART_TEMPLATES}:\n    chart/templates\n`);
  });

  test('once, where context names it again', async () => {
    const told = await lint(folderOf({ 'ok.yaml': GOOD, '.git/x.yaml': GOOD, 'values.yaml': 'a: 1' }), ['.', '--context', '.']);
    expect(told).toMatchObject({ code: 0, files: 1 + 1, skipped: ['.git: never holds manifests', `values.yaml: ${NO_OBJECT}`] });
  });
});

describe('takes what is named at its word', () => {
  test.each<readonly [what: string, file: string, text: string, problem: string]>([
    ['JSON with comments', 'settings.json', '{\n  "a": 1, // see {docs}\n  "b": 2,\n}\n', 'syntax'],
    ['a template of a chart', 'chart/templates/a.yaml', 'kind: X\n{{- if .x }}\na: {{ .y }}\n{{ end }}\n', 'template'],
  ])('%s is a problem', async (_what, file, text, problem) => {
    expect(await lint(folderOf({ [file]: text, 'chart/Chart.yaml': 'name: x' }), [file])).toMatchObject({
      code: 3,
      problems: [`${file}: ${problem}`],
    });
  });

  test('a file of any ending', async () => {
    expect(await lint(folderOf({ 'a.txt': PRIVILEGED }), ['a.txt'])).toMatchObject({ code: 1, found: ['a.txt: no-privileged'] });
  });

  test('a folder that is otherwise left out', async () => {
    expect(await lint(folderOf({ 'node_modules/a.yaml': PRIVILEGED }), ['node_modules'])).toMatchObject({
      code: 1,
      found: ['node_modules/a.yaml: no-privileged'],
    });
  });

  test('a file that is named twice, and in its folder, is judged once', async () => {
    const cwd = folderOf({ 'a.yaml': PRIVILEGED });
    expect(await lint(cwd, ['a.yaml', './a.yaml', '.', path.join(cwd, 'a.yaml')])).toMatchObject({
      files: 1,
      resources: 1,
      found: ['a.yaml: no-privileged'],
    });
  });
});

describe('a path that cannot be read is a problem, and the rest is judged', () => {
  const rows: readonly (readonly [what: string, make: (cwd: string) => void, named: readonly string[], problem: string])[] = [
    ['that is not there', () => undefined, ['nope.yaml'], 'nope.yaml: not-found'],
    ['a link to nothing, named', (cwd) => symlinkSync('nowhere', path.join(cwd, 'x.yaml')), ['x.yaml'], 'x.yaml: not-found'],
    ['a link to nothing, found', (cwd) => symlinkSync('nowhere', path.join(cwd, 'x.yaml')), ['.'], 'x.yaml: unreadable'],
    ['a link to itself, found', (cwd) => symlinkSync('x.yaml', path.join(cwd, 'x.yaml')), ['.'], 'x.yaml: unreadable'],
    ['a pipe, named', (cwd) => void execFileSync('mkfifo', [path.join(cwd, 'x.yaml')]), ['x.yaml'], 'x.yaml: unreadable'],
    ['a device, named', () => undefined, ['/dev/null'], '/dev/null: unreadable'],
    ['a file whose reading fails', (cwd) => symlinkSync('/proc/self/mem', path.join(cwd, 'x.yaml')), ['x.yaml'], 'x.yaml: unreadable'],
  ];
  test.each(rows)('%s', async (_what, make, named, problem) => {
    const cwd = folderOf({ 'a.yaml': PRIVILEGED });
    make(cwd);
    expect(await lint(cwd, [...named, 'a.yaml'])).toMatchObject({ code: 3, problems: [problem], found: ['a.yaml: no-privileged'] });
  });

  test('a pipe that is only found is skipped by name', async () => {
    const cwd = folderOf({ 'a.yaml': GOOD });
    execFileSync('mkfifo', [path.join(cwd, 'x.yaml')]);
    expect(await lint(cwd)).toMatchObject({ code: 0, problems: [], skipped: ['x.yaml: not a regular file'] });
  });
});

describe('links', () => {
  test('a loop of folders ends, and is named', async () => {
    const cwd = folderOf({ 'a/b/one.yaml': PRIVILEGED });
    symlinkSync('..', path.join(cwd, 'a/b/up'));
    symlinkSync(cwd, path.join(cwd, 'a/all'));
    const told = await lint(cwd);
    expect(told).toMatchObject({ code: 1, found: ['a/b/one.yaml: no-privileged'], problems: [] });
    expect(told.skipped.toSorted()).toEqual([
      'a/all: leads to a folder that was entered already',
      'a/b/up: leads to a folder that was entered already',
    ]);
  });

  test('a link to a folder is entered, one to a file counts by its own name', async () => {
    const cwd = folderOf({ 'work/ok.yaml': GOOD, 'far/one.yaml': PRIVILEGED, 'far/two.txt': PRIVILEGED });
    symlinkSync('../far', path.join(cwd, 'work/near'));
    symlinkSync('../far/two.txt', path.join(cwd, 'work/notes'));
    expect(await lint(cwd, ['work'])).toMatchObject({ code: 1, found: ['work/near/one.yaml: no-privileged'] });
  });

  test('a folder may be called x.yaml', async () => {
    const cwd = folderOf({ 'x.yaml/a.yaml': PRIVILEGED });
    mkdirSync(path.join(cwd, 'empty.yaml'));
    expect(await lint(cwd)).toMatchObject({ code: 1, problems: [], found: ['x.yaml/a.yaml: no-privileged'] });
  });
});
