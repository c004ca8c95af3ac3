import { describe, expect, test } from 'vitest';
import { recommended } from '../../policies/packs/recommended.ts';
import { rules } from '../../policies/index.ts';
import { BROKEN, GOOD, PRIVILEGED, WARNED } from './manifests.ts';
import { folderOf, run, type Files } from './run.ts';

interface Row {
  readonly rule: string;
  readonly container?: string;
  readonly severity: string;
  readonly enforcement?: string;
  readonly injected: boolean;
  readonly parameters: object;
  readonly origins: readonly { readonly source: string; readonly pack?: string; readonly line?: number }[];
}

interface Printed {
  readonly settings?: string;
  readonly rules: readonly Row[];
  readonly overrides: readonly { readonly line: number }[];
  readonly resources?: readonly { readonly name: string; readonly file: string; readonly line: number; readonly rules: readonly Row[] }[];
}

async function print(files: Files, ...args: readonly string[]): Promise<Printed> {
  const { code, stdout, stderr } = await run(['config', 'print', ...args, '--format', 'json'], { files });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Printed;
}

const SETTINGS = `extends: [recommended]
rules:
  no-privileged: warning
  require-cpu-request: [true, { fixWith: 100m }]
  no-latest-tag: off
enforcement:
  require-memory-limit: audit
inject: [require-cpu-request]
`;

describe('without files', () => {
  test.each([
    ['from a pack', 'require-memory-request', { severity: 'error', enforcement: 'deny', injected: false, origins: [pack()] }],
    ['from a line of rules', 'no-privileged', { severity: 'warning', enforcement: 'warn', origins: [pack(), at('rules', 3)] }],
    [
      'with parameters, and injected',
      'require-cpu-request',
      { severity: 'error', injected: true, parameters: { fixWith: '100m' }, origins: [pack(), at('rules', 4)] },
    ],
    ['enforced otherwise', 'require-memory-limit', { severity: 'error', enforcement: 'audit', origins: [pack(), at('enforcement', 7)] }],
    ['off by the settings', 'no-latest-tag', { severity: 'off', origins: [pack(), at('rules', 5)] }],
    ['off by default', 'limit-containers', { severity: 'off', origins: [{ source: 'default' }] }],
  ])('a rule %s', async (_what, id, expected) => {
    const printed = await print({ 'lintel.yaml': SETTINGS }, '--all');
    expect(printed.settings).toBe('lintel.yaml');
    expect(printed.rules.map(({ rule }) => rule)).toEqual(rules.map((rule) => rule.id));
    expect(printed.rules.find(({ rule }) => rule === id)).toMatchObject(expected);
  });

  test('only what is on is told, or what an override switches on', async () => {
    const override = 'overrides: [{ match: { namespaces: [a] }, rules: { limit-containers: error } }]\n';
    const { rules: told, overrides } = await print({
      'lintel.yaml': `extends: []\nrules: { no-privileged: error, no-latest-tag: off }\n${override}`,
    });
    expect(told.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['limit-containers', 'off'],
      ['no-privileged', 'error'],
    ]);
    expect(overrides).toEqual([{ line: 3, match: { namespaces: ['a'] }, rules: { 'limit-containers': 'error' } }]);
  });

  test('and without settings, pack recommended', async () => {
    const { code, stdout } = await run(['config', 'print', '-f', 'json'], { cwd: folderOf({}, null) });
    const printed = JSON.parse(stdout) as Printed;
    expect({ code, settings: printed.settings }).toEqual({ code: 0, settings: undefined });
    const told = printed.rules.map(({ rule, severity, origins }) => ({ rule, severity, origins }));
    const expected = [...recommended.rules].map(([rule, { severity }]) => ({ rule, severity, origins: [pack()] }));
    expect(told.toSorted((a, b) => (a.rule < b.rule ? -1 : 1))).toEqual(expected.toSorted((a, b) => (a.rule < b.rule ? -1 : 1)));
  });

  test('of two packs the last one counts', async () => {
    const { rules: told } = await print({ 'lintel.yaml': 'extends: [recommended, strict]\n' });
    expect(told.find(({ rule }) => rule === 'require-digest')).toMatchObject({ severity: 'error', origins: [pack('strict')] });
  });
});

describe('with files', () => {
  const PODS = `${GOOD}---\n${PRIVILEGED}---\n${WARNED.replace('name: web }', 'name: web, namespace: edge, labels: { tier: web } }')}`;

  test.each([
    ['namespaces: [edge]', ['web']],
    ['kinds: [batch/Job]', ['root']],
    ['kinds: [workloads]', ['root', 'web']],
    ['names: [r*]', ['root']],
    ['labels: { tier: w* }', ['web']],
    ['files: [deploy/*]', ['root', 'web']],
    ['files: [other/*]', []],
    ['kinds: [Job], namespaces: [edge]', []],
  ])('an override for { %s } changes %j', async (match, names) => {
    const settings = `extends: []\nrules: { no-privileged: error }\noverrides:\n  - match: { ${match} }\n    rules: { no-privileged: off }\n`;
    const { resources = [] } = await print({ 'deploy/a.yaml': PODS, 'lintel.yaml': settings }, 'deploy/a.yaml');
    expect(resources.map(({ name }) => name)).toEqual(['good', 'root', 'web']);
    const changed = resources.filter(({ rules: told }) => told.length > 0);
    expect(changed.map(({ name }) => name)).toEqual(names);
    for (const { rules: told } of changed)
      expect(told).toMatchObject([{ rule: 'no-privileged', severity: 'off', origins: [at('rules', 2), at('override', 5)] }]);
  });

  test.each([
    ['containers: [main]', [['main', 'off']]],
    ['images: [registry.example/main]', [['main', 'off']]],
    ['containers: [other]', []],
  ])('an override for { %s } is told for the containers that it means', async (match, expected) => {
    const settings = `extends: []\nrules: { no-privileged: error }\noverrides: [{ match: { ${match} }, rules: { no-privileged: off } }]\n`;
    const { resources = [] } = await print({ 'a.yaml': PRIVILEGED, 'lintel.yaml': settings }, 'a.yaml');
    expect(resources.flatMap(({ rules: told }) => told.map(({ container, severity }) => [container, severity]))).toEqual(expected);
  });

  test('later overrides win, and all are named', async () => {
    const overrides =
      'overrides:\n  - { match: { names: [root] }, rules: { no-privileged: off } }\n  - { match: { kinds: [Job] }, rules: { no-privileged: [info, {}] } }\n';
    const settings = `extends: []\nrules: { no-privileged: error }\n${overrides}`;
    const { resources } = await print({ 'a.yaml': PRIVILEGED, 'lintel.yaml': settings }, 'a.yaml');
    const origins = [at('rules', 2), at('override', 4), at('override', 5)];
    expect(resources).toMatchObject([
      { name: 'root', file: 'a.yaml', line: 1, rules: [{ severity: 'info', enforcement: 'audit', origins }] },
    ]);
  });

  test('only rules that are asked about one of its objects are told', async () => {
    const settings = 'extends: []\nrules: { no-privileged: error, no-secret-in-configmap: error }\n';
    const told = async (manifest: string) =>
      (await print({ 'a.yaml': manifest, 'lintel.yaml': settings }, 'a.yaml')).rules.map(({ rule }) => rule);
    expect(await told(PRIVILEGED)).toEqual(['no-privileged']);
    expect(await told(GOOD)).toEqual(['no-secret-in-configmap']);
  });
});

test('what is told is what a lint goes by', async () => {
  const pods = ['web', 'api', 'nightly'].map(
    (name) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${name === 'nightly' ? 'batch' : 'shop'} }
spec:
  containers:
    - { name: main, image: registry.example/${name}, securityContext: { privileged: true } }
    - { name: proxy, image: registry.example/proxy, securityContext: { privileged: true } }
`,
  );
  const settings = `extends: []
rules: { no-privileged: error, no-latest-tag: warning }
enforcement: { no-latest-tag: deny }
overrides:
  - { match: { containers: [proxy] }, rules: { no-privileged: info, no-latest-tag: off } }
  - { match: { namespaces: [batch] }, rules: { no-privileged: warning, no-latest-tag: error } }
  - { match: { names: [api], images: [registry.example/proxy] }, rules: { no-latest-tag: info } }
  - { match: { files: [a.*], names: [web] }, rules: { no-privileged: off } }
`;
  const files = { 'a.yaml': pods.join('---\n'), 'lintel.yaml': settings };
  const printed = await print(files, 'a.yaml');
  const { stdout } = await run(['lint', 'a.yaml', '--format', 'json'], { files });
  const { findings } = JSON.parse(stdout) as { findings: readonly Found[] };
  const judged = findings.map(({ rule, severity, enforcement, resource, container }) => [
    resource.name,
    container,
    rule,
    severity,
    enforcement,
  ]);
  const told = (printed.resources ?? []).flatMap(({ name, rules: changes }) =>
    ['main', 'proxy'].flatMap((container) =>
      printed.rules.flatMap(({ rule, ...base }) => {
        const own = changes.filter((change) => change.rule === rule);
        const { severity, enforcement } =
          own.find((change) => change.container === container) ?? own.find((change) => change.container === undefined) ?? base;
        return severity === 'off' ? [] : [[name, container, rule, severity, enforcement]];
      }),
    ),
  );
  expect(told.length).toBeGreaterThan(6);
  expect(judged.map(String).sort()).toEqual(told.map(String).sort());
});

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly enforcement: string;
  readonly container: string;
  readonly resource: { readonly name: string };
}

describe('what cannot be told', () => {
  test.each([
    ['no verb', ['config'], 2, 'Say what to do with the settings: lintel config print. See: lintel config --help\n'],
    ['another verb', ['config', 'show'], 2, 'There is no "lintel config show"; there is: lintel config print. See: lintel config --help\n'],
    ['another format', ['config', 'print', '-f', 'yaml'], 2, '--format takes one of text, json, not "yaml".\n'],
    ['a file that is not there', ['config', 'print', 'b.yaml'], 3, 'b.yaml:1:1: There is no such file or folder. Check the path.\n'],
    ['a file without objects', ['config', 'print', 'values.yaml'], 3, 'No Kubernetes object was found there. Check the paths.\n'],
  ])('%s', async (_what, args, code, stderr) => {
    expect(await run(args, { files: { 'a.yaml': GOOD, 'values.yaml': 'a: 1\n' } })).toEqual({ code, stdout: '', stderr });
  });

  test('a document that is not understood is said, and the others are told', async () => {
    const ran = await run(['config', 'print', 'a.yaml'], { files: { 'a.yaml': `${PRIVILEGED}---\n${BROKEN}` } });
    expect(ran).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('no-privileged'),
      stderr: expect.stringMatching(/^a\.yaml:\d+:/u),
    });
  });
});

function pack(name = 'recommended') {
  return { source: 'pack', pack: name };
}

function at(source: string, line: number) {
  return { source, line };
}
