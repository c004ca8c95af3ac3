import type { Severity } from '../engine/rule.ts';
import { suppressionOf, type LocatedFinding } from './report.ts';
import { sortFindings } from './sort.ts';

/** At most so many findings, in report order: errors go before warnings, and what is suppressed goes last. */
export function worst(findings: readonly LocatedFinding[], most: number): readonly LocatedFinding[] {
  const sorted = sortFindings(findings);
  if (sorted.length <= most) return sorted;
  return sortFindings(sorted.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, most));
}

function rankOf(found: LocatedFinding): number {
  return RANKS[found.finding.severity] + (suppressionOf(found) === undefined ? 0 : SUPPRESSED);
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const SUPPRESSED = 3;
