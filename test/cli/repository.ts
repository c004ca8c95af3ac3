import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOST, NODE_PORT, ruleText, yamlText } from '../user-rules/rules.ts';
import { folderOf, run, type Files, type Ran } from './run.ts';

/** Of the process, so that git is found; a person's own settings of git play no part. */
export const GIT_ENV = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

/** A repository whose branch `main` has some files, and whose work tree has others, uncommitted. */
export function repositoryOf(main: Files, change: (folder: string) => void = () => undefined): string {
  const folder = folderOf(main, null);
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  gitIn(folder, 'add', '--all');
  commitIn(folder);
  gitIn(folder, 'checkout', '--quiet', '-b', 'pull');
  change(folder);
  return folder;
}

export function commitIn(folder: string): void {
  gitIn(folder, 'commit', '--quiet', '--allow-empty', '--message', 'a commit');
}

export function gitIn(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, env: { ...GIT_ENV, ...IDENTITY }, encoding: 'utf8' }).trim();
}

/** The work tree gets these files, and loses those that are null. */
export function changed(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    rmSync(file, { force: true });
    if (text === null) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

/** By the settings of `main`. */
export async function lintByMain(cwd: string, ...more: readonly string[]): Promise<Ran & { readonly rules: readonly string[] }> {
  const ran = await run(['lint', '--config-ref', 'main', '--format', 'oneline', ...more], { cwd, env: GIT_ENV });
  const rules = Array.from(ran.stdout.matchAll(/error (?<rule>[a-z-]+)/gu), ({ groups }) => groups?.['rule'] ?? '');
  return { ...ran, rules: rules.toSorted() };
}

/** Found by three rules of `MAIN`, one of them said to be let pass. */
export const PRIVILEGED = HOST.replace('hostNetwork: true', 'hostNetwork: true # lintel-ignore no-host -- mine').replace(
  'registry.example/web:1.2.3',
  'registry.example/web:1.2.3, securityContext: { privileged: true }',
);
/** A repository with settings, and rules of its own that import each other. */
export const MAIN: Files = {
  'lintel.yaml': `extends: []\nrules: { no-privileged: error }\npolicies: ['./policies/*']\nsuppressions: { never: [no-host] }\n`,
  'policies/no-host.ts': ruleText(
    'no-host',
    (text) => `import { key } from '../shared/key.ts';\n${text.replaceAll("'hostNetwork'", 'key')}`,
  ),
  'policies/no-node-ports.yaml': yamlText(),
  'shared/key.ts': `import words from './words.json' with { type: 'json' };\nexport const key: string = words.key;\n`,
  'shared/words.json': '{ "key": "hostNetwork" }',
  'deploy/pod.yaml': PRIVILEGED,
  'deploy/service.yaml': NODE_PORT,
};
/** The rules that find something in it. */
export const ALL = ['no-host', 'no-node-ports', 'no-privileged'];
