import type { Exempted } from './finding.ts';
import { asString, valueAt } from './json.ts';
import type { SuppressionPolicy } from './policy.ts';
import type { Resource } from './resource.ts';
import { parseSuppression, type Suppression, type SuppressionFault } from './suppression.ts';

/** The annotation by which an object lets findings pass, where the settings let it: one suppression a line. */
export const ANNOTATION = 'lintel.dev/ignore';

export function annotatedSuppressions({ metadata }: Resource): readonly (Suppression | { readonly fault: SuppressionFault })[] {
  const text = asString(valueAt(metadata, ['annotations', ANNOTATION])) ?? '';
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map(parseSuppression);
}

/** The annotation that covers a rule on an object now; an expired one, and one on a rule that nobody suppresses, covers nothing. */
export function annotatedExemption(
  policy: SuppressionPolicy | undefined,
  rule: string,
  resource: Resource,
  now: number,
): Exempted | undefined {
  if (policy?.annotation !== true || policy.never.has(rule)) return undefined;
  const found = annotatedSuppressions(resource).find(
    (candidate) => 'rule' in candidate && candidate.rule === rule && isInForce(candidate, now),
  );
  return found === undefined || 'fault' in found ? undefined : { by: 'annotation', reason: found.reason, until: found.until };
}

function isInForce({ until }: Suppression, now: number): boolean {
  return until === undefined || until > now;
}
