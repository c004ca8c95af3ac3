import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readStream } from '../../src/sources/read.ts';
import { BROKEN, GOOD, PRIVILEGED } from './manifests.ts';
import { run } from './run.ts';

interface Told {
  readonly findings: readonly {
    readonly rule: string;
    readonly messageId: string;
    readonly location: { readonly file: string; readonly line: number };
  }[];
  readonly problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly code: string;
    readonly message: string;
  }[];
}

async function lint(text: string | Uint8Array) {
  const { code, stdout, stderr } = await run(['lint', '-f', 'json', 'bad.yaml', 'good.yaml'], {
    files: { 'bad.yaml': text, 'good.yaml': PRIVILEGED },
  });
  expect(stderr).toBe('');
  const { findings, problems } = JSON.parse(stdout) as Told;
  return {
    code,
    problems: problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
    found: findings.filter(({ location }) => location.file === 'good.yaml').map(({ rule }) => rule),
    failed: findings.filter(({ messageId }) => messageId === 'rule-failed'),
  };
}

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: odd }\n${spec}\n`;

describe('input that is not understood is said, and the good file beside it is judged', () => {
  test.each<readonly [what: string, text: string | Uint8Array, problems: readonly string[]]>([
    ['broken YAML', BROKEN, ['bad.yaml:3:1 syntax']],
    ['a tab for indentation', 'apiVersion: v1\nmetadata:\n\tname: x\n', ['bad.yaml:3:1 syntax']],
    ['bytes that are no UTF-8', Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe]), ['bad.yaml:1:1 not-utf8']],
    ['UTF-16', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), ['bad.yaml:1:1 not-utf8']],
    ['a NUL byte', `${GOOD}data: { a: "\0" }\n`, ['bad.yaml:4:13 syntax']],
    ['a template', 'kind: X\n{{- if .Values.x }}\nmetadata: { name: {{ .Values.name }} }\n{{- end }}\n', ['bad.yaml:2:3 template']],
    ['an object without a kind', 'apiVersion: v1\nmetadata: { name: x }\n', ['bad.yaml:1:1 invalid-object']],
    ['metadata that is a number', 'apiVersion: v1\nkind: Pod\nmetadata: 7\n', ['bad.yaml:3:11 invalid-object']],
    ['a spec that is a list', pod('spec: []'), ['bad.yaml:4:1 invalid-object']],
    ['containers that are a map', pod('spec: { containers: { a: 1 } }'), ['bad.yaml:4:9 invalid-object']],
    ['nesting without end', `a: ${'['.repeat(5000)}`, ['bad.yaml:1:203 too-deep']],
    ['an alias bomb', bomb(), ['bad.yaml:9:21 too-many-aliases']],
    ['an item of a List that is no object', 'apiVersion: v1\nkind: List\nitems: [7]\n', ['bad.yaml:1:1 invalid-object']],
  ])('%s', async (_what, text, problems) => {
    expect(await lint(text)).toMatchObject({ code: 3, found: ['no-privileged'], failed: [], problems });
  });

  test.each<readonly [what: string, text: string]>([
    ['an empty file', ''],
    ['nothing but comments', '# nothing\n---\n# yet\n'],
    ['a byte order mark', `\uFEFF${GOOD}`],
    ['no newline at the end', GOOD.trimEnd()],
    ['CRLF', GOOD.replaceAll('\n', '\r\n')],
    ['a container that is null, which is an empty one', pod('spec: { containers: [null] }')],
    ['a workload without containers', pod('spec: { containers: [] }')],
  ])('%s is fine', async (_what, text) => {
    expect(await lint(text)).toMatchObject({ code: 1, problems: [], found: ['no-privileged'], failed: [] });
  });

  test('a broken document leaves the others of its file whole', async () => {
    const { code, stdout } = await run(['lint', '-f', 'json', '-'], { stdin: `${GOOD}---\n${BROKEN}---\n${PRIVILEGED}` });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ rule: 'no-privileged', location: { file: '<stdin>', line: 19 } }],
      problems: [{ file: '<stdin>', line: 7, code: 'syntax' }],
      summary: { documents: 3, resources: 2, files: 1 },
    });
  });

  test('findings come sorted by file, line and rule, however the paths are named', async () => {
    const files = Object.fromEntries(
      ['e', 'b', 'd', 'a', 'c'].map((name) => [
        `${name}.yaml`,
        `${PRIVILEGED.replace('main:1.2.3', 'main:latest')}---\n${PRIVILEGED.replace('name: root', 'name: next')}`,
      ]),
    );
    const forth = await run(['lint', '-f', 'json', '--rule', 'no-privileged', '--rule', 'no-latest-tag', ...Object.keys(files)], { files });
    const back = await run(
      ['lint', '-f', 'json', '--rule', 'no-latest-tag', '--rule', 'no-privileged', ...Object.keys(files).toReversed()],
      { files },
    );
    expect(back.stdout).toBe(forth.stdout);
    const { findings } = JSON.parse(forth.stdout) as Told;
    expect(findings.map(({ rule, location: { file, line } }) => `${file}:${line} ${rule}`)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].flatMap((name) => [
        `${name}.yaml:10 no-latest-tag`,
        `${name}.yaml:12 no-privileged`,
        `${name}.yaml:28 no-privileged`,
      ]),
    );
  });
});

describe('standard input', () => {
  test('is judged under a name of its own, beside files', async () => {
    const { code, stdout } = await run(['lint', '-', 'a.yaml'], { stdin: PRIVILEGED, files: { 'a.yaml': GOOD } });
    expect(code).toBe(1);
    expect(stdout).toContain('<stdin>:12:25 in Job default/root');
    expect(stdout).toContain('in 2 files (2 resources');
  });

  test.each([['', 3] as const, ['\n', 3] as const, ['# nothing\n', 3] as const])('%j holds nothing to examine', async (stdin, code) => {
    expect(await run(['lint', '-'], { stdin })).toMatchObject({ code, stderr: '', stdout: expect.stringContaining('nothing-examined') });
    expect(await run(['lint', '-', '--allow-empty'], { stdin })).toMatchObject({ code: 0 });
  });

  test('that is no text is a problem', async () => {
    expect(await run(['lint', '-'], { stdin: Uint8Array.from([0xc3, 0x28]) })).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('not-utf8'),
    });
  });
});

describe('a stream', () => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');

  test('of 64 MiB is read, one of more is not, nor to its end', async () => {
    let given = 0;
    const endless = function* (limit: number) {
      for (given = 0; given < limit; given++) yield chunk;
    };
    expect(await readStream(Readable.from(endless(64)))).toMatchObject({ text: expect.stringMatching(/^ +$/u) });
    expect(await readStream(Readable.from(endless(1000)))).toMatchObject({ code: 'too-large' });
    expect(given).toBeLessThan(100);
  });

  test('that fails says why', async () => {
    const failing = new Readable({ read: () => failing.destroy(new Error('EIO: i/o error, read')) });
    expect(await readStream(failing)).toEqual({
      code: 'unreadable',
      message: 'Cannot be read: i/o error. Pipe manifests in, or name their files.',
    });
  });
});

function bomb(): string {
  const layers = Array.from(
    { length: 9 },
    (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\na0: &a0 [x, x]\n${layers.join('\n')}\n`;
}
