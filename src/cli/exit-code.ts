import { suppressionOf, type LocatedFinding, type Report } from '../report/report.ts';
import { EXIT } from './io.ts';

/** `never`: findings are told, and fail nothing. */
export const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;

export interface Limits {
  /** Default: what denies. */
  readonly failOn?: (typeof FAIL_ON)[number] | undefined;
  readonly maxWarnings?: number | undefined;
}

/** The highest code that applies. */
export function exitCodeOf({ findings, problems }: Report, limits: Limits): number {
  if (problems.some(({ level }) => level === 'error')) return EXIT.input;
  const counted = findings.filter((found) => suppressionOf(found) === undefined && found.finding.injected !== true);
  const warnings = counted.filter(({ finding }) => finding.severity === 'warning').length;
  const tooMany = limits.maxWarnings !== undefined && warnings > limits.maxWarnings;
  return tooMany || counted.some((found) => fails(found, limits.failOn)) ? EXIT.findings : EXIT.clean;
}

function fails({ finding }: LocatedFinding, failOn: Limits['failOn']): boolean {
  if (failOn === undefined) return finding.enforcement === 'deny';
  if (failOn === 'never') return false;
  return RANK[finding.severity] >= RANK[failOn];
}

const RANK = { info: 0, warning: 1, error: 2 } as const;
