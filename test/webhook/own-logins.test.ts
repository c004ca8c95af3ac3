import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readOwnLogins } from '../../src/bin/own-logins.ts';
import { folderOf } from '../cli/run.ts';
import { dockerConfig } from '../signatures/guarded.ts';

const FILE = 'config.json';

async function opened(config: Buffer) {
  const cwd = folderOf({ [FILE]: config });
  const own = await readOwnLogins(FILE, { cwd, env: {} }, 1000);
  const user = (): string => (own?.keychain('r.example', 'app') ?? []).map(({ username }) => username).join(' ');
  const refreshed = async (): Promise<string> =>
    (await own?.refresh.refresh(new AbortController().signal).catch((error: unknown) => String(error))) ?? '';
  return { file: path.join(cwd, FILE), user, refreshed };
}

test('what the file has counts, from the next look on', async () => {
  const { file, user, refreshed } = await opened(dockerConfig({ 'r.example': 'first:pw' }));
  expect([user(), await refreshed(), user()]).toEqual(['first', 'same', 'first']);
  writeFileSync(file, dockerConfig({ 'r.example': 'second:pw' }));
  expect([user(), await refreshed(), user(), await refreshed()]).toEqual(['first', 'changed', 'second', 'same']);
});

test.each<[what: string, happens: (file: string) => void, says: string]>([
  ['is gone', (file) => rmSync(file), 'cannot be read: no such file or directory'],
  [
    'is half written',
    (file) => writeFileSync(file, '{"auths": {"hunter2'),
    'cannot be read: the docker config with registry credentials is not valid JSON',
  ],
])('what it had counts while it %s, and that is told without a word of it', async (_what, happens, says) => {
  const { file, user, refreshed } = await opened(dockerConfig({ 'r.example': 'first:pw' }));
  happens(file);
  const told = await refreshed();
  expect(told).toContain(says);
  expect(told).not.toContain('hunter2');
  expect(user()).toBe('first');
  writeFileSync(file, dockerConfig({ 'r.example': 'second:pw' }));
  expect([await refreshed(), user()]).toEqual(['changed', 'second']);
});

test('where no file is named and docker keeps none, there are none', async () => {
  const cwd = folderOf({});
  expect(await readOwnLogins(undefined, { cwd, env: { HOME: cwd } }, 1000)).toBeUndefined();
});
