import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { install, PIPED, ROOT, serving, type Installed, type Serving } from './installed.ts';
import { post } from './post.ts';
import { BAD, REVIEW } from './samples.ts';

/**
 * What the last stage of the Dockerfile holds, run as it says: by its user, with its environment, in a root of its own that nobody can
 * write to and that has nothing else but Node and what Node links to. Its base images are not built here.
 */
const SETTINGS = 'extends: [recommended]\npolicies: [./own.ts]\n';
const OWN = `import type { Rule } from 'lintel';
export const noForbidden: Rule<'named'> = {
  id: 'no-forbidden', category: 'metadata', severity: 'error', since: '1.0.0', summary: 'Nothing is called forbidden.', why: 'w', whenNot: 'n',
  messages: { named: 'It is called forbidden.' },
  match: { kinds: 'all' },
  *check({ name }) { if (name === 'forbidden') yield { message: 'named', at: ['metadata', 'name'] }; },
};
`;
const stage = lastStage();
if (!canIsolate())
  test.skip('NOT RUN: the image, for want of the right to make a root of its own (root on Linux, with unshare)', () => undefined);
else describe('the image', checks);

function checks(): void {
  let installed: Installed;
  let root: string;
  beforeAll(async () => {
    installed = await install();
    root = path.join(installed.folder, 'root');
    for (const folder of ['proc', 'dev', 'etc/lintel', 'work']) mkdirSync(path.join(root, folder), { recursive: true });
    placeNode();
    cpSync(path.join(installed.folder, 'node_modules/lintel'), path.join(root, path.dirname(stage.program), '..'), { recursive: true });
    for (const [name, text] of Object.entries({ 'lintel.yaml': SETTINGS, 'own.ts': OWN, 'bad.yaml': BAD }))
      writeFileSync(path.join(root, 'etc/lintel', name), text);
  });
  afterAll(() => installed.remove());

  it('lints', () => {
    const ended = runToEnd(['lint', '/etc/lintel/bad.yaml', '--config', '/etc/lintel/lintel.yaml', '--format', 'oneline']);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('bad.yaml:') });
  });

  it.each([['0'], ['1']])('serves with %s judges and rules of its own, and ends when it is told to', async (judges) => {
    const server = await serve(['--judges', judges]);
    try {
      const { request } = REVIEW;
      const object = { ...request.object, metadata: { ...request.object.metadata, name: 'forbidden' } };
      const { response } = JSON.parse(
        await post(`${server.url}/validate`, { ...REVIEW, request: { ...request, name: 'forbidden', object } }),
      ) as Reviewed;
      expect(response).toMatchObject({ allowed: false, status: { message: expect.stringContaining('It is called forbidden.') } });
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });

  /** Node where the base image has it, and the libraries that it links to where the linker looks for them. */
  function placeNode(): void {
    const linked = execFileSync('ldd', [NODE], { encoding: 'utf8' }).match(/\/\S+/gu) ?? [];
    const places = [{ from: NODE, to: stage.node }, ...linked.map((library) => ({ from: library, to: library }))];
    for (const { from, to } of places) {
      mkdirSync(path.join(root, path.dirname(to)), { recursive: true });
      copyFileSync(from, path.join(root, to));
    }
  }

  function runToEnd(args: readonly string[]): { readonly code: number; readonly stdout: string } {
    try {
      return { code: 0, stdout: execFileSync('unshare', isolated(args), { env: stage.env, encoding: 'utf8' }) };
    } catch (error) {
      const { status, stdout } = error as { readonly status: number; readonly stdout: string };
      return { code: status, stdout };
    }
  }

  async function serve(args: readonly string[]): Promise<Serving> {
    const flags = [
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--metrics-port',
      '0',
      '--drain-seconds',
      '0',
      '--config',
      '/etc/lintel/lintel.yaml',
    ];
    return await serving(spawn('unshare', isolated(['serve', ...flags, ...args]), { env: stage.env, stdio: PIPED }));
  }

  function isolated(args: readonly string[]): readonly string[] {
    return ['--mount', 'sh', '-c', ISOLATE, 'sh', root, stage.user, stage.node, stage.program, ...args];
  }
}

interface Reviewed {
  readonly response: object;
}

function lastStage() {
  const text =
    readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')
      .split(/^FROM /mu)
      .at(-1) ?? '';
  const said = (word: string): string => new RegExp(`^${word} (.*)$`, 'mu').exec(text)?.[1] ?? '';
  const [node = '', program = ''] = JSON.parse(said('ENTRYPOINT')) as string[];
  const [name = '', value = ''] = said('ENV').split('=');
  return { node, program, user: said('USER'), env: { [name]: value, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
}

function canIsolate(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '--bind', '/tmp', '/tmp'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const NODE = path.join(ROOT, 'node_modules/node/bin/node');
const ISOLATE = `set -e
root=$1 user=$2
shift 2
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot --userspec="$user" "$root" "$@"`;
