import { toPointer, type JsonObject } from '../engine/json.ts';
import { describeRef } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';
import { fingerprint } from './fingerprint.ts';
import { lastDay, suppressionOf, type LocatedFinding, type Report, type ReportProblem, type Skipped, type Suppressed } from './report.ts';
import { artifactJson, locationJson, regionJson, SOURCE_ROOT } from './sarif-location.ts';
import { descriptorsOf, levelOf, type SarifLevel } from './sarif-rules.ts';
import { sortProblems, sortSkipped } from './sort.ts';
import { worst } from './worst.ts';

export interface SarifOptions {
  /** Of Lintel. */
  readonly version: string;
  /** Lintel's own rules, with or without findings; users' own are described by their findings. */
  readonly rules: readonly AnyRule[];
}

/** One run in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), within the limits of GitHub's code scanning. */
export function renderSarif(report: Report, { version, rules }: SarifOptions): string {
  const kept = worst(report.findings, MOST_RESULTS);
  const descriptors = descriptorsOf(rules, kept);
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const run = {
    tool: { driver: { name: 'Lintel', version, informationUri: 'https://lintel.dev', rules: descriptors.map(({ json }) => json) } },
    invocations: [invocationJson(report, report.findings.length - kept.length)],
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The directory that Lintel ran in.' } } },
    columnKind: 'utf16CodeUnits',
    results: kept.map((found) => resultJson(found, indexes.get(found.finding.rule))),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

// JSON.stringify leaves out undefined members, so an absent member is written as an undefined one here.

function invocationJson({ problems, summary }: Report, cut: number): JsonObject {
  return {
    executionSuccessful: problems.every(({ level }) => level !== 'error'),
    toolExecutionNotifications: [
      ...(cut > 0 ? [cutJson(cut)] : []),
      ...sortProblems(problems).map(problemJson),
      ...sortSkipped(summary.skipped).map(skippedJson),
    ],
  };
}

function cutJson(cut: number): JsonObject {
  const text = `${cut} results were left out: GitHub takes ${MOST_RESULTS} of a run. Errors were kept first. Lint fewer files at once to see all.`;
  return notification('results-cut', 'warning', text);
}

function problemJson({ file, line, column, code, message, level }: ReportProblem): JsonObject {
  return notification(code, level, message, { artifactLocation: artifactJson(file), region: { startLine: line, startColumn: column } });
}

function skippedJson({ file, line, reason }: Skipped): JsonObject {
  const region = line === undefined ? undefined : { startLine: line };
  return notification('skipped', 'note', `Not judged: ${reason}`, { artifactLocation: artifactJson(file), region });
}

function notification(id: string, level: SarifLevel, text: string, physicalLocation?: JsonObject): JsonObject {
  const locations = physicalLocation && [{ physicalLocation }];
  return { descriptor: { id }, level, message: { text: unlinked(text) }, locations };
}

function resultJson(found: LocatedFinding, ruleIndex: number | undefined): JsonObject {
  const { finding, location } = found;
  const { messageId, enforcement, path, container, environment, injected } = finding;
  const suppressed = suppressionOf(found);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levelOf(finding.severity),
    message: { text: unlinked(finding.message) },
    locations: [locationJson(finding.resource, location)],
    relatedLocations: found.related.map((related, id) => ({
      id,
      message: { text: describeRef(related.resource) },
      ...locationJson(related.resource, related.location),
    })),
    partialFingerprints: { 'lintel/v1': fingerprint(finding) },
    // An absent list would say that nobody looked (3.27.23).
    suppressions: suppressed === undefined ? [] : [suppressionJson(suppressed)],
    fixes: fixesJson(found),
    properties: { messageId, enforcement, path: toPointer(path), container, environment, injected },
  };
}

function suppressionJson({ by, reason, until }: Suppressed): JsonObject {
  const kind = by === 'exemption' ? 'external' : 'inSource';
  return { kind, status: 'accepted', justification: reason, properties: { by, until: lastDay(until) } };
}

/** SARIF knows edits of text alone, so a fix is told only where it was spliced. */
function fixesJson({ finding, location, replacements = [] }: LocatedFinding): readonly JsonObject[] | undefined {
  if (finding.fix === undefined || location === undefined || replacements.length === 0) return undefined;
  const changes = replacements.map(({ text, ...stretch }) => ({ deletedRegion: regionJson(stretch), insertedContent: { text } }));
  return [
    {
      description: { text: finding.fix.title },
      artifactChanges: [{ artifactLocation: artifactJson(location.file), replacements: changes }],
      properties: { safety: finding.fix.safety },
    },
  ];
}

/** A message must not turn a value of the manifest into a link (3.11.6). */
function unlinked(text: string): string {
  return text.replaceAll('](', '\\](');
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 25_000;
