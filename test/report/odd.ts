import * as fc from 'fast-check';
import type { Report } from '../../src/report/report.ts';
import { finding, located, place, report } from './samples.ts';

const SHARP = Array.from('%\r\n\t:,|<>&"\'`*_[](){}\\/@#$~!.-\u0000\u001B\u202E\uFFFE\uD800\u{1F600}a ');

/** Words that formats choke on: controls, markup, separators of their syntax, halves of characters. */
export const oddWord = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...SHARP), maxLength: 30 }),
  fc.constantFrom(
    '::error::x',
    '##[error]x',
    ']]>',
    '<!--',
    '-->',
    '</failure>',
    '[x](http://a)',
    '../..',
    'C:\\a\\b',
    '/etc/x',
    '//host/x',
  ),
);

/** A report with one odd word in every place that holds words. */
export function oddReport(word: string): Report {
  const resource = { apiVersion: word, kind: word, namespace: word, name: word };
  const own = { rule: word, messageId: word, message: word, resource, container: word, environment: word, identity: word, path: [word] };
  const at = place(word, 2, 3, 2, 9);
  const fix = { title: word, safety: 'safe' as const, edits: [], create: [{ apiVersion: word, kind: word }] };
  const info = { summary: word, why: word, docs: 'https://example.org/a' };
  const found = located({ location: at, related: [{ resource, path: [word], location: at }], rule: info }, { ...own, fix });
  return report(
    [
      { ...found, replacements: [{ line: 2, column: 3, endLine: 2, endColumn: 3, text: word }] },
      located({ location: at, suppressed: { by: 'comment', reason: word } }, own),
      { finding: finding({ ...own, severity: 'warning', enforcement: 'warn', exempt: { reason: word } }), related: [] },
      { finding: finding({ ...own, severity: 'info', enforcement: 'audit' }), related: [] },
    ],
    {
      problems: (['error', 'warning'] as const).map((level) => ({ file: word, line: 1, column: 1, code: word, message: word, level })),
      summary: { skipped: [{ file: word, reason: word }], judged: [word, `clean ${word}`] },
    },
  );
}
