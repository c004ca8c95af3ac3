import { paragraph, plural, wordList, type Page } from './page.ts';
import { printable } from './printable.ts';
import { countFindings, suppressionOf, type LocatedFinding, type Report, type Skipped } from './report.ts';
import { compareText } from './sort.ts';

/** Every skipped file by name, under the reason that it shares with others. */
export function skippedText(page: Page, skipped: readonly Skipped[]): readonly string[] {
  const reasons = Map.groupBy(skipped, ({ reason }) => reason);
  const lines = [...reasons]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([reason, entries]) => [
      ...paragraph(page, { indent: 2, hang: 4, text: '' }, `${reason}:`),
      ...placesText(page, entries.map(placeOf).toSorted(compareText)),
    ]);
  return lines.length === 0 ? [] : [page.paint('bold', `Skipped ${skipped.length}`), ...lines];
}

/** What was found, in what; then what can be mended by machine. */
export function closingText(page: Page, report: Report): readonly string[] {
  const { files, resources, rules } = report.summary;
  const scope = `in ${plural(files, 'file')} (${plural(resources, 'resource')}, ${plural(rules, 'rule')})`;
  const verdict = paragraph(page, { indent: 0, text: '' }, `${verdictOf(report)} ${scope}${asides(report)}`);
  const style = styleOf(report);
  const fixes = fixable(report.findings);
  const closing = verdict.map((line) => page.paint(style, line));
  return fixes === '' ? closing : [...closing, ...paragraph(page, { indent: 0, text: '' }, fixes)];
}

function placesText(page: Page, places: readonly string[]): readonly string[] {
  if (places.length <= ONE_PER_LINE) return places.map((place) => `    ${place}`);
  const words = places.map((place, index) => (index === places.length - 1 ? place : `${place},`));
  return wordList(page, { indent: 4, hang: 4, text: '' }, words);
}

function placeOf({ file, line }: Skipped): string {
  return line === undefined ? printable(file) : `${printable(file)}:${line}`;
}

function verdictOf(report: Report): string {
  const { error, warning, info } = report.summary.findings;
  const counts = [
    ...(error > 0 ? [plural(error, 'error')] : []),
    ...(warning > 0 ? [plural(warning, 'warning')] : []),
    ...(info > 0 ? [`${info} info`] : []),
  ];
  if (counts.length > 0) return counts.join(', ');
  return isClean(report) ? '✔ No findings' : 'No findings';
}

function asides(report: Report): string {
  const suppressed = report.findings.filter((found) => suppressionOf(found) !== undefined).length;
  const problems = errorsOf(report);
  const notes = [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(problems > 0 ? [`${plural(problems, 'problem')}: not everything was understood`] : []),
  ];
  return notes.map((note) => `; ${note}`).join('');
}

function styleOf(report: Report): 'red' | 'yellow' | 'green' {
  if (errorsOf(report) > 0 || report.summary.findings.error > 0) return 'red';
  return isClean(report) ? 'green' : 'yellow';
}

/** Nothing examined is not clean. */
function isClean(report: Report): boolean {
  const { findings, resources } = report.summary;
  return resources > 0 && errorsOf(report) === 0 && findings.error + findings.warning + findings.info === 0;
}

function errorsOf({ problems }: Report): number {
  return problems.filter(({ level }) => level === 'error').length;
}

function fixable(findings: readonly LocatedFinding[]): string {
  const mendable = findings.filter((found) => suppressionOf(found) === undefined && found.finding.fix !== undefined);
  const all = total(mendable);
  const safe = total(mendable.filter(({ finding }) => finding.fix?.safety === 'safe'));
  if (all === 0) return '';
  if (safe === 0) return `${all} can be mended with "lintel fix --unsafe".`;
  return `${safe} can be mended with "lintel fix"${all > safe ? `, ${all - safe} more with --unsafe` : ''}.`;
}

function total(findings: readonly LocatedFinding[]): number {
  const { error, warning, info } = countFindings(findings);
  return error + warning + info;
}

const ONE_PER_LINE = 5;
