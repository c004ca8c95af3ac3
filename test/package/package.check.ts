import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { install, ROOT, type Ended, type Installed } from './installed.ts';
import { TufRepository } from '../signatures/tuf-repository.ts';
import { post } from './post.ts';
import { BAD, FIRST_ROOT, GOOD, manyMegabytes, REVIEW, RULE, SIGNED } from './samples.ts';

let installed: Installed;

beforeAll(async () => {
  installed = await install();
  await Promise.all([installed.write('good.yaml', GOOD), installed.write('bad.yaml', BAD), installed.write('torn.yaml', 'a: [')]);
});
afterAll(() => installed.remove());

it('holds what it needs, and nothing else', () => {
  const expected = [
    /^(?:package\.json|README\.md|LICENSE|dist\/THIRD-PARTY-LICENSES\.txt)$/u,
    /^dist\/(?:lintel|(?:lint|judge|import|test)-thread|index|part-[a-z-]+)\.js$/u,
    /^dist\/(?:chunk|package)-[A-Z0-9]{8}\.js$/u,
    /^dist\/schema\/(?:report|settings)\.json$/u,
    /^dist\/types\/(?:public|(?:engine|kube)\/[a-z-]+)\.d\.ts$/u,
  ];
  expect(installed.files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
  const needed = [
    'LICENSE',
    'dist/lintel.js',
    'dist/lint-thread.js',
    'dist/index.js',
    'dist/types/public.d.ts',
    'dist/schema/settings.json',
  ];
  expect(installed.files).toEqual(expect.arrayContaining(needed));
});

it('brings no other package along', () => {
  expect(installed.packages).toEqual(['lintel']);
});

it('carries the licences of what is bundled', async () => {
  const text = await inPackage('dist/THIRD-PARTY-LICENSES.txt');
  for (const name of [
    'js-yaml',
    'yaml',
    'ajv',
    're2js',
    'fastify',
    'prom-client',
    '@peculiar/x509',
    '@sigstore/verify',
    '@sigstore/tuf',
    'tuf-js',
  ])
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'mu'));
});

it.each([
  ['a clean manifest', ['lint', 'good.yaml'], 0, '1 resource'],
  ['a manifest that the cluster would refuse', ['lint', 'bad.yaml'], 1, 'bad.yaml:'],
  ['a flag that there is not', ['lint', '--fromat', 'json'], 2, '--format'],
  ['a file that is no YAML', ['lint', 'torn.yaml'], 3, 'torn.yaml'],
  ['a rule to explain', ['explain', 'no-latest-tag'], 0, 'latest'],
  ['no command', [], 0, 'lintel'],
])('npx lintel: %s', async (_, args, code, word) => {
  const ended = await installed.run('npx', ['lintel', ...args]);
  expect(ended, ended.stderr).toMatchObject({ code });
  expect(ended.stdout + ended.stderr).toContain(word);
});

it('tells its version', async () => {
  const { version } = JSON.parse(await inPackage('package.json')) as { version: string };
  expect(await lintel(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it('lists its rules', async () => {
  const { stdout } = await lintel(['rules', '--format', 'json']);
  const { rules } = JSON.parse(stdout) as { rules: { id: string }[] };
  expect(rules.map(({ id }) => id)).toContain('require-readiness-probe');
});

it('reads settings, and names all that is wrong with them', async () => {
  await installed.write('off.yaml', 'rules: { no-latest-tag: off }\n');
  await installed.write('wrong.yaml', 'rules: { no-latest-tga: off }\nextend: []\n');
  const json = ['--format', 'json'];
  const rulesOf = async (...args: string[]) =>
    (JSON.parse((await lintel(['lint', 'bad.yaml', ...json, ...args])).stdout) as Report).findings;
  expect((await rulesOf()).map(({ rule }) => rule)).toContain('no-latest-tag');
  expect((await rulesOf('--config', 'off.yaml')).map(({ rule }) => rule)).not.toContain('no-latest-tag');
  const refused = await lintel(['lint', 'bad.yaml', '--config', 'wrong.yaml']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/wrong\.yaml:1:.*no-latest-tag[^]*wrong\.yaml:2:/u);
});

it('reads settings from git', async () => {
  await installed.write('ref.yaml', 'rules: { no-latest-tag: off }\n');
  const author = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  for (const args of ['init --quiet', 'add ref.yaml', 'commit --quiet --message m', 'tag gate'])
    expect(await installed.run('git', args.split(' '), author)).toMatchObject({ code: 0 });
  await installed.write('ref.yaml', 'rules: [');
  const { code, stdout, stderr } = await lintel(['lint', 'bad.yaml', '--config', 'ref.yaml', '--config-ref', 'gate']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).not.toContain('no-latest-tag');
});

it('mends a file', async () => {
  await installed.write('fix.yaml', BAD);
  const rulesNow = async () =>
    (JSON.parse((await lintel(['lint', 'fix.yaml', '--format', 'json'])).stdout) as Report).findings.map(({ rule }) => rule);
  expect(await rulesNow()).toContain('duplicate-env-var');
  await lintel(['fix', 'fix.yaml']);
  expect(await rulesNow()).not.toContain('duplicate-env-var');
});

it('verifies signed images by their lock file, and pins them', async () => {
  await Promise.all(Object.entries(SIGNED).map(([file, text]) => installed.write(`signed/${file}`, text)));
  const args = ['signed/pod.yaml', '--config', 'signed/lintel.yaml'];
  const linted = await lintel(['lint', ...args, '--format', 'oneline']);
  expect(linted, linted.stderr).toMatchObject({ code: 1 });
  expect(linted.stdout).toContain('what was verified is sha256:');
  expect(await lintel(['fix', ...args])).toMatchObject({ code: 0 });
  expect(await lintel(['lint', ...args])).toMatchObject({ code: 0 });
  const verified = await lintel(['images', 'verify', ...args]);
  expect(verified, verified.stderr).toMatchObject({ code: 3 });
});

it('publishes the schemas of its report and its settings', async () => {
  const report = await lintel(['lint', 'bad.yaml', '--format', 'json']);
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const [reports, settings] = await Promise.all(['report', 'settings'].map(async (name) => ajv.compile(await schema(name))));
  expect(reports?.(JSON.parse(report.stdout)), JSON.stringify(reports?.errors)).toBe(true);
  expect(reports?.({ version: 2 })).toBe(false);
  expect(settings?.({ rules: { 'no-latest-tag': 'off' } }), JSON.stringify(settings?.errors)).toBe(true);
  expect(settings?.({ rules: { 'no-such-rule': 'off' } })).toBe(false);
});

it('reads many files in threads, to the same result', async () => {
  const names = await Promise.all(
    manyMegabytes().map(async (text, index) => {
      await installed.write(`big-${index}.yaml`, text);
      return `big-${index}.yaml`;
    }),
  );
  await installed.write('tell.js', "process.on('worker', () => console.error('thread'));");
  const lint = (jobs: string) => lintel(['lint', ...names, '--format', 'json', '--jobs', jobs], { NODE_OPTIONS: '--import=./tell.js' });
  const [alone, together] = [await lint('1'), await lint('2')];
  expect(together).toMatchObject({ code: 1, stderr: 'thread\nthread\n' });
  expect(alone).toEqual({ ...together, stderr: '' });
  expect((JSON.parse(alone.stdout) as Report).findings.length).toBeGreaterThanOrEqual(names.length);
});

it('has types that a rule written elsewhere checks against, and code that it runs on', async () => {
  await installed.write('rule.ts', RULE);
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
  const check = (file: string) => installed.run('node', [path.join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags, file]);
  expect(await check('rule.ts')).toEqual({ code: 0, stdout: '', stderr: '' });
  await installed.write('wrong-rule.ts', RULE.replace("message: 'missing'", "message: 'misssing'"));
  expect((await check('wrong-rule.ts')).stdout).toContain('misssing');
  expect(await installed.run('node', ['rule.ts'])).toMatchObject({ code: 0, stdout: 'require-team: /metadata/labels/team\n' });
});

it('serves the webhook, and ends when it is told to', async () => {
  const serving = await installed.serve(['--port', '0', '--metrics-port', '0', '--drain-seconds', '0']);
  try {
    expect((await fetch(`${serving.operations}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${serving.operations}/metrics`)).text()).toContain('# TYPE ');
    const { response } = JSON.parse(await post(`${serving.url}/validate`, REVIEW)) as { response: { uid: string; allowed: boolean } };
    expect(response).toMatchObject({ uid: 'a-request', allowed: false });
  } finally {
    expect(await serving.stop()).toBe(0);
  }
});

it('gets a newer trusted root from a mirror, by command and while it serves', async () => {
  const mirror = await TufRepository.start();
  const settings = `images:
  trustedRoot: root.json
  tuf: { mirror: "${mirror.url}", root: tuf-root.json }
  policies: [{ match: [registry.example], signatures: { by: [{ issuer: https://issuer.example, subject: me@example.org }] } }]
`;
  try {
    mirror.publish(FIRST_ROOT);
    await Promise.all(
      Object.entries({ 'lintel.yaml': settings, 'tuf-root.json': mirror.firstRoot }).map(([file, text]) =>
        installed.write(`tuf/${file}`, text),
      ),
    );
    expect(await lintel(['images', 'trust', '--config', 'tuf/lintel.yaml'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('root.json written') as unknown,
    });
    expect(await readFile(path.join(installed.folder, 'tuf/root.json'), 'utf8')).toBe(FIRST_ROOT);
    mirror.publish(`${FIRST_ROOT}\n`);
    const flags = ['--port', '0', '--metrics-port', '0', '--drain-seconds', '0'];
    const serving = await installed.serve([...flags, '--config', 'tuf/lintel.yaml', '--tuf-cache', 'tuf-cache']);
    const metrics = async () => await (await fetch(`${serving.operations}/metrics`)).text();
    try {
      await expect.poll(metrics, { timeout: 20_000 }).toContain('lintel_trust_refreshes_total{what="tuf",outcome="changed"} 1');
    } finally {
      expect(await serving.stop()).toBe(0);
    }
  } finally {
    await mirror.stop();
  }
});

interface Report {
  readonly findings: readonly { readonly rule: string }[];
}

function lintel(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return installed.run('node_modules/.bin/lintel', args, env);
}

function inPackage(file: string): Promise<string> {
  return readFile(path.join(installed.folder, 'node_modules/lintel', file), 'utf8');
}

/** As an editor would find it: by the name that the package exports. */
async function schema(name: string): Promise<object> {
  const script = `import schema from 'lintel/schema/${name}.json' with { type: 'json' }; console.log(JSON.stringify(schema));`;
  return JSON.parse((await installed.run('node', ['--input-type=module', '--eval', script])).stdout) as object;
}
