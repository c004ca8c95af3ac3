import { subjectOf, verdictOf } from './describe-finding.ts';
import { escapeMarkdown, shorten } from './markdown-text.ts';
import { pageOf } from './page.ts';
import { slashed } from './path-text.ts';
import { suppressionOf, type LocatedFinding, type Report, type ReportProblem, type Skipped } from './report.ts';
import { compareText, sortProblems, sortSkipped } from './sort.ts';
import { closingText } from './text-summary.ts';
import { worst } from './worst.ts';

/**
 * A summary for a comment on a pull request, or for `$GITHUB_STEP_SUMMARY`: counts, then findings by file, worst first where they are
 * too many. Suppressed findings are only counted.
 */
export function renderMarkdown(report: Report, { links }: { readonly links: boolean }): string {
  for (let most = MOST_ROWS; ; most = Math.floor(most / 2)) {
    const text = summaryText(report, links, most);
    if (text.length <= MOST_CHARACTERS || most === 0) return text;
  }
}

function summaryText(report: Report, links: boolean, most: number): string {
  const lines = closingText(pageOf({ color: false, width: Number.POSITIVE_INFINITY }), report).map(escapeMarkdown);
  const blocks = [
    '## Lintel',
    ...lines,
    ...problemBlocks(sortProblems(report.problems), most),
    ...findingBlocks(report.findings, links, most),
    ...skippedBlocks(sortSkipped(report.summary.skipped), most),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function problemBlocks(problems: readonly ReportProblem[], most: number): readonly string[] {
  if (problems.length === 0) return [];
  const rows = problems.slice(0, most).map(({ file, line, column, code, message, level }) => {
    const label = level === 'error' ? 'problem' : 'note';
    return `- **${label}** ${cell(slashed(file))}:${line}:${column} ${cell(code)}: ${cell(message)}`;
  });
  return ['### Not understood', [...rows, ...moreRows(problems.length - rows.length)].join('\n')];
}

function findingBlocks(findings: readonly LocatedFinding[], links: boolean, most: number): readonly string[] {
  const open = findings.filter((found) => suppressionOf(found) === undefined);
  const kept = worst(open, most);
  const groups = [...Map.groupBy(kept, ({ location }) => location?.file ?? '')].toSorted(([a], [b]) => compareText(a, b));
  const more = open.length - kept.length;
  return [...groups.flatMap(([file, members]) => fileBlocks(file, members, links)), ...(more > 0 ? [`…and ${more} more.`] : [])];
}

function fileBlocks(file: string, findings: readonly LocatedFinding[], links: boolean): readonly string[] {
  const rows = findings.map((found) => `| ${cellsOf(found, links).join(' | ')} |`);
  const title = file === '' ? 'Not in a file' : cell(slashed(file));
  return [`### ${title}`, ['| Line | Severity | Rule | Message |', '| ---: | --- | --- | --- |', ...rows].join('\n')];
}

function cellsOf({ finding, location, rule }: LocatedFinding, links: boolean): readonly string[] {
  const name = cell(finding.rule);
  const docs = links && rule?.docs !== undefined ? `[${name}](<${linkTarget(rule.docs)}>)` : name;
  return [String(location?.line ?? ''), verdictOf(finding), docs, `${cell(finding.message)}<br>in ${cell(subjectOf(finding))}`];
}

function skippedBlocks(skipped: readonly Skipped[], most: number): readonly string[] {
  if (skipped.length === 0) return [];
  const rows = skipped.slice(0, most).map(({ file, line, reason }) => {
    const place = line === undefined ? cell(slashed(file)) : `${cell(slashed(file))}:${line}`;
    return `- ${place}: ${cell(reason)}`;
  });
  const list = [...rows, ...moreRows(skipped.length - rows.length)].join('\n');
  return [`<details>\n<summary>Skipped ${skipped.length}</summary>`, list, '</details>'];
}

function moreRows(more: number): readonly string[] {
  return more > 0 ? [`- …and ${more} more`] : [];
}

function cell(text: string): string {
  return escapeMarkdown(shorten(text));
}

function linkTarget(link: string): string {
  return link.toWellFormed().replaceAll(/[<>|\\\s]/gu, encodeURIComponent);
}

const MOST_ROWS = 100;
/** GitHub takes 65,536 characters in a comment. */
const MOST_CHARACTERS = 65_000;
