import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mirroredRoot, MirrorFailure } from '../../src/signatures/tuf/mirrored-root.ts';
import { endless, status } from './registries.ts';
import { PAST, TufRepository } from './tuf-repository.ts';

let mirror: TufRepository;
let cache: string;
beforeEach(async () => {
  mirror = await TufRepository.start();
  cache = mkdtempSync(path.join(tmpdir(), 'lintel-tuf-test-'));
});
afterEach(async () => {
  await mirror.stop();
  rmSync(cache, { recursive: true });
});

async function got(more: Partial<Parameters<typeof mirroredRoot>[0]> = {}): Promise<string> {
  return await mirroredRoot({ url: mirror.url, root: mirror.firstRoot, cache, ...more });
}

/** Why nothing was got; a host would be another one each time. */
async function refusal(more: Parameters<typeof got>[0] = {}): Promise<string> {
  const error = await got(more).then(
    (text) => new Error(`got ${text}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MirrorFailure);
  return error instanceof Error ? error.message.replaceAll(new URL(mirror.url).host, 'HOST') : '';
}

describe('what a mirror publishes is got', () => {
  test('word for word, and each time what is newest', async () => {
    mirror.publish('{ "first":  1 }');
    expect(await got()).toBe('{ "first":  1 }');
    expect(await got()).toBe('{ "first":  1 }');
    mirror.publish('{"second":2}');
    expect(await got()).toBe('{"second":2}');
  });

  test('with a slash at the end of its address, too', async () => {
    mirror.publish('{"first":1}');
    expect(await got({ url: `${mirror.url}/` })).toBe('{"first":1}');
  });

  test('once, where it has not changed', async () => {
    mirror.publish('{"first":1}');
    await got();
    mirror.asked.length = 0;
    await got();
    expect(mirror.asked).toEqual(['/2.root.json', '/timestamp.json']);
  });

  test('also by keys that came later, however old the root is that is known', async () => {
    mirror.publish('{"first":1}');
    await got();
    mirror.rotate();
    mirror.rotate();
    mirror.publish('{"second":2}');
    expect(await got()).toBe('{"second":2}');
    rmSync(cache, { recursive: true });
    expect(await got()).toBe('{"second":2}');
  });

  test('by another root than yesterday, whatever is remembered', async () => {
    const other = await TufRepository.start();
    other.publish('{"other":1}');
    mirror.publish('{"first":1}');
    await got();
    mirror.files = other.files;
    expect(await refusal()).toContain('HOST: ');
    expect(await got({ root: other.firstRoot })).toBe('{"other":1}');
    await other.stop();
  });
});

describe('nothing is got', () => {
  const rows: readonly (readonly [what: string, happens: () => void, says: string])[] = [
    ['where nobody answers', () => (mirror.fault = (request) => (request.socket.destroy(), true)), 'HOST: other side closed'],
    ['where it fails', () => (mirror.fault = status(500)), 'HOST: Failed to download (status 500)'],
    ['where it asks for a login', () => (mirror.fault = status(401)), 'HOST: Failed to download (status 401)'],
    ['where it has nothing', () => mirror.files.clear(), 'HOST: Failed to download (status 404)'],
    ['where it is a page', () => (mirror.fault = (_, response) => (response.end('<html>'), true)), "HOST: Unexpected token '<'"],
    ['that never ends', () => (mirror.fault = endless), 'HOST: Max length reached'],
    ['that is another file', () => mirror.publish('{}', {}, 'trusted_root.txt'), 'HOST: target trusted_root.json not found'],
    ['whose timestamp has expired', () => mirror.publish('{}', { timestamp: PAST }), 'HOST: Final timestamp.json is expired'],
    ['whose snapshot has expired', () => mirror.publish('{}', { snapshot: PAST }), 'snapshot.json is expired'],
    ['whose targets have expired', () => mirror.publish('{}', { targets: PAST }), 'targets.json is expired'],
    [
      'whose last root has expired',
      () => {
        mirror.rotate(PAST);
        mirror.publish('{}');
      },
      'HOST: Final root.json is expired',
    ],
    [
      'that was changed',
      () => {
        mirror.publish('{"second":2}');
        for (const [file, text] of mirror.files) mirror.files.set(file, text.replace('{"second":2}', '{"second":3}'));
      },
      'HOST: Expected hash',
    ],
    [
      'whose metadata was changed',
      () => {
        mirror.publish('{}');
        mirror.files.set('/timestamp.json', (mirror.files.get('/timestamp.json') ?? '').replace('"version":2', '"version":9'));
      },
      'HOST: timestamp was signed by 0/1 keys',
    ],
  ];

  test.each(rows)('%s', async (_what, happens, says) => {
    mirror.publish('{"first":1}');
    await got();
    happens();
    expect(await refusal()).toContain(says);
  });

  test('that was signed by somebody else', async () => {
    const other = await TufRepository.start();
    mirror.publish('{}');
    expect(await refusal({ root: other.firstRoot })).toContain('HOST: timestamp was signed by 0/1 keys');
    await other.stop();
  });

  test('that is older than what was seen', async () => {
    mirror.publish('{"first":1}');
    const before = new Map(mirror.files);
    mirror.publish('{"second":2}');
    await got();
    mirror.files = before;
    expect(await refusal()).toBe('HOST: New timestamp version 1 is less than current version 2');
  });

  test('where nothing can be kept', async () => {
    const file = path.join(cache, 'file');
    writeFileSync(file, '');
    expect(await refusal({ cache: file })).toContain('HOST: ENOTDIR');
  });
});
