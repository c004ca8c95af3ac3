import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { packs } from '../../policies/packs/index.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import { BROKEN, GOOD } from './manifests.ts';
import { folderOf, run, type Files } from './run.ts';

/** What is proposed, read as settings are. */
async function proposed(files: Files): Promise<{ readonly text: string; readonly raw: RawSettings | undefined }> {
  const { code, stdout, stderr } = await run(['init', '--print'], { cwd: folderOf(files, null) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { settings, faults, warnings } = readSettings(stdout, 'lintel.yaml', { rules, packs });
  expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
  return { text: stdout, raw: settings?.raw };
}

function deployment(image: string, name = 'web', namespace = 'shop'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: "${image}" }] }
`;
}

function custom(kind: string, spec: string, apiVersion = 'shop.example/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`;
}

const PODS = '{ spec: { containers: [{ name: main, image: registry.example/a:1 }] } }';

describe('the registries that images come from', () => {
  test.each([
    ["a registry of one's own", ['registry.shop.example/web:1', 'registry.shop.example/team/api:1'], ['registry.shop.example']],
    ['with a port', ['registry.shop.example:5000/web:1'], ['registry.shop.example:5000']],
    ['official images', ['nginx', 'docker.io/redis:7'], ['docker.io/library']],
    ['several', ['nginx', 'registry.k8s.io/pause:3.10'], ['docker.io/library', 'registry.k8s.io']],
    ['in doubt: a publisher on a public registry', ['bitnami/redis:7'], undefined],
    ['in doubt: a project on a public registry', ['europe-docker.pkg.dev/acme/web:1'], undefined],
    ['in doubt: this machine', ['localhost:5000/web', '127.0.0.1:5000/web'], undefined],
    ['sure and in doubt', ['ghcr.io/acme/web:1', 'registry.shop.example/web:1'], ['registry.shop.example']],
    ['no reference at all', ['-'], undefined],
  ] as const)('%s', async (_what, images, registries) => {
    const { raw } = await proposed({ 'a.yaml': images.map((image, index) => deployment(image, `web-${index}`)).join('---\n') });
    expect(raw?.rules?.['allowed-registries']).toEqual(registries && ['error', { registries }]);
  });

  test('those in doubt stand there as comments, each with its reason', async () => {
    const { text } = await proposed({
      'a.yaml': [deployment('ghcr.io/acme/web:1'), deployment('registry.shop.example/web:1', 'b')].join('---\n'),
    });
    expect(text).toMatch(/^ +# - ghcr\.io\/acme # 1 image; anyone can publish on ghcr\.io$/mu);
    expect(text).toMatch(/^ +- error # 1 finding; warning, to begin with$/mu);
    expect((await proposed({ 'a.yaml': deployment('ghcr.io/acme/web:1') })).text).toMatch(/^ +# {3}- registries:$/mu);
  });
});

describe('kinds with a pod template that are not built in', () => {
  test.each([
    ['where most keep it', custom('Rollout', `{ template: ${PODS} }`), '/spec/template', true],
    ['deeper', custom('Cluster', `{ head: { template: ${PODS} } }`), '/spec/head/template', true],
    ['that end', custom('Batch', `{ template: ${PODS.replace('spec: {', 'spec: { restartPolicy: OnFailure,')} }`), '/spec/template', false],
    ['under a key with a slash', custom('Odd', `{ a/b: ${PODS} }`), '/spec/a~1b', true],
  ])('%s', async (_what, manifest, podTemplate, longRunning) => {
    const { raw } = await proposed({ 'a.yaml': manifest });
    expect(raw?.workloads).toEqual([{ apiVersion: 'shop.example/v1', kind: expect.any(String), podTemplate, longRunning }]);
    expect(raw?.rules?.['allowed-registries']).toEqual(['error', { registries: ['registry.example'] }]);
  });

  test.each([
    ['built-in kinds', deployment('a:1')],
    ['of the core group', `apiVersion: v1\nkind: PodTemplate\nmetadata: { name: a }\ntemplate: ${PODS}\n`],
    ['templates in a list', custom('Workflow', `{ templates: [${PODS}] }`)],
    ['containers that are none', custom('Sidecars', '{ template: { spec: { containers: [a, null, { image: 7 }] } } }')],
  ])('%s are left out', async (_what, manifest) => {
    expect((await proposed({ 'a.yaml': manifest })).raw?.workloads).toBeUndefined();
  });
});

function overlay(namespace: string): string {
  return `namespace: ${namespace}\nresources: [../../base/]\n`;
}

describe('overlays', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml, ../common]\n',
    'base/web.yaml': deployment('registry.example/a:1'),
    'common/kustomization.yaml': 'resources: []\n',
    'overlays/prod/kustomization.yaml': overlay('shop-prod'),
  };

  test('several are environments, with their bases', async () => {
    const { raw } = await proposed({
      ...files,
      'overlays/test/kustomization.yml': overlay('shop-test'),
      'tools/kustomization.yaml': 'resources: []\n',
      'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
    });
    expect(raw?.environments).toEqual([
      { name: 'prod', paths: ['overlays/prod', 'base', 'common'], namespace: 'shop-prod' },
      { name: 'test', paths: ['overlays/test', 'base', 'common'], namespace: 'shop-test' },
      { name: 'tools', paths: ['tools'] },
      { name: 'chart', paths: ['chart'] },
    ]);
  });

  test('of one name are told apart by their folders', async () => {
    const { raw } = await proposed({ ...files, 'other/prod/kustomization.yaml': overlay('other').replace('../../base/', '../../base') });
    expect(raw?.environments?.map(({ name }) => name)).toEqual(['other/prod', 'overlays/prod']);
  });

  test.each([
    ['one alone', {}],
    ['one that is no YAML', { 'overlays/test/kustomization.yaml': BROKEN }],
    ['one of a base elsewhere', { 'overlays/test/kustomization.yaml': 'resources: [https://example.com/base]\n' }],
  ])('%s is none', async (_what, more) => {
    expect((await proposed({ ...files, ...more })).raw?.environments).toBeUndefined();
  });

  test('that hold each other end', async () => {
    const loop = { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' };
    expect((await proposed({ ...files, ...loop })).raw?.environments).toBeUndefined();
  });
});

test('what denies today is counted, in comments that settings understand', async () => {
  const { text } = await proposed({
    'a.yaml': [deployment('registry.example/a:1'), deployment('registry.example/a:1', 'b')].join('---\n'),
  });
  const [comment = ''] = /^ +# require-memory-limit: warning +# 2 findings$/mu.exec(text) ?? [];
  const mended = readSettings(text.replace(comment, comment.replace('# ', '')), 'lintel.yaml', { rules, packs });
  expect(mended.settings?.raw.rules).toMatchObject({ 'require-memory-limit': 'warning' });
});

test.each([
  ['nothing', {}],
  ['no manifest', { 'values.yaml': 'replicas: 2\n' }],
  ['a broken manifest', { 'a.yaml': BROKEN }],
  [
    'names that YAML takes for something else',
    { 'a.yaml': deployment('a:1', '"yes"', '"on"'), 'b.yaml': deployment('a:1', 'b', '"0x1f"') },
  ],
  ['names that would end a comment', { 'a.yaml': deployment('a:1', 'a', JSON.stringify('a\nrules: 7')) }],
])('a folder with %s gets settings that hold', async (_what, files) => {
  expect((await proposed(files)).raw).toMatchObject({ extends: ['recommended'] });
});

describe('the file', () => {
  test('is written, and the next command is named', async () => {
    const cwd = folderOf({ 'a.yaml': GOOD }, null);
    const ran = await run(['init'], { cwd });
    expect(ran).toEqual({ code: 0, stdout: 'lintel.yaml written, for 1 resource in 1 file. Read it, then: lintel lint\n', stderr: '' });
    expect(readFileSync(path.join(cwd, 'lintel.yaml'), 'utf8')).toBe((await run(['init', '--print'], { cwd })).stdout);
    expect((await run(['lint'], { cwd })).stderr).toBe('');
  });

  test('is not, where it is only printed', async () => {
    const cwd = folderOf({ 'a.yaml': GOOD }, null);
    expect(await run(['init', '--print'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('extends: [recommended]') });
    expect(existsSync(path.join(cwd, 'lintel.yaml'))).toBe(false);
  });

  test.each(['lintel.yaml', 'lintel.yml'])('%s that is there is left alone', async (name) => {
    const cwd = folderOf({ 'a.yaml': GOOD, [name]: 'extends: []\n' });
    expect(await run(['init'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: `${name} is there already, and was left alone. What would be proposed: lintel init --print. What holds: lintel config print.\n`,
    });
    expect(readFileSync(path.join(cwd, name), 'utf8')).toBe('extends: []\n');
  });

  test('is for this folder', async () => {
    expect(await run(['init', 'deploy'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'lintel init looks at this folder; change into another one instead.\n',
    });
  });
});
