import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { server, status } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { pem } from '../signatures/instance.ts';
import { signed } from '../images/images.ts';
import { folderOf, run, type Files } from './run.ts';

server.repository = 'shop/other';
server.tag('1', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'other' } });
server.repository = 'shop/api';
const API = server.tag('1', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'api' } });
server.attach(API, [await signed(API, key), await signed(API, stranger)]);
server.repository = 'shop/theirs';
const THEIRS = server.tag('theirs', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'theirs' } });
server.attach(THEIRS, [await signed(THEIRS, stranger)]);

const SETTINGS = `extends: []
rules: { image-signature-verified: error }
images:
  registries: [{ host: "${server.host}", plainHttp: true }]
  policies:
    - match: ["${server.host}/shop"]
      signatures: { by: [{ key: shop.pub, log: false }] }
`;

function pod(...images: readonly string[]): string {
  const containers = images.map((image, index) => `    - name: c${index}\n      image: ${image.replace('HOST', server.host)}\n`);
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n${containers.join('')}`;
}

function files(manifests: Files): Files {
  return { 'lintel.yaml': SETTINGS, 'shop.pub': pem(key.publicKey), ...manifests };
}

const GOOD = files({ 'deploy/pod.yaml': pod('HOST/shop/api:1', 'docker.io/library/nginx:1') });

/** What a person sees, without what changes from run to run. */
async function verify(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['images', 'verify', ...args], { cwd });
  return `${stdout}${stderr}exit ${code}\n`.replaceAll(server.host, 'HOST').replaceAll(/sha256:[0-9a-f]{64}/gu, 'sha256:…');
}

function move(is: string): string {
  server.repository = 'shop/moving';
  return server.tag('moving', { schemaVersion: 2, config: {}, layers: [], annotations: { is } });
}

function lockIn(cwd: string): string {
  return readFileSync(path.join(cwd, 'images.lock'), 'utf8');
}

test('an image that is signed is locked, and lint and fix then need no registry', async () => {
  const cwd = folderOf(GOOD);
  expect(await verify(cwd)).toBe('HOST/shop/api:1  verified  the key sha256:…\n\n1 image: 1 verified.\nimages.lock written.\nexit 0\n');
  const { length } = server.asked;
  const fixed = await run(['fix', 'deploy'], { cwd });
  expect(fixed).toMatchObject({ code: 0, stderr: expect.stringContaining('1 finding fixed') as unknown });
  expect(readFileSync(path.join(cwd, 'deploy/pod.yaml'), 'utf8')).toContain(`image: ${server.host}/shop/api:1@${API}\n`);
  expect(await run(['lint', 'deploy'], { cwd })).toMatchObject({ code: 0 });
  expect(server.asked).toHaveLength(length);
  expect(JSON.parse(lockIn(cwd))).toMatchObject({ version: 1, images: { [`${server.host}/shop/api:1`]: { digest: API, evidence: [{}] } } });
});

test('what is not signed is told apart from what could not be found out', async () => {
  const cwd = folderOf(files({ 'pod.yaml': pod('HOST/shop/api:1', 'HOST/shop/theirs:theirs', 'HOST/shop/none:none') }));
  expect(await verify(cwd)).toBe(
    [
      'HOST/shop/api:1          verified      the key sha256:…',
      'HOST/shop/none:none      unknown       HOST/shop/none does not hold it',
      'HOST/shop/theirs:theirs  not verified  signature verification failed',
      '',
      '3 images: 1 verified, 1 not verified, 1 unknown.',
      'images.lock written.',
      'exit 3',
      '',
    ].join('\n'),
  );
  const { code, stdout } = await run(['lint', '--format', 'oneline'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain('has no signature that counts: images.lock holds no proof; run: lintel images verify');
  expect(stdout).toContain('images.lock has no entry for it');
});

test('a key in a Secret is that of its copy, and else nothing is known', async () => {
  const inSecret = SETTINGS.replace('key: shop.pub', 'key: "k8s://team/cosign", copy: shop.pub');
  const cwd = folderOf({ ...GOOD, 'lintel.yaml': inSecret });
  expect(await verify(cwd)).toBe('HOST/shop/api:1  verified  the key sha256:…\n\n1 image: 1 verified.\nimages.lock written.\nexit 0\n');
  writeFileSync(path.join(cwd, 'lintel.yaml'), inSecret.replace(', copy: shop.pub', ''));
  expect(await verify(cwd)).toMatch(/unknown {2}its key is in Secret team\/cosign.*1 image: 1 unknown\.\n.*exit 3\n$/su);
});

test('one that is refused alone exits with 1', async () => {
  expect(await verify(folderOf(files({ 'pod.yaml': pod('HOST/shop/theirs:theirs') })))).toContain('exit 1');
});

test('signatures that lie in another repository are looked for there, and locked with it', async () => {
  server.repository = 'shop/signatures';
  server.attach(THEIRS, [await signed(THEIRS, key)]);
  const settings = SETTINGS.replace('      signatures:', `      repository: "${server.host}/shop/signatures"\n      signatures:`);
  const image = `HOST/shop/theirs:theirs@${THEIRS}`;
  const cwd = folderOf({ ...files({ 'pod.yaml': pod(image) }), 'lintel.yaml': settings });
  expect(await verify(cwd)).toContain('verified  the key sha256:…\n\n1 image: 1 verified.\nimages.lock written.\nexit 0');
  expect(await run(['lint'], { cwd })).toMatchObject({ code: 0 });
  writeFileSync(path.join(cwd, 'lintel.yaml'), SETTINGS);
  expect((await run(['lint', '--format', 'oneline'], { cwd })).stdout).toContain('images.lock holds no proof; run: lintel images verify');
});

describe('the lock file', () => {
  test('is the same each time, and --check says so', async () => {
    const cwd = folderOf(GOOD);
    await verify(cwd);
    const lock = lockIn(cwd);
    expect(await verify(cwd)).toContain('images.lock unchanged.\nexit 0');
    expect(await verify(cwd, '--check')).toContain('images.lock unchanged.\nexit 0');
    expect(lockIn(cwd)).toBe(lock);
  });

  test('--check writes nothing, and exits with 1 where it would', async () => {
    const before = '{ "version": 1, "images": {} }';
    const cwd = folderOf({ ...GOOD, 'images.lock': before });
    expect(await verify(cwd, '--check')).toContain('images.lock would change; run: lintel images verify\nexit 1');
    expect(lockIn(cwd)).toBe(before);
    expect(await verify(cwd)).toContain('images.lock written.\nexit 0');
  });

  test.each([
    ['{', 'images.lock is not valid JSON'],
    ['', 'images.lock is not valid JSON'],
    ['<<<<<<< ours\n{ "version": 1, "images": {} }\n', 'images.lock is not valid JSON'],
    ['{ "version": 1, "version": 1, "images": {} }', 'images.lock has the key "version" twice'],
    ['{ "version": 2, "images": {} }', 'images.lock is of a version that is not known here'],
    ['{ "version": 1, "images": { "a": 7 } }', 'images.lock has an entry for a that is none'],
  ])('that is %j is said to be none, and left alone until somebody removes it', async (text, says) => {
    const cwd = folderOf({ ...GOOD, 'images.lock': text });
    const told = `${says}; restore it, or remove it and run: lintel images verify. No registry was asked, and the file is as it was.\nexit 3\n`;
    const { length } = server.asked;
    for (const args of [[], ['deploy'], ['--check'], ['deploy', '--check']]) expect(await verify(cwd, ...args)).toBe(told);
    expect(lockIn(cwd)).toBe(text);
    expect(server.asked).toHaveLength(length);
    rmSync(path.join(cwd, 'images.lock'));
    expect(await verify(cwd, 'deploy')).toContain('images.lock written.\nexit 0');
  });

  test('keeps what was not looked at, and loses what no manifest names', async () => {
    const cwd = folderOf({ ...GOOD, 'other/pod.yaml': pod('HOST/shop/other:1') });
    await verify(cwd);
    const both = lockIn(cwd);
    expect(both).toContain('/shop/other:1');
    expect(await verify(cwd, 'deploy')).toContain('images.lock unchanged');
    rmSync(path.join(cwd, 'other'), { recursive: true });
    expect(await verify(cwd, 'deploy')).toContain('images.lock unchanged');
    expect(await verify(cwd)).toContain('images.lock written');
    expect(lockIn(cwd)).not.toContain('/shop/other:1');
  });

  test('keeps what a registry says nothing of', async () => {
    const cwd = folderOf(GOOD);
    await verify(cwd);
    server.fault = status(503);
    expect(await verify(cwd)).toBe(
      'HOST/shop/api:1  unknown  HOST answers with status 503\n\n1 image: 1 unknown.\nimages.lock unchanged.\nexit 3\n',
    );
  });

  test('keeps the entry by which a pinned image is known, where the registry says nothing', async () => {
    const cwd = folderOf(GOOD);
    await verify(cwd);
    await run(['fix', 'deploy'], { cwd });
    server.fault = status(503);
    expect(await verify(cwd)).toContain('images.lock unchanged.\nexit 3');
    expect(await run(['lint'], { cwd })).toMatchObject({ code: 0 });
  });

  test('a tag that moved is locked anew, and until then is a finding where it is pinned', async () => {
    const cwd = folderOf(files({ 'pod.yaml': pod('HOST/shop/moving:moving') }));
    move('api');
    expect(await verify(cwd)).toContain('verified');
    const moved = move('moved');
    expect(await verify(cwd, '--check')).toContain('not verified');
    server.attach(moved, [await signed(moved, key)]);
    writeFileSync(path.join(cwd, 'pod.yaml'), pod(`HOST/shop/moving:moving@${moved}`));
    expect((await run(['lint', '--format', 'oneline'], { cwd })).stdout).toContain(
      `images.lock has it as ${API}; run: lintel images verify`,
    );
    expect(await verify(cwd)).toContain('exit 0');
    expect(await run(['lint'], { cwd })).toMatchObject({ code: 0 });
  });
});

describe('usage', () => {
  const rows: readonly (readonly [args: string, files: Files, says: string])[] = [
    ['images', GOOD, 'There are two things to do with images: lintel images verify'],
    ['images check', GOOD, 'There are two things to do with images: lintel images verify'],
    ['images verify --registry-config none.json', GOOD, 'Registry credentials in none.json cannot be read: no such file'],
    ['images verify --registry-config shop.pub', GOOD, 'Registry credentials in shop.pub cannot be read: the docker config'],
    ['images verify', { 'lintel.yaml': 'images: { policies: [] }' }, 'lintel.yaml wants nothing of images. Say what they have to prove'],
    ['images verify --chek', GOOD, 'Did you mean --check?'],
  ];
  test.each(rows)('%s', async (args, given, says) => {
    const { code, stderr } = await run(args.split(' '), { files: given });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('a manifest that is not understood is told, and the rest is verified', async () => {
    const said = await verify(folderOf({ ...GOOD, 'deploy/broken.yaml': 'kind: {' }));
    expect(said).toContain('1 verified');
    expect(said).toMatch(/deploy\/broken.yaml:1:\d+: .*\nimages.lock written.\nexit 3\n$/u);
  });

  test('where nothing is wanted of any image, there is nothing to write', async () => {
    const said = await verify(folderOf(files({ 'pod.yaml': pod('nginx') })));
    expect(said).toBe('No image here is one that the settings want anything of.\nimages.lock unchanged.\nexit 0\n');
  });
});

test('logs in as the docker config says, by a flag or where docker keeps it', async () => {
  server.fault = (request, response) => {
    if (request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`) return undefined;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
    return true;
  };
  const cwd = folderOf({
    ...GOOD,
    'docker/config.json': JSON.stringify({ auths: { [server.host]: { username: 'me', password: 'secret' } } }),
  });
  expect(await verify(cwd)).toContain('does not let this one read shop/api');
  expect(await verify(cwd, '--registry-config', 'docker/config.json')).toContain('exit 0');
  expect(await run(['images', 'verify'], { cwd, env: { DOCKER_CONFIG: path.join(cwd, 'docker') } })).toMatchObject({ code: 0 });
  expect(await run(['images', 'verify'], { cwd, env: { HOME: cwd } })).toMatchObject({ code: 3 });
});

test('--plain-http does without settings', async () => {
  const cwd = folderOf({ ...GOOD, 'lintel.yaml': SETTINGS.replace(/^ {2}registries.*\n/mu, '') });
  expect(await verify(cwd)).toContain('exit 3');
  expect(await verify(cwd, '--plain-http', server.host)).toContain('exit 0');
});
