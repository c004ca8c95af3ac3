import type { Severity } from '../engine/rule.ts';
import { remedyOf, subjectOf } from './describe-finding.ts';
import { pageOf } from './page.ts';
import { slashed } from './path-text.ts';
import { printable } from './printable.ts';
import { suppressionOf, type LocatedFinding, type Location, type Report, type ReportProblem, type Skipped } from './report.ts';
import { sortFindings, sortProblems, sortSkipped } from './sort.ts';
import { closingText } from './text-summary.ts';

/**
 * Annotations of a pull request, as workflow commands of GitHub Actions. Suppressed findings are left out, since a command has no word
 * for them; skipped files and the count are plain lines of the log, since GitHub shows ten annotations of a level and drops the others.
 */
export function renderGithub(report: Report, { links }: { readonly links: boolean }): string {
  const [verdict = ''] = closingText(pageOf({ color: false, width: Number.POSITIVE_INFINITY }), report);
  const lines = [
    ...sortProblems(report.problems).map(problemCommand),
    ...sortFindings(report.findings)
      .filter((found) => suppressionOf(found) === undefined)
      .map((found) => findingCommand(found, links)),
    ...sortSkipped(report.summary.skipped).map(skippedLine),
    verdict,
  ];
  return `${lines.join('\n')}\n`;
}

function problemCommand({ file, line, column, code, message, level }: ReportProblem): string {
  return command(level, { file: slashed(file), line, col: column, title: code }, message);
}

function findingCommand({ finding, location, rule }: LocatedFinding, links: boolean): string {
  const remedy = remedyOf(finding);
  const lines = [
    `${finding.message} (${subjectOf(finding)})`,
    ...(remedy === undefined ? [] : [`fix: ${remedy}`]),
    ...(links && rule?.docs !== undefined ? [rule.docs] : []),
  ];
  return command(LEVELS[finding.severity], { ...placeOf(location), title: finding.rule }, lines.join('\n'));
}

/** The runner takes columns only where the range stays on one line. */
function placeOf(location: Location | undefined): Readonly<Record<string, string | number>> {
  if (location === undefined) return {};
  const { line, column, endLine, endColumn } = location;
  const file = slashed(location.file);
  return line === endLine ? { file, line, endLine, col: column, endColumn } : { file, line, endLine };
}

function skippedLine({ file, line, reason }: Skipped): string {
  const text = `skipped ${file}${line === undefined ? '' : `:${line}`}: ${reason}`;
  // The older command syntax is recognised anywhere in a line.
  return printable(text).replaceAll('##[', '## [');
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${pairs.join(',')}::${escapeData(message)}`;
}

/** After `escapeProperty` of actions/toolkit, packages/core/src/command.ts. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };
