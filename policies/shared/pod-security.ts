import { optional, shaped, type Parameter } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { hasOwnUsers, isWindowsPod } from '../../src/kube/security-contexts.ts';

/**
 * The Pod Security Standards by version, as Kubernetes has them: the Go module k8s.io/pod-security-admission, whose `policy/check_*.go`
 * each rule names that takes the parameter `pss`.
 */
export interface PssParams {
  readonly pss: string | undefined;
}

/** Every version that the standard's text may be asked for: a minor version of Kubernetes, or the newest. */
export const pss: Parameter<string | undefined> = optional(
  shaped(
    {
      type: 'string',
      pattern: '^(latest|v1\\.(0|[1-9][0-9]{0,2}))$',
      description:
        'A version of the Pod Security Standards, such as v1.28, or latest: then the text of the standard decides to the letter, and lists given here count for nothing.',
    },
    'latest',
  ),
);

export type Level = 'baseline' | 'restricted';

/** For the few checks that the standard's levels do not share. */
export const level: Parameter<Level> = shaped<Level>(
  { enum: ['baseline', 'restricted'], description: 'The level of the standard whose text it is; counts beside pss alone.' },
  'baseline',
);

/** The newest version of the standard that is known here; a newer one is taken for this one (`maxVersion` in policy/registry.go). */
export const NEWEST_MINOR = 36;

/** For what the standard spares no Pod of Windows from. */
export const NEVER: number = Number.POSITIVE_INFINITY;

/** The minor version of the standard that decides; undefined where none does, but Lintel's own reading. */
export function minorOf(version: string | undefined): number | undefined {
  if (version === undefined) return undefined;
  return version === 'latest' ? NEWEST_MINOR : Math.min(NEWEST_MINOR, Number(version.slice('v1.'.length)));
}

/** Whether the standard has the check at all; Lintel's own reading always has. */
export function isAsked(minor: number | undefined, since: number): boolean {
  return minor === undefined || minor >= since;
}

/** Pods of Windows have no fields of Linux; the standard came to spare them later, from some checks alone. */
export function isSpared(subject: Subject, minor: number | undefined, since: number): boolean {
  return isAsked(minor, since) && isWindowsPod(subject);
}

/** From v1.35 on the standard lets pods with users of their own be root (`relaxPolicyForUserNamespacePod` in policy/helpers.go). */
export function isRelaxed(subject: Subject, minor: number | undefined): boolean {
  return minor !== undefined && minor >= 35 && hasOwnUsers(subject);
}

/** The standard judges what a pod says even where every container overrides it. */
export function podLevel(minor: number | undefined): 'inherited' | 'always' {
  return minor === undefined ? 'inherited' : 'always';
}
