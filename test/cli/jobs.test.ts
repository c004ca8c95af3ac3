import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { command } from './command.ts';
import { BROKEN, PRIVILEGED } from './manifests.ts';
import { folderOf, type Files } from './run.ts';

const FOLDERS = ['a', 'b', 'c', 'd'];

/** Over 4 MiB, so that there is work for several threads, with something of everything that a report can hold. */
function fleet(): Files {
  const padding = `# ${'x'.repeat(97)}\n`.repeat(700);
  const services = FOLDERS.flatMap((folder) =>
    Array.from({ length: 18 }, (_, index): [string, string] => [
      `${folder}/${index}.yaml`,
      `${service(`${folder}${index}`, index)}${padding}`,
    ]),
  );
  const others = FOLDERS.flatMap((folder): readonly [string, string][] => [
    [`${folder}/editor.json`, '{\n  "a": 1, // see {docs}\n  "b": 2,\n}\n'],
    [`${folder}/values.yaml`, 'replicas: 3\n'],
    [`${folder}/broken.yaml`, BROKEN],
    [`${folder}/root.yaml`, PRIVILEGED],
    [`${folder}/odd.yaml`, 'apiVersion: v1\nkind: Pod\nmetadata: { name: odd }\nspec: []\n---\n- 1\n'],
  ]);
  return Object.fromEntries([...services, ...others]);
}

/** Services of different folders, and so of different threads, share the databases of eighteen others. */
function service(name: string, database: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app.kubernetes.io/name: ${name} } }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, app.kubernetes.io/name: ${name} } }
    spec:
      containers:
        - name: main
          image: registry.example/${name}:1.2.3
          env:
            - { name: DATABASE_PASSWORD, valueFrom: { secretKeyRef: { name: db-${database}, key: password } } }
            - { name: A, value: x }
            - { name: A, value: x }
`;
}

test.each([
  ['in order', FOLDERS],
  ['the other way round', FOLDERS.toReversed()],
  ['as one folder', ['.']],
  ['with half of it as context', ['a', 'c', '--context', 'b', '--context', 'd']],
])('several threads say, byte for byte, what one says: %s', async (_what, args) => {
  const cwd = folderOf(fleet());
  const lint = async (jobs: string) => {
    const { code, stdout, stderr } = await command(['lint', ...args, '-f', 'json', '-f', 'text=out.txt', '--jobs', jobs], {
      cwd,
      env: { NODE_DEBUG: 'worker' },
    });
    return { code, json: stdout, text: readFileSync(path.join(cwd, 'out.txt'), 'utf8'), threads: started(stderr) };
  };
  const one = await lint('1');
  expect(one).toMatchObject({ code: 3, threads: 0 });
  expect(reach(one.json)).toBeGreaterThan(1);
  for (const jobs of [2, 3]) {
    const several = await lint(String(jobs));
    expect(several).toMatchObject({ code: 3, threads: jobs });
    expect(several.json === one.json).toBe(true);
    expect(several.text === one.text).toBe(true);
  }
});

/** How many threads Node says that it started. */
function started(stderr: string): number {
  return stderr.match(/create new worker/gu)?.length ?? 0;
}

/** In how many folders the other ends of one finding stand. */
function reach(json: string): number {
  const { findings } = JSON.parse(json) as { findings: readonly { rule: string; related: readonly { location?: { file: string } }[] }[] };
  const folders = findings
    .filter(({ rule }) => rule === 'no-shared-db-secret')
    .map(({ related }) => new Set(related.map(({ location }) => location?.file.split('/')[0])).size);
  return Math.max(...folders);
}
