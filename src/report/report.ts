import type { Path } from '../engine/json.ts';
import type { Finding } from '../engine/finding.ts';
import type { ResourceRef } from '../engine/resource.ts';
import type { AnyRule, Severity } from '../engine/rule.ts';

/** What every format renders: the outcome of one run of the linter. */
export interface Report {
  readonly findings: readonly LocatedFinding[];
  readonly problems: readonly ReportProblem[];
  readonly summary: Summary;
}

/** A finding, where it stands in a file, and what a reader needs to act on it. */
export interface LocatedFinding {
  readonly finding: Finding;
  /** Absent where the resource came from no file. */
  readonly location?: Location;
  readonly related: readonly LocatedRelated[];
  readonly suppressed?: Suppressed;
  /** The lines around the location, for a code frame. */
  readonly lines?: SourceLines;
  readonly rule?: RuleInfo;
  /** The fix as edits of the located file's text, none of them overlapping: what a path edit becomes when it is spliced in. */
  readonly replacements?: readonly Replacement[];
}

/** Puts a text in the place of a stretch of the file that holds the finding; an empty stretch inserts. */
export interface Replacement extends Omit<Location, 'file'> {
  readonly text: string;
}

/** A stretch of a file; lines and columns count from 1, columns in UTF-16 code units, the end is exclusive. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LocatedRelated {
  readonly resource: ResourceRef;
  readonly path: Path;
  readonly location?: Location;
}

/** Why a finding enforces nothing. */
export interface Suppressed {
  readonly by: 'comment' | 'annotation' | 'exemption';
  readonly reason: string;
  /** Milliseconds since the epoch, the first moment at which it no longer counts. */
  readonly until?: number;
}

/** A run of lines of a file without their line ends; `first` is the number of the first one, from 1. */
export interface SourceLines {
  readonly first: number;
  readonly text: readonly string[];
}

export interface RuleInfo {
  readonly summary: string;
  readonly why: string;
  /** A page about the rule: `docsLink(id)` for built-in ones, absent for users' own. */
  readonly docs?: string;
  readonly doors?: AnyRule['doors'];
}

/** Input that was not understood, or (a warning) that Kubernetes reads otherwise than it looks. */
export interface ReportProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly level: 'error' | 'warning';
  readonly lines?: SourceLines;
}

export interface Summary {
  readonly files: number;
  readonly documents: number;
  readonly resources: number;
  readonly rules: number;
  /** Suppressed ones are left out. */
  readonly findings: FindingCounts;
  readonly skipped: readonly Skipped[];
  /** The files that were judged, by name, for formats that also tell what passed. */
  readonly judged?: readonly string[];
}

export type FindingCounts = Readonly<Record<Severity, number>>;

/** A file, or one document of it, that was not judged. */
export interface Skipped {
  readonly file: string;
  readonly line?: number;
  readonly reason: string;
}

/** The page about a built-in rule. */
export function docsLink(rule: string): string {
  return `https://lintel.dev/rules/${encodeURIComponent(rule)}`;
}

/** The findings that count, by severity: what `Summary.findings` holds. */
export function countFindings(findings: readonly LocatedFinding[]): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const found of findings) if (suppressionOf(found) === undefined) counts[found.finding.severity] += 1;
  return counts;
}

/** A suppression of the file, else an exemption of the settings. */
export function suppressionOf({ suppressed, finding }: LocatedFinding): Suppressed | undefined {
  if (suppressed !== undefined || finding.exempt === undefined) return suppressed;
  const { by = 'exemption', reason, until } = finding.exempt;
  return { by, reason, ...(until !== undefined && { until }) };
}

/** The last day (UTC) on which a suppression counts, as people write it: a date ends at 24:00. */
export function lastDay(until: number | undefined): string | undefined {
  if (until === undefined || !(Math.abs(until - 1) <= LAST_MOMENT)) return undefined;
  return new Date(until - 1).toISOString().split('T')[0];
}

/** The greatest moment that a Date can hold (ECMA-262, time values). */
const LAST_MOMENT = 8.64e15;
