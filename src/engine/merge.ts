import type { Finding } from './finding.ts';
import { toPointer } from './json.ts';
import type { Enforcement, Fix, Severity } from './rule.ts';

/**
 * What several instances of a rule find at one place is one finding: the strictest stands, mended by the best fix that one of
 * them has. Findings of rules that are not repeated are left alone.
 */
export function merged(findings: readonly Finding[], repeated: ReadonlySet<string>): readonly Finding[] {
  const known = new Map<string, number>();
  const result: Finding[] = [];
  for (const finding of findings) {
    const place = `${finding.identity} ${toPointer(finding.path)}`;
    const index = repeated.has(finding.rule) ? known.get(place) : undefined;
    const other = index === undefined ? undefined : result[index];
    if (index === undefined || other === undefined) known.set(place, result.push(finding) - 1);
    else result[index] = stricter(other, finding);
  }
  return result;
}

function stricter(first: Finding, second: Finding): Finding {
  const [strict, mild] = strictness(second) > strictness(first) ? [second, first] : [first, second];
  const fix = betterFix(strict.fix, mild.fix);
  return fix === strict.fix ? strict : { ...strict, fix };
}

/** What a finding does counts first, then what it is called. */
function strictness({ enforcement, severity }: Finding): number {
  return 3 * ENFORCEMENTS.indexOf(enforcement) + SEVERITIES.indexOf(severity);
}

function betterFix(first: Fix | undefined, second: Fix | undefined): Fix | undefined {
  return first === undefined || (first.safety === 'unsafe' && second?.safety === 'safe') ? (second ?? first) : first;
}

const ENFORCEMENTS: readonly Enforcement[] = ['audit', 'warn', 'deny'];
const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];
