import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, run } from './run.ts';

const settings = 'extends: []\nrules: { duplicate-env-var: error, no-latest-tag: warning }\n';
const bad = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: nginx # keep
      env:
        - { name: A, value: a }
        - { name: A, value: a }
`;

describe('formats', () => {
  test('several at once, each to its file', async () => {
    const folder = folderOf({ 'a.yaml': bad }, settings);
    const formats = ['sarif=out.sarif', 'junit=out.xml', 'github=out.txt', 'gitlab=out.json', 'markdown=out.md', 'oneline'];
    const { code, stdout } = await run(['lint', ...formats.flatMap((format) => ['--format', format])], { cwd: folder });
    const written = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    expect(code).toBe(1);
    expect(stdout).toContain('a.yaml:10:13: error duplicate-env-var:');
    expect(written('out.xml')).toContain('<failure');
    expect(written('out.txt')).toContain('::error file=a.yaml');
    expect(JSON.parse(written('out.json'))).toHaveLength(2);
    expect(written('out.md')).toContain('duplicate-env-var');
  });

  test('a SARIF fix is what lintel fix writes', async () => {
    const folder = folderOf({ 'a.yaml': bad }, settings);
    const { stdout } = await run(['lint', '--format', 'sarif'], { cwd: folder });
    const { runs } = JSON.parse(stdout) as { runs: { results: { ruleId: string; fixes?: SarifFix[] }[] }[] };
    const fixes = runs.flatMap(({ results }) => results.flatMap((result) => result.fixes ?? []));
    const replacements = fixes.flatMap(({ artifactChanges }) => artifactChanges.flatMap((change) => change.replacements));
    expect(replacements).toHaveLength(1);
    await run(['fix'], { cwd: folder });
    expect(replacements.reduce(replaced, bad)).toBe(readFileSync(path.join(folder, 'a.yaml'), 'utf8'));
  });
});

interface SarifFix {
  readonly artifactChanges: readonly { readonly replacements: readonly SarifReplacement[] }[];
}

interface SarifReplacement {
  readonly deletedRegion: {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
  readonly insertedContent?: { readonly text: string };
}

function replaced(
  text: string,
  { deletedRegion: { startLine, startColumn, endLine, endColumn }, insertedContent }: SarifReplacement,
): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number): number => lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  return text.slice(0, offset(startLine, startColumn)) + (insertedContent?.text ?? '') + text.slice(offset(endLine, endColumn));
}
