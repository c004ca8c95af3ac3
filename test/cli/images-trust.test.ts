import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../src/signatures/strict-json.ts';
import { status } from '../signatures/registries.ts';
import { foreign, instance } from '../signatures/signers.ts';
import { PAST, TufRepository } from '../signatures/tuf-repository.ts';
import { folderOf, run, type Files } from './run.ts';

const mirror = await TufRepository.start();
beforeEach(() => {
  mirror.fault = undefined;
  mirror.publish(JSON.stringify(instance.root));
});
afterAll(async () => await mirror.stop());

function files(more: Files = {}): Files {
  const tuf = `tuf: { mirror: "${mirror.url}", root: tuf-root.json }`;
  return {
    'lintel.yaml': `images:\n  trustedRoot: trust/root.json\n  ${tuf}\n`,
    'tuf-root.json': mirror.firstRoot,
    'trust/root.json': '',
    ...more,
  };
}

/** What a person sees, without what changes from run to run. */
async function trust(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['images', 'trust', ...args], { cwd });
  return `${stdout}${stderr}exit ${code}\n`.replaceAll(new URL(mirror.url).host, 'HOST').replaceAll(/key [0-9a-f]{8}\b/gu, 'key …');
}

function rootIn(cwd: string): string {
  return readFileSync(path.join(cwd, 'trust/root.json'), 'utf8');
}

/** A log of a root with another end. */
function ended(root: Record<string, Json>): string {
  return JSON.stringify(root).replace(/("tlogs":.*?"start":"2020-01-01T00:00:00Z")/u, '$1,"end":"2026-01-31T00:00:00Z"');
}

const AUTHORITY = 'certificate authority example (https://ca.example), since 2020-01-01';
const ALL = [
  AUTHORITY,
  'transparency log https://rekor.example (key …), since 2020-01-01',
  'certificate log https://ct.example (key …), since 2020-01-01',
  'timestamp authority example (https://ca.example), since 2020-01-01',
];

describe('the root is written, and what is believed from now on is told', () => {
  test('where there was none', async () => {
    const cwd = folderOf(files());
    expect(await trust(cwd)).toBe(`${ALL.map((line) => `added    ${line}\n`).join('')}trust/root.json written.\nexit 0\n`);
    expect(rootIn(cwd)).toBe(JSON.stringify(instance.root));
    expect(await trust(cwd)).toBe('trust/root.json is what the mirror has.\nexit 0\n');
  });

  test('where it is another one', async () => {
    const cwd = folderOf(files({ 'trust/root.json': JSON.stringify(foreign.root) }));
    const said = await trust(cwd);
    for (const line of ALL) for (const is of ['added  ', 'removed']) expect(said).toContain(`${is}  ${line}\n`);
    expect(rootIn(cwd)).toBe(JSON.stringify(instance.root));
  });

  test('where a log is believed for another time', async () => {
    const cwd = folderOf(files({ 'trust/root.json': JSON.stringify(instance.root) }));
    mirror.publish(ended(instance.root));
    expect(await trust(cwd)).toBe(
      'changed  transparency log https://rekor.example (key …), 2020-01-01 to 2026-01-31, before: since 2020-01-01\ntrust/root.json written.\nexit 0\n',
    );
  });

  test('where nothing that counts has changed', async () => {
    const cwd = folderOf(files({ 'trust/root.json': JSON.stringify({ ...instance.root, mediaType: '' }) }));
    expect(await trust(cwd)).toBe('trust/root.json written, though no log and no authority of it.\nexit 0\n');
  });

  test('and not where it is only written otherwise', async () => {
    const pretty = JSON.stringify(instance.root, null, 2);
    const cwd = folderOf(files({ 'trust/root.json': pretty }));
    expect(await trust(cwd)).toContain('is what the mirror has.\nexit 0');
    expect(rootIn(cwd)).toBe(pretty);
  });

  test('for lints, which need it', async () => {
    const { 'trust/root.json': _, ...without } = files();
    const cwd = folderOf({ ...without, 'trust/x': '', 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n' });
    const { code, stderr } = await run(['lint'], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('write it with: lintel images trust') as unknown });
    expect(await trust(cwd)).toContain('exit 0');
    expect((await run(['lint'], { cwd })).stderr).not.toContain('trust');
  });
});

test('--check writes nothing, and exits with 1 where the mirror has another one', async () => {
  const cwd = folderOf(files({ 'trust/root.json': JSON.stringify({ ...instance.root, certificateAuthorities: [] }) }));
  const before = rootIn(cwd);
  expect(await trust(cwd, '--check')).toBe(`added    ${AUTHORITY}\ntrust/root.json would change; run: lintel images trust\nexit 1\n`);
  expect(rootIn(cwd)).toBe(before);
  await trust(cwd);
  expect(await trust(cwd, '--check')).toBe('trust/root.json is what the mirror has.\nexit 0\n');
});

describe('nothing is written', () => {
  test.each<[what: string, happens: () => void, says: string]>([
    ['where the mirror fails', () => (mirror.fault = status(403)), 'Nothing was fetched: HOST: Failed to download (status 403).\nexit 3'],
    [
      'where it is frozen',
      () => mirror.publish('{}', { timestamp: PAST }),
      'Nothing was fetched: HOST: Final timestamp.json is expired.\nexit 3',
    ],
    [
      'where it is no trusted root',
      () => mirror.publish('{"tlogs":7}'),
      'Nothing was fetched: tlogs of the trusted root is no list.\nexit 3',
    ],
  ])('%s', async (_what, happens, says) => {
    const cwd = folderOf(files({ 'trust/root.json': '{}' }));
    happens();
    expect(await trust(cwd)).toBe(`${says}\n`);
    expect(rootIn(cwd)).toBe('{}');
  });

  test.each<[what: string, files: Files, says: string]>([
    [
      'without a mirror',
      { 'lintel.yaml': 'rules: {}\n' },
      'The settings name no mirror. Say where the trusted root comes from (images.tuf)',
    ],
    [
      'into the settings',
      { 'lintel.yaml': `images: { trustedRoot: '{}', tuf: { mirror: "https://tuf.example", root: r } }\n` },
      'Put it into a file',
    ],
    ['by a root that is none', { 'tuf-root.json': '{"signed":{"_type":"targets"}}' }, 'images.tuf.root: this is no root of TUF'],
    [
      'by no root',
      { 'lintel.yaml': 'images: { trustedRoot: a, tuf: { mirror: "https://tuf.example", root: none } }\n' },
      'images.tuf.root: "none" cannot be read',
    ],
  ])('%s', async (_what, more, says) => {
    const said = await trust(folderOf(files(more)));
    expect(said).toContain(says);
    expect(said).toContain('exit 2');
  });

  test('where the file cannot be written', async () => {
    const cwd = folderOf(
      files({ 'lintel.yaml': `images: { trustedRoot: none/root.json, tuf: { mirror: "${mirror.url}", root: tuf-root.json } }\n` }),
    );
    expect(await trust(cwd)).toContain('none/root.json could not be written: no such file or directory.\nexit 4');
  });

  test('for a path, or another verb', async () => {
    expect(await trust(folderOf(files()), 'deploy')).toContain('There are two things to do with images');
    expect(await run(['images', 'sign'], { cwd: folderOf(files()) })).toMatchObject({ code: 2 });
  });
});
