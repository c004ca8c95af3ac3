import { pageOf, paragraph, type Page, type TextOptions } from './page.ts';
import { printable } from './printable.ts';
import type { LocatedFinding, Report, ReportProblem } from './report.ts';
import { compareText, sortFindings, sortProblems } from './sort.ts';
import { findingText, problemText } from './text-finding.ts';
import { closingText, skippedText } from './text-summary.ts';

export interface ReportTextOptions extends TextOptions {
  /** End with each rule's summary and the page about it. */
  readonly links: boolean;
}

/** The report for people: by file, with code frames and remedies, and a closing line that counts. */
export function renderText(report: Report, options: ReportTextOptions): string {
  const page = pageOf(options);
  const sections = [
    ...groupByFile(report).map((group) => groupText(page, group)),
    ...(options.links ? [linksText(page, report.findings)] : []),
    skippedText(page, report.summary.skipped),
    closingText(page, report),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Group {
  readonly file: string;
  readonly problems: ReportProblem[];
  readonly findings: LocatedFinding[];
}

function groupByFile(report: Report): readonly Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (file: string): Group => {
    const group = groups.get(file) ?? { file, problems: [], findings: [] };
    groups.set(file, group);
    return group;
  };
  for (const problem of sortProblems(report.problems)) groupOf(problem.file).problems.push(problem);
  for (const found of sortFindings(report.findings)) groupOf(found.location?.file ?? '').findings.push(found);
  return [...groups.values()].toSorted((a, b) => compareText(a.file, b.file));
}

function groupText(page: Page, { file, problems, findings }: Group): readonly string[] {
  const blocks = [...problems.map((problem) => problemText(page, problem)), ...findings.map((found) => findingText(page, found))];
  const title = page.paint('underline', file === '' ? 'Not in a file' : printable(file));
  return [title, ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))];
}

/** Once per rule, however many findings it has. */
function linksText(page: Page, findings: readonly LocatedFinding[]): readonly string[] {
  const rules = new Map(findings.flatMap(({ finding, rule }) => (rule?.docs === undefined ? [] : [[finding.rule, rule] as const])));
  const entries = [...rules].toSorted(([a], [b]) => compareText(a, b));
  if (entries.length === 0) return [];
  const lines = entries.flatMap(([id, { summary, docs = '' }]) => [
    ...paragraph(page, { indent: 2, hang: 4, text: '' }, `${id}: ${summary}`),
    `    ${page.paint('cyan', printable(docs))}`,
  ]);
  return [page.paint('bold', 'Rules'), ...lines];
}
