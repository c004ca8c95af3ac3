import type { JsonObject } from '../engine/json.ts';
import type { Severity } from '../engine/rule.ts';
import { subjectOf } from './describe-finding.ts';
import { fingerprint } from './fingerprint.ts';
import { slashed } from './path-text.ts';
import { suppressionOf, type LocatedFinding, type Report, type ReportProblem } from './report.ts';
import { sortFindings, sortProblems } from './sort.ts';

/**
 * A Code Quality report of GitLab (https://docs.gitlab.com/ci/testing/code_quality/). What is suppressed or skipped is left out: every
 * entry counts there as something to mend.
 */
export function renderGitlab(report: Report): string {
  const findings = sortFindings(report.findings).filter((found) => suppressionOf(found) === undefined);
  const entries = [...sortProblems(report.problems).map(problemEntry), ...findings.map(findingEntry)];
  return `${JSON.stringify(withOwnFingerprints(entries).map(entryJson), null, 2)}\n`;
}

interface Entry {
  readonly description: string;
  readonly check: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly file: string;
  readonly begin: number;
  readonly end: number;
}

function problemEntry({ file, line, code, message, level }: ReportProblem): Entry {
  const identity = JSON.stringify(['problem', code, file, message]);
  const severity = level === 'error' ? 'critical' : 'minor';
  return { description: message, check: code, fingerprint: fingerprint({ identity }), severity, file, begin: line, end: line };
}

function findingEntry({ finding, location }: LocatedFinding): Entry {
  const { file, line, endLine } = location ?? { file: '.', line: 1, endLine: 1 };
  const description = `${finding.message} (${subjectOf(finding)})`;
  const severity = SEVERITIES[finding.severity];
  return { description, check: finding.rule, fingerprint: fingerprint(finding), severity, file, begin: line, end: endLine };
}

/** GitLab drops all but one of the entries that share a fingerprint. */
function withOwnFingerprints(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const count = (seen.get(entry.fingerprint) ?? 0) + 1;
    seen.set(entry.fingerprint, count);
    return count === 1 ? entry : { ...entry, fingerprint: `${entry.fingerprint}-${count}` };
  });
}

function entryJson({ description, check, fingerprint, severity, file, begin, end }: Entry): JsonObject {
  return { description, check_name: check, fingerprint, severity, location: { path: slashed(file), lines: { begin, end } } };
}

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' };
