import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { escapeMarkdown } from '../../src/report/markdown-text.ts';
import { oddReport, oddWord } from './odd.ts';
import { located, place, report } from './samples.ts';

const options = { links: true };

describe('the Markdown summary', () => {
  it('has a table per file', () => {
    expect(renderMarkdown(report([located()]), options)).toBe(`## Lintel

1 error in 5 files (61 resources, 14 rules)

### deploy/web.yaml

| Line | Severity | Rule | Message |
| ---: | --- | --- | --- |
| 11 | error | [require-readiness-probe](<https://lintel.dev/rules/require-readiness-probe>) | Container "web" has no readinessProbe.<br>in Deployment shop/web, container web |
`);
  });

  it('counts what is suppressed and does not show it', () => {
    const text = renderMarkdown(report([located({ suppressed: { by: 'comment', reason: 'r' } })]), options);
    expect(text).toBe('## Lintel\n\n✔ No findings in 5 files (61 resources, 14 rules); 1 suppressed\n');
  });

  it('keeps errors first where there are too many', () => {
    const warnings = Array.from({ length: 200 }, (_, line) => located({ location: place('a.yaml', line + 1, 1) }, { severity: 'warning' }));
    const text = renderMarkdown(report([...warnings, located({ location: place('z.yaml', 1, 1) })]), options);
    expect([text.includes('### z.yaml'), text.includes('…and 101 more.')]).toEqual([true, true]);
  });

  it('stays within what a comment takes', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      located({ location: place(`${'*'.repeat(900)}${index}`, 1, 1) }, { message: '@'.repeat(900) }),
    );
    const skipped = many.map(({ location }) => ({ file: location?.file ?? '', reason: '[]'.repeat(500) }));
    const text = renderMarkdown(report(many, { summary: { skipped } }), options);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/…and 4\d\d more\./u);
  });

  it.each([
    ['markup', '*a* _b_ `c` ~d~', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~'],
    ['a table', 'a|b', 'a\\|b'],
    ['HTML', '<img src=x> &amp;', '\\<img src=x\\> \\&amp;'],
    ['a link', '[x](http://y) www.z', '\\[x\\](http\\://y) www\\.z'],
    ['references', '@user #1 GH-2', '@<!-- -->user #<!-- -->1 GH-<!-- -->2'],
    ['several lines', 'a\n\n# b\tc', 'a #<!-- --> b c'],
    ['controls', 'a\u001B[2J\u202Eb', 'a\\\\u001b\\[2J\\\\u202eb'],
  ])('shows %s as it is written', (_name, given, expected) => {
    expect(escapeMarkdown(given)).toBe(expected);
  });

  it('lets no markup through', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const bare = escapeMarkdown(word)
          .replaceAll(/\\[!-/:-@[-`{-~]/gu, '')
          .replaceAll(/[@#-]<!-- -->/gu, '');
        expect(bare).not.toMatch(/[`*_[\]<>|~$&:@#\n\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('keeps rows whole for any words', () => {
    fc.assert(
      fc.property(oddWord, (word) => {
        const rows = renderMarkdown(oddReport(word), options)
          .split('\n')
          .filter((line) => line.startsWith('|'));
        expect(rows.map((row) => row.replaceAll(/\\./gu, '').split('|').length)).toEqual(
          Array.from({ length: word === '' ? 4 : 6 }, () => 6),
        );
      }),
    );
  });
});
