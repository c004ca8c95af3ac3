import { painter, type Paint, type Style } from './ansi.ts';
import { subjectOf, suppressionText, verdictOf } from './describe-finding.ts';
import { pageOf, type TextOptions } from './page.ts';
import { printable } from './printable.ts';
import { suppressionOf, type LocatedFinding, type Report, type ReportProblem, type Skipped } from './report.ts';
import { compareText, sortFindings, sortProblems, sortSkipped } from './sort.ts';
import { SEVERITY_STYLE } from './text-finding.ts';
import { closingText } from './text-summary.ts';

/** `file:line:column: severity rule: message`, one line each, for grep and editors; the count comes last. Width does not count. */
export function renderOneline(report: Report, { color }: Pick<TextOptions, 'color'>): string {
  const rows = [
    ...sortProblems(report.problems).map(problemRow),
    ...sortFindings(report.findings).map(findingRow),
    ...sortSkipped(report.summary.skipped).map(skippedRow),
  ].toSorted((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
  const paint = painter(color);
  const [verdict = ''] = closingText(pageOf({ color, width: Number.POSITIVE_INFINITY }), report);
  return [...rows.map((row) => rowText(paint, row)), verdict, ''].join('\n');
}

interface Row {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly label: string;
  readonly style: Style;
  readonly id?: string;
  readonly text: string;
}

function problemRow({ file, line, column, code, message, level }: ReportProblem): Row {
  const [label, style] = level === 'error' ? (['problem', 'red'] as const) : (['note', 'blue'] as const);
  return { file, line, column, label, style, id: code, text: message };
}

function findingRow(found: LocatedFinding): Row {
  const { finding, location } = found;
  const { file, line, column } = location ?? NOWHERE;
  const text = `${finding.message} (${subjectOf(finding)})`;
  const suppressed = suppressionOf(found);
  const row = { file, line, column, id: finding.rule };
  if (suppressed === undefined) return { ...row, label: verdictOf(finding), style: SEVERITY_STYLE[finding.severity], text };
  return { ...row, label: 'suppressed', style: 'dim', text: `${text}; ${suppressionText(suppressed)}` };
}

function skippedRow({ file, line = 1, reason }: Skipped): Row {
  return { file, line, column: 1, label: 'skipped', style: 'dim', text: reason };
}

function rowText(paint: Paint, { file, line, column, label, style, id, text }: Row): string {
  const place = paint('cyan', `${printable(file) || '-'}:${line}:${column}:`);
  const name = id === undefined ? '' : ` ${paint('bold', printable(id))}`;
  return `${place} ${paint(style, label)}${name}: ${printable(text.replaceAll(/\s+/gu, ' '))}`;
}

const NOWHERE = { file: '', line: 1, column: 1 };
