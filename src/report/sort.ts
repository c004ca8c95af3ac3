import type { LocatedFinding, ReportProblem, Skipped } from './report.ts';

/** By file, line, column, rule, message id, identity and message: the same findings give the same report, in whatever order they came. */
export function sortFindings(findings: readonly LocatedFinding[]): readonly LocatedFinding[] {
  return findings.toSorted(compareFindings);
}

export function sortProblems(problems: readonly ReportProblem[]): readonly ReportProblem[] {
  return problems.toSorted(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

export function sortSkipped(skipped: readonly Skipped[]): readonly Skipped[] {
  return skipped.toSorted((a, b) => compareText(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compareText(a.reason, b.reason));
}

/** By code units: no locale, so that every machine agrees. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareFindings(a: LocatedFinding, b: LocatedFinding): number {
  return comparePlaces(a, b) || compareVerdicts(a, b);
}

function comparePlaces({ location: a }: LocatedFinding, { location: b }: LocatedFinding): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compareVerdicts({ finding: a }: LocatedFinding, { finding: b }: LocatedFinding): number {
  return (
    compareText(a.rule, b.rule) ||
    compareText(a.messageId, b.messageId) ||
    compareText(a.identity, b.identity) ||
    compareText(a.message, b.message)
  );
}
