import { remedyOf, subjectOf, suppressionText, verdictOf } from './describe-finding.ts';
import { plural } from './page.ts';
import { slashed } from './path-text.ts';
import { suppressionOf, type LocatedFinding, type Report, type ReportProblem, type Skipped } from './report.ts';
import { compareText, sortFindings, sortProblems, sortSkipped } from './sort.ts';
import { renderXml, type XmlElement } from './xml.ts';

/**
 * JUnit XML as GitLab, Jenkins and GitHub's test reporters read it: a suite per file, a case per finding. What denies is a failure, what
 * only advises passes and is told in its output, what is suppressed or skipped is a skipped case, input not understood is an error.
 * GitLab shows the text of an element and not its attributes, and of cases that share a name only one.
 */
export function renderJunit(report: Report): string {
  const cases = withOwnNames([
    ...sortProblems(report.problems).map(problemCase),
    ...sortFindings(report.findings).map(findingCase),
    ...sortSkipped(report.summary.skipped).map(skippedCase),
  ]);
  const suites = Map.groupBy([...cases, ...cleanCases(report, cases)], ({ file }) => file);
  const elements = [...suites].toSorted(([a], [b]) => compareText(a, b)).map(([file, members]) => suite(file, members));
  const all = [...suites.values()].flat();
  return renderXml({ name: 'testsuites', attributes: { name: 'lintel', ...counts(all), time: 0 }, children: elements });
}

interface Case {
  readonly file: string;
  readonly line?: number;
  readonly className: string;
  readonly name: string;
  readonly outcome: 'failure' | 'error' | 'skipped' | 'passed';
  /** A failure's or an error's first line, and its kind. */
  readonly message?: string;
  readonly type?: string;
  readonly text?: string;
}

function problemCase({ file, line, column, code, message, level }: ReportProblem): Case {
  const outcome = level === 'error' ? 'error' : 'passed';
  return { file, line, className: code, name: file, outcome, message, type: code, text: `${message}\n${file}:${line}:${column}` };
}

function findingCase(found: LocatedFinding): Case {
  const { finding, location } = found;
  const { file, line } = location ?? { file: '' };
  const own = { file, ...(line !== undefined && { line }), className: finding.rule, name: subjectOf(finding) };
  const suppressed = suppressionOf(found);
  if (suppressed !== undefined) return { ...own, outcome: 'skipped', text: `${finding.message} Suppressed ${suppressionText(suppressed)}` };
  const outcome = finding.enforcement === 'deny' ? 'failure' : 'passed';
  return { ...own, outcome, message: finding.message, type: finding.severity, text: detailsOf(found) };
}

function detailsOf({ finding, location, rule }: LocatedFinding): string {
  const remedy = remedyOf(finding);
  return [
    `${verdictOf(finding)}: ${finding.message}`,
    `${location === undefined ? '' : `${location.file}:${location.line}:${location.column} `}in ${subjectOf(finding)}`,
    ...(remedy === undefined ? [] : [`fix: ${remedy}`]),
    ...(rule?.docs === undefined ? [] : [rule.docs]),
  ].join('\n');
}

function skippedCase({ file, line, reason }: Skipped): Case {
  return { file, ...(line !== undefined && { line }), className: 'skipped', name: file, outcome: 'skipped', text: `Not judged: ${reason}` };
}

/** Files without a case passed; a run without any case is told as one, since a report without cases counts as broken. */
function cleanCases({ summary }: Report, cases: readonly Case[]): readonly Case[] {
  const told = new Set(cases.map(({ file }) => file));
  const clean = (summary.judged ?? []).filter((file) => !told.has(file));
  if (cases.length > 0 || clean.length > 0) return clean.map((file) => ({ file, className: 'lintel', name: file, outcome: 'passed' }));
  return [{ file: '', className: 'lintel', name: `${plural(summary.files, 'file')} without findings`, outcome: 'passed' }];
}

/** Numbered, not named by line: a name must outlive an edit above it for two runs to be compared. */
function withOwnNames(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((given) => {
    const keyOf = (name: string): string => JSON.stringify([given.className, name]);
    const first = keyOf(given.name);
    let count = (seen.get(first) ?? 0) + 1;
    while (count > 1 && seen.has(keyOf(numbered(given.name, count)))) count += 1;
    seen.set(first, count);
    if (count === 1) return given;
    const name = numbered(given.name, count);
    seen.set(keyOf(name), 1);
    return { ...given, name };
  });
}

function numbered(name: string, count: number): string {
  return `${name} (${count})`;
}

function suite(file: string, cases: readonly Case[]): XmlElement {
  const name = file === '' ? 'lintel' : slashed(file);
  return { name: 'testsuite', attributes: { name, ...counts(cases), time: 0 }, children: cases.map(testCase) };
}

function counts(cases: readonly Case[]) {
  const count = (outcome: Case['outcome']): number => cases.filter((given) => given.outcome === outcome).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function testCase({ file, line, className, name, outcome, message, type, text = '' }: Case): XmlElement {
  const attributes = { classname: className, name, file: file === '' ? undefined : slashed(file), line, time: 0 };
  if (text === '') return { name: 'testcase', attributes };
  if (outcome === 'passed') return { name: 'testcase', attributes, children: [{ name: 'system-out', attributes: {}, children: [text] }] };
  const about = outcome === 'skipped' ? { message: text } : { message, type };
  return { name: 'testcase', attributes, children: [{ name: outcome, attributes: about, children: [text] }] };
}
