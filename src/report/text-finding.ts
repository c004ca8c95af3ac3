import { describeRef } from '../engine/resource.ts';
import type { Severity } from '../engine/rule.ts';
import type { Style } from './ansi.ts';
import { remedyOf, subjectOf, suppressionText, verdictOf } from './describe-finding.ts';
import { codeFrame, type Target } from './frame.ts';
import { paragraph, type Page } from './page.ts';
import { printable } from './printable.ts';
import { suppressionOf, type LocatedFinding, type Location, type ReportProblem, type SourceLines, type Suppressed } from './report.ts';

/** One finding as a block of lines: verdict, place, code, remedy. A suppressed one is told in brief. */
export function findingText(page: Page, found: LocatedFinding): readonly string[] {
  const suppressed = suppressionOf(found);
  if (suppressed !== undefined) return suppressedText(page, found, suppressed);
  const { finding, location, lines } = found;
  return [
    ...headline(page, verdictOf(finding), SEVERITY_STYLE[finding.severity], finding.rule, finding.message),
    ...placeText(page, found),
    ...frameText(page, lines, location),
    ...relatedText(page, found),
    ...remedyText(page, found),
  ];
}

/** A problem as a block of lines; a warning is only noted, since the input was understood. */
export function problemText(page: Page, problem: ReportProblem): readonly string[] {
  const { file, line, column, level } = problem;
  const target = { line, column, endLine: line, endColumn: column + 1 };
  const [label, style] = level === 'error' ? (['problem', 'red'] as const) : (['note', 'blue'] as const);
  return [
    ...headline(page, label, style, problem.code, problem.message),
    `    ${page.paint('cyan', placeOf({ file, line, column }))}`,
    ...frameText(page, problem.lines, target),
  ];
}

function headline(page: Page, label: string, style: Style, id: string, message: string): readonly string[] {
  const head = { indent: 2, hang: 4, text: `${label} `, styled: `${page.paint(style, label)} ` };
  const [first = '', ...rest] = paragraph(page, head, `${id}: ${message}`);
  return [first.replace(`${printable(id)}:`, (shown) => page.paint('bold', shown)), ...rest];
}

function placeText(page: Page, { finding, location }: LocatedFinding): readonly string[] {
  return at(page, location, `in ${subjectOf(finding)}`);
}

function relatedText(page: Page, { related }: LocatedFinding): readonly string[] {
  return related.flatMap(({ resource, location }) => at(page, location, describeRef(resource), 'related: '));
}

function at(page: Page, location: Location | undefined, what: string, label = ''): readonly string[] {
  const place = location === undefined ? '' : `${placeOf(location)} `;
  const styled = `${page.paint('dim', label)}${page.paint('cyan', place)}`;
  return paragraph(page, { indent: 4, text: `${label}${place}`, styled }, what);
}

/** As editors and terminals make it clickable. */
function placeOf({ file, line, column }: Pick<Location, 'file' | 'line' | 'column'>): string {
  return `${printable(file)}:${line}:${column}`;
}

function frameText(page: Page, lines: SourceLines | undefined, target: Target | undefined): readonly string[] {
  if (lines === undefined || target === undefined) return [];
  const gutter = String(target.line + 1).length;
  return codeFrame(lines, target, page.width - INDENT.length - gutter - ' | '.length).map(({ number, text }) => {
    const margin = page.paint('dim', `${String(number ?? '').padStart(gutter)} |`);
    if (text === '') return `${INDENT}${margin}`;
    return `${INDENT}${margin} ${number === undefined ? page.paint('red', text) : text}`;
  });
}

function remedyText(page: Page, { finding }: LocatedFinding): readonly string[] {
  const remedy = remedyOf(finding);
  const lines = remedy === undefined ? [] : labelled(page, 'fix: ', remedy);
  return finding.injected ? [...lines, ...labelled(page, 'note: ', INJECTED)] : lines;
}

function suppressedText(page: Page, found: LocatedFinding, suppressed: Suppressed): readonly string[] {
  const { finding } = found;
  const note = suppressionText(suppressed);
  return [
    ...headline(page, 'suppressed', 'dim', finding.rule, finding.message),
    ...placeText(page, found),
    ...paragraph(
      page,
      { indent: 4, text: '' },
      stillDenied(found, suppressed.by) ? `${note} (would still be denied in the cluster)` : note,
    ),
  ];
}

/** Comments never reach the API server; what the API server settles itself it denies in words of its own. */
function stillDenied({ finding, rule }: LocatedFinding, by: Suppressed['by']): boolean {
  return by === 'comment' && finding.enforcement === 'deny' && finding.exempt === undefined && rule?.doors !== 'files';
}

function labelled(page: Page, label: string, text: string): readonly string[] {
  return paragraph(page, { indent: 4, text: label, styled: page.paint('green', label) }, text);
}

const INDENT = ' '.repeat(6);
const INJECTED = 'the webhook writes this on admission, so nothing is denied.';
export const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue' };
