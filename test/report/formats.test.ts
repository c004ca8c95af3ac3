import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName, type FormatOptions } from '../../src/report/formats.ts';
import type { Report } from '../../src/report/report.ts';
import { oddReport, oddWord } from './odd.ts';
import { fullReport, located, place, report, rule } from './samples.ts';

const options: FormatOptions = { color: false, width: 80, links: true, version: '1.2.3', rules: [rule()] };
const names = Object.keys(FORMATS) as FormatName[];

describe.each(names)('format %s', (name) => {
  const render = (given: Report): string => FORMATS[name](given, options);

  it('shows one of everything', () => {
    expect(render(mended(fullReport()))).toMatchSnapshot();
  });

  it('is the same in whatever order the findings come', () => {
    const given = distinct(name);
    const expected = render(given);
    fc.assert(
      fc.property(shuffled(given), (other) => {
        expect(render(other)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('takes any words, ends with a line end, and holds half of no character', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const text = render(oddReport(word));
        expect(text.endsWith('\n')).toBe(true);
        if (name !== 'github') expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  it('shows ten thousand findings, or says how many more there are', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      located({ location: place('many.yaml', index + 1, 1) }, { message: `No. ${index}.` }),
    );
    const text = render(report(many));
    const shown = new Set(text.match(/No\. \d+\./gu)).size;
    expect([shown, text.includes('…and 9900 more.')]).toEqual(name === 'markdown' ? [100, true] : [10_000, false]);
  });
});

/** With the fix of its second finding spliced, and a file that passed. */
function mended(given: Report): Report {
  const findings = given.findings.map((found) =>
    found.finding.fix === undefined
      ? found
      : { ...found, replacements: [{ line: 2, column: 1, endLine: 2, endColumn: 1, text: 'a: 1\n' }] },
  );
  return { ...given, findings, summary: { ...given.summary, judged: ['a.yaml', 'clean.yaml', 'deploy/web.yaml'] } };
}

/** Findings that share places, rules and identities, of which some must differ by their words alone. */
function distinct(name: string): Report {
  const findings = ['b.yaml', 'a.yaml'].flatMap((file) =>
    ['x', 'y'].flatMap((message) =>
      (['error', 'warning'] as const).map((severity, line) =>
        located({ location: place(file, line + 1, 1) }, { message: `${name} ${message}`, severity }),
      ),
    ),
  );
  const problems = [3, 1, 2].map((line) => ({ file: 'a.yaml', line, column: 1, code: 'syntax', message: 'Bad.', level: 'error' as const }));
  const skipped = ['z.yaml', 'y.yaml'].map((file) => ({ file, reason: 'a template' }));
  return report(findings, { problems, summary: { skipped, judged: ['a.yaml', 'c.yaml', 'd.yaml'] } });
}

function shuffled(given: Report): fc.Arbitrary<Report> {
  const { findings, problems, summary } = given;
  return fc
    .record({ findings: any(findings), problems: any(problems), skipped: any(summary.skipped), judged: any(summary.judged ?? []) })
    .map(({ findings, problems, skipped, judged }) => ({ findings, problems, summary: { ...summary, skipped, judged } }));
}

function any<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}
