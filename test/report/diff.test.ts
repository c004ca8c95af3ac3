import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiff } from '../../src/report/diff.ts';
import { lineChanges } from '../../src/report/line-changes.ts';

/** What git makes of the file and the diff. */
function applied(file: string, before: string, diff: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-diff-'));
  try {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), before);
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: diff,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
    });
    return readFileSync(join(folder, file), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}\n`);
const edited = numbered(100).toSpliced(2, 1, 'new\n').toSpliced(50, 0, 'in\n', 'in\n').toSpliced(90, 3);

describe('the diff', () => {
  it('is unified, with three lines of context', () => {
    expect(renderDiff('deploy/web.yaml', 'a\nb\nc\nd\ne\nf\ng\nh', 'a\nb\nc\nd\nE\nf\ng\nh', { color: false })).toBe(`--- a/deploy/web.yaml
+++ b/deploy/web.yaml
@@ -2,7 +2,7 @@
 b
 c
 d
-e
+E
 f
 g
 h
\\ No newline at end of file
`);
  });

  it('is empty where nothing changed', () => {
    expect(renderDiff('a', 'x\n', 'x\n', { color: false })).toBe('');
  });

  it.each([
    ['one line', 'a.yaml', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['far apart', 'a.yaml', numbered(100).join(''), edited.join('')],
    ['an end that gains its newline', 'a.yaml', 'a\nb', 'a\nb\n'],
    ['an end that loses its newline', 'a.yaml', 'a\nb\n', 'a\nb'],
    ['two ends without newline', 'a.yaml', 'a\nb', 'a\nc'],
    ['a document appended', 'a.yaml', 'a\n', 'a\n---\nb: 1\n'],
    ['CRLF', 'a.yaml', 'a\r\nb\r\n', 'a\r\nc\r\n'],
    ['a name with spaces and quotes', 'my "dir"/é a.yaml', 'a\nb\n', 'b\n'],
    ['a name with spaces', 'my dir/a b.yaml', 'a\nb\n', 'b\n'],
    ['lone carriage returns and form feeds', 'a.yaml', 'a\rb\n\fc\n', 'a\rb\n\fd\n'],
    [
      'all replaced',
      'a.yaml',
      numbered(1200).join(''),
      numbered(1200)
        .map((line) => `x${line}`)
        .join(''),
    ],
  ])('is taken by git apply: %s', (_name, file, before, after) => {
    expect(applied(file, before, renderDiff(file, before, after, { color: false }))).toBe(after);
  });

  it('escapes controls for eyes', () => {
    const text = renderDiff('a', 'x\u001B[2J\n', 'y\n', { color: true });
    expect(text).toContain('\u001B[31m-x\\u001b[2J\u001B[39m\n');
  });
});

describe('changes of lines', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });

  it('turn the old into the new', () => {
    fc.assert(
      fc.property(texts, texts, (old, new_) => {
        const result = old.slice();
        for (const { oldStart, oldEnd, newStart, newEnd } of lineChanges(old, new_).toReversed())
          result.splice(oldStart, oldEnd - oldStart, ...new_.slice(newStart, newEnd));
        expect(result).toEqual(new_);
      }),
    );
  });

  it('are no more than the edits that made the new', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(29), { maxLength: 3 }), (old, removed) => {
        const new_ = old.filter((_, index) => !removed.includes(index));
        const size = lineChanges(old, new_).reduce(
          (sum, { oldStart, oldEnd, newStart, newEnd }) => sum + oldEnd - oldStart + newEnd - newStart,
          0,
        );
        expect(size).toBe(old.length - new_.length);
      }),
    );
  });
});
