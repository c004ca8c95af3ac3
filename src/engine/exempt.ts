import type { Exempted } from './finding.ts';
import type { ContainerRef, Exemption } from './policy.ts';
import type { Subject } from './resource.ts';

/** The exemption that covers a rule on a subject now; an expired one covers nothing. */
export function exemptionOf(
  exemptions: readonly Exemption[],
  rule: string,
  subject: Subject,
  container: ContainerRef | undefined,
  now: number,
): Exempted | undefined {
  for (const { rule: exempted, scope, reason, owner, expires } of exemptions) {
    if (exempted !== rule || (expires !== undefined && expires <= now)) continue;
    if (!covers(scope, subject, container)) continue;
    return { reason, owner, until: expires };
  }
  return undefined;
}

function covers(scope: Exemption['scope'], subject: Subject, container: ContainerRef | undefined): boolean {
  const { group, kind, namespace, workload } = subject;
  return (
    scope.place?.({ group, kind, namespace, workload: workload !== undefined }) !== false &&
    scope.subject?.(subject) !== false &&
    (scope.container === undefined || (container !== undefined && scope.container(container)))
  );
}
