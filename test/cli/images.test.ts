import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fixtureLocks, ours, theirs } from '../images/fixture-locks.ts';
import { pem } from '../signatures/instance.ts';
import { changed, commitIn, gitIn, lintByMain, repositoryOf } from './repository.ts';
import { run, type Files } from './run.ts';

const LOCK = (await fixtureLocks()).get('image-signature-verified') ?? '';
const KEY = pem(ours.publicKey);
const API = `sha256:${'a1'.repeat(32)}`;

function settings(signer: string, more = ''): string {
  return `extends: []
rules: { image-signature-verified: error, require-digest: error }
images:
  ${more}
  policies:
    - match: [registry.example/shop]
      signatures:
        by:
          - ${signer}
`;
}

function pod(image: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: api\n      image: ${image}\n`;
}

const FILES: Files = {
  'lintel.yaml': settings('{ key: keys/shop.pub, log: false }'),
  'keys/shop.pub': KEY,
  'images.lock': LOCK,
  'deploy/pod.yaml': pod('registry.example/shop/api:1.4'),
};

async function lint(files: Files, ...more: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['lint', '--format', 'oneline', ...more, 'deploy'], { files: { ...FILES, ...files } });
  return `${code}\n${stdout}${stderr}`;
}

describe('a lint', () => {
  test('verifies by the lock file and a key beside the settings, and fix pins', async () => {
    expect(await lint({})).toMatch(/^1\n.*image-signature-verified.*named by its tag, and what was verified is sha256:a1a1/su);
    expect(await lint({ 'deploy/pod.yaml': pod(`registry.example/shop/api:1.4@${API}`) })).toMatch(/^0\n/u);
    const { stdout } = await run(['fix', '--diff', 'deploy'], { files: FILES });
    expect(stdout).toContain(`+      image: registry.example/shop/api:1.4@${API}`);
  });

  test('says so where the lock file is there and cannot be read', async () => {
    const { 'images.lock': _, ...others } = FILES;
    const { code, stderr } = await run(['lint', 'deploy'], { files: { ...others, 'images.lock/in-a-folder': '' } });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('images.lock beside the settings cannot be read') });
  });

  test.each<[what: string, files: Files, message: string]>([
    [
      'without an entry',
      { 'deploy/pod.yaml': pod('registry.example/shop/new:1') },
      'images.lock has no entry for it; run: lintel images verify',
    ],
    [
      'without a lock file',
      { 'images.lock': '', 'deploy/pod.yaml': pod('registry.example/shop/api:1.4') },
      'images.lock is not valid JSON',
    ],
    ['of another signer', { 'keys/shop.pub': pem(theirs.publicKey) }, 'has no signature that counts'],
    [
      'of an entry that somebody changed',
      { 'images.lock': LOCK.replaceAll('a1'.repeat(32), 'f0'.repeat(32)) },
      'has no signature that counts',
    ],
  ])('finds an image %s', async (_what, files, message) => {
    const said = await lint(files);
    expect(said).toMatch(/^1\n/u);
    expect(said).toContain(message);
  });

  test('in several threads is that of one', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3 }, (_, index) => [
        `deploy/${index}.yaml`,
        `${pod('registry.example/shop/api:1.4')}# ${'x'.repeat(1_500_000)}\n`,
      ]),
    );
    expect((await lint({ ...many }, '--jobs', '2')).match(/named by its tag/gu)).toHaveLength(4);
  });
});

describe('a key in a Secret', () => {
  const copied = settings('{ key: "k8s://team/cosign", copy: keys/shop.pub, log: false }');
  const bare = settings('{ key: "k8s://team/cosign", log: false }');
  const pinned = { 'deploy/pod.yaml': pod(`registry.example/shop/api:1.4@${API}`) };

  test('is that of its copy where no cluster is asked', async () => {
    expect(await lint({ ...pinned, 'lintel.yaml': copied })).toMatch(/^0\n/u);
    expect(await lint({ ...pinned, 'lintel.yaml': copied, 'keys/shop.pub': pem(theirs.publicKey) })).toMatch(
      /^1\n.*has no signature that counts/su,
    );
  });

  test.each<[lock: string, files: Files]>([
    ['an entry', {}],
    ['no entry', { 'deploy/pod.yaml': pod('registry.example/shop/new:1@' + API) }],
    ['no evidence', { 'images.lock': LOCK.replaceAll(/"evidence": \[[^\]]*\]/gu, '"evidence": []') }],
  ])('is known to nobody there without one: a warning says so, with %s in the lock file', async (_lock, files) => {
    const said = await lint({ ...pinned, 'lintel.yaml': bare, ...files });
    expect(said).toMatch(/^0\n/u);
    expect(said).toContain('warning');
    expect(said).toContain('its key is in Secret team/cosign, which is asked for in the cluster alone; name a copy of its public half');
    expect(said).toContain('cosign public-key --key k8s://team/cosign');
  });

  test('beside other signers leaves it to them', async () => {
    const both = settings('{ key: "k8s://team/cosign", log: false }\n          - { key: keys/shop.pub, log: false }');
    expect(await lint({ ...pinned, 'lintel.yaml': both })).toMatch(/^0\n(?!.*warning)/su);
    const said = await lint({ ...pinned, 'lintel.yaml': both, 'keys/shop.pub': pem(theirs.publicKey) });
    expect(said).toMatch(/^0\n.*could not be found out: its key is in Secret team\/cosign/su);
    const unlocked = await lint({ 'lintel.yaml': both, 'deploy/pod.yaml': pod(`registry.example/shop/new:1@${API}`) });
    expect(unlocked).toMatch(/^1\n.*images.lock has no entry for it/su);
  });
});

describe('a fault of the settings, at its place', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const rows: readonly (readonly [what: string, files: Files, fault: string])[] = [
    [
      'no such key',
      { 'lintel.yaml': settings('key: keys/none.pub') },
      'lintel.yaml:9:18: "keys/none.pub" cannot be read: no such file or directory',
    ],
    ['a folder', { 'lintel.yaml': settings('key: keys') }, 'lintel.yaml:9:18: "keys" cannot be read: illegal operation on a directory'],
    [
      'a private key',
      { 'keys/shop.pub': ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      'lintel.yaml:9:20: this is a private key',
    ],
    [
      'no such copy',
      { 'lintel.yaml': settings('{ key: "k8s://team/cosign", copy: keys/none.pub }') },
      'lintel.yaml:9:47: "keys/none.pub" cannot be read: no such file or directory',
    ],
    [
      'a private copy',
      { 'lintel.yaml': settings('{ key: "k8s://team/cosign", copy: keys/shop.pub }'), 'keys/shop.pub': '-----BEGIN PRIVATE KEY-----' },
      'lintel.yaml:9:47: this is a private key',
    ],
    ['no key', { 'keys/shop.pub': 'hello' }, 'lintel.yaml:9:20: this is no public key in PEM'],
    ['a short key', { 'keys/shop.pub': pem(short.publicKey) }, 'lintel.yaml:9:20: an RSA key of 1024 bits is too short'],
    [
      'no such root',
      { 'lintel.yaml': settings('{ key: keys/shop.pub }', 'trustedRoot: root.json') },
      'lintel.yaml:4:16: "root.json" cannot be read: no such file or directory',
    ],
    [
      'a root that is none',
      { 'root.json': '[', 'lintel.yaml': settings('{ key: keys/shop.pub }', 'trustedRoot: root.json') },
      'lintel.yaml:4:16: the trusted root is not valid JSON',
    ],
    [
      'two of them',
      { 'lintel.yaml': settings('{ key: keys/none.pub }', 'trustedRoot: root.json') },
      '2 faults in the settings; nothing was judged',
    ],
  ];

  test.each(rows)('%s', async (_what, files, fault) => {
    const said = await lint(files);
    expect(said).toMatch(/^2\n/u);
    expect(said).toContain(fault);
  });
});

describe('--config-ref', () => {
  test('takes keys from the commit, and the lock file from the work tree', async () => {
    const { 'images.lock': lock, ...main } = FILES;
    const cwd = repositoryOf(main, (folder) => changed(folder, { 'keys/shop.pub': pem(theirs.publicKey), 'images.lock': LOCK }));
    expect(lock).toBe(LOCK);
    const { stdout } = await lintByMain(cwd, '--rule', 'image-signature-verified');
    expect(stdout).toContain('what was verified is sha256:a1a1');
  });

  test('believes no key that a pull request adds', async () => {
    const { 'keys/shop.pub': _key, ...main } = FILES;
    const cwd = repositoryOf(main, (folder) => changed(folder, { 'keys/shop.pub': KEY }));
    gitIn(cwd, 'add', '--all');
    commitIn(cwd);
    const { code, stderr } = await lintByMain(cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('main:lintel.yaml:9:20: "keys/shop.pub" is no plain file at main');
  });
});
