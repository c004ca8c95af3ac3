import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/printable.ts';
import type { LocatedFinding } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { finding, fullReport, located, place, report } from './samples.ts';

const plain = { color: false, width: 80, links: false };

function lines(found: LocatedFinding, width = 80): readonly string[] {
  return renderText(report([found]), { ...plain, width }).split('\n');
}

describe('the text report', () => {
  it('shows verdict, place, code and count', () => {
    expect(renderText(report([located()]), plain)).toBe(`deploy/web.yaml
  error require-readiness-probe: Container "web" has no readinessProbe.
    deploy/web.yaml:11:9 in Deployment shop/web, container web
      10 |     spec:
      11 |         containers:
         |         ^^^^^^^^^^
      12 |       - name: web

1 error in 5 files (61 resources, 14 rules)
`);
  });

  it('shows one of everything', () => {
    expect(renderText(fullReport(), { ...plain, links: true })).toMatchSnapshot();
  });

  it.each([
    ['clean', report([]), '✔ No findings in 5 files (61 resources, 14 rules)\n'],
    ['nothing examined', report([], { summary: { files: 0, resources: 0, rules: 1 } }), 'No findings in 0 files (0 resources, 1 rule)\n'],
  ])('closes alone when %s', (_name, given, expected) => {
    expect(renderText(given, plain)).toBe(expected);
  });

  it('never calls a run clean that was not understood', () => {
    const problems = [{ file: 'a.yaml', line: 1, column: 1, code: 'syntax', message: 'Bad.', level: 'error' as const }];
    expect(renderText(report([], { problems }), plain)).not.toContain('✔');
  });

  it.each([
    ['safe', { safety: 'safe' as const }, {}, '    fix: Set x. Run "lintel fix".'],
    ['unsafe', { safety: 'unsafe' as const }, {}, '    fix: Set x. May change behaviour: run "lintel fix --unsafe" and review the'],
    ['injected', { safety: 'safe' as const }, { injected: true as const }, '    fix: Set x. Run "lintel fix --injected".'],
  ])('hints at a fix: %s', (_name, fix, own, expected) => {
    expect(lines(located({}, { fix: { title: 'Set x', edits: [], ...fix }, ...own }))).toContain(expected);
  });

  it.each([
    ['a comment', located({ suppressed: { by: 'comment', reason: 'r' } }), true],
    ['a comment on advice', located({ suppressed: { by: 'comment', reason: 'r' } }, { enforcement: 'warn' }), false],
    ['an annotation', located({ suppressed: { by: 'annotation', reason: 'r' } }), false],
    [
      'a comment on a rule for files',
      located({ suppressed: { by: 'comment', reason: 'r' }, rule: { summary: '', why: '', doors: 'files' } }),
      false,
    ],
  ])('says whether %s would still be denied', (_name, found, denied) => {
    const text = renderText(report([found]), plain);
    expect([text.includes('would still be denied in the cluster'), text.includes('1 suppressed')]).toEqual([denied, true]);
  });

  it('names every skipped file, under its reason', () => {
    const skipped = Array.from({ length: 40 }, (_, index) => ({ file: `chart/f${index}.yaml`, reason: 'a template' }));
    const text = renderText(report([], { summary: { skipped } }), plain);
    expect(skipped.filter(({ file }) => !text.includes(file))).toEqual([]);
    expect(text.split('a template').length).toBe(2);
  });

  it('colours where it is asked to', () => {
    expect(renderText(report([located()]), { ...plain, color: true })).toContain(
      '\u001B[31merror\u001B[39m \u001B[1mrequire-readiness-probe:\u001B[22m',
    );
  });

  it('links each rule once', () => {
    const text = renderText(report([located(), located()]), { ...plain, links: true });
    expect(text.split('https://lintel.dev/rules/require-readiness-probe').length).toBe(2);
  });

  it('shows ten thousand equal findings, each of them, on one long line', () => {
    const line = 'x'.repeat(1_000_000);
    const many = Array.from({ length: 10_000 }, (_, index) =>
      located({ location: place('min.json', 1, index * 100 + 1, 1, index * 100 + 5), lines: { first: 1, text: [line] } }),
    );
    expect(renderText(report(many), plain).split('^^^^').length).toBe(10_001);
  });
});

describe('code frames', () => {
  it.each([
    ['tabs', '\t\tname: web', 3, 7, ['      1 |     name: web', '        |     ^^^^']],
    ['wide characters', 'ключ: 日本 x', 10, 11, ['      1 | ключ: 日本 x', '        |            ^']],
    ['controls', 'a\u001Bb: c', 3, 4, ['      1 | a\\u001bb: c', '        |        ^']],
    ['CRLF', 'a: b\r', 4, 5, ['      1 | a: b', '        |    ^']],
    ['a place past the end', 'a:', 9, 9, ['      1 | a:', '        |   ^']],
    ['an empty line', '', 1, 1, ['      1 |', '        | ^']],
  ])('point at the place: %s', (_name, text, column, endColumn, expected) => {
    const shown = lines(located({ location: place('a.yaml', 1, column, 1, endColumn), lines: { first: 1, text: [text] } }));
    expect(shown.slice(3, 5)).toEqual(expected);
  });

  it('cut a long line around the place', () => {
    const text = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
    const [code = '', caret = ''] = lines(located({ location: place('a.yaml', 1, 501, 1, 505), lines: { first: 1, text: [text] } })).slice(
      3,
      5,
    );
    expect(code.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE');
    expect(code).toMatch(/\| …a+HEREb+…$/u);
  });

  it('show the first line of a range over several', () => {
    const shown = lines(located({ location: place('a.yaml', 1, 1, 3, 1), lines: { first: 1, text: ['a: |', ' b', ' c'] } }));
    expect(shown.slice(3, 6)).toEqual(['      1 | a: |', '        | ^^^^', '      2 |  b']);
  });

  it('are left out where the line is unknown', () => {
    expect(lines(located({ lines: { first: 90, text: ['x'] } })).join('\n')).not.toContain('^');
  });
});

const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom('\u001B[2J', 'a\r\nb', '\u202E', '日'.repeat(90)),
);

describe('any input', () => {
  const anyReport = fc.record({
    message: word,
    name: word,
    file: word,
    line: word,
    reason: word,
    column: fc.nat(300),
    width: fc.integer({ min: 1, max: 200 }),
  });

  it('lets no control character through', () => {
    fc.assert(
      fc.property(anyReport, (given) => {
        expect(rendered(given).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('keeps the width, but for paths and links', () => {
    fc.assert(
      fc.property(anyReport, (given) => {
        const room = Math.max(given.width, 40);
        const long = rendered({ ...given, file: 'f' })
          .split('\n')
          .filter((text) => displayWidth(text) > room && !text.includes('https://'));
        expect(long).toEqual([]);
      }),
    );
  });

  it('forges no line: as many lines as the words alone ask for', () => {
    const [forged, honest] = ['a\nerror: fake\n', 'a'].map((file) => lines(located({ location: place(file, 1, 1) })).length);
    expect(forged).toBe(honest);
  });
});

function rendered(given: Any): string {
  const { message, name, file, line, reason, column, width } = given;
  const text = [line, line, line];
  const own = {
    message,
    container: name,
    environment: name,
    resource: { apiVersion: 'v1', kind: name, name },
    fix: { title: name, safety: 'safe' as const, edits: [] },
  };
  const at = place(file, 2, column + 1, 2, column + 9);
  const findings = [
    located({ location: at, lines: { first: 1, text }, related: [{ resource: own.resource, path: [], location: at }] }, own),
    located({ location: at, suppressed: { by: 'comment', reason } }, own),
    { finding: finding({ rule: name, ...own }), related: [] },
  ];
  const problems = [{ file, line: 1, column, code: name, message, level: 'error' as const, lines: { first: 1, text } }];
  return renderText(report(findings, { problems, summary: { skipped: [{ file, reason }] } }), { color: false, width, links: true });
}

interface Any {
  readonly message: string;
  readonly name: string;
  readonly file: string;
  readonly line: string;
  readonly reason: string;
  readonly column: number;
  readonly width: number;
}
