import { boolean, integer, optional, type Parameters } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence, RuleContext } from '../../src/engine/rule.ts';
import { effective, hasOwnUsers, isWindowsPod } from '../../src/kube/security-contexts.ts';

export type IdOffence = 'below' | 'missing';
export type IdParams = { readonly min: number; readonly required: boolean; readonly fixWith: number | undefined };

/** What the rows about high users and groups share, but for words. */
export function idParameters(who: 'user' | 'group', field: IdField): Parameters<IdParams> {
  return {
    min: integer(10_000, `The lowest ${who} that a container may run as.`),
    required: boolean(false, `A container without ${field}, its own or its pod's, is a finding too.`),
    fixWith: optional(integer(10_000, `The ${who} to run as instead.`)),
  };
}

/** Finds the ids that pods ask for and that are too low. With users of their own, they are high on the node whatever they are in the pod. */
export function lowIds(field: IdField) {
  return function* (subject: Subject, { params: { min, required } }: RuleContext<IdParams>): Iterable<Offence<IdOffence>> {
    if (isWindowsPod(subject) || hasOwnUsers(subject)) return;
    for (const { value, path: at, by, owner } of effective(subject, [field])) {
      if (typeof value === 'number') {
        if (value < min) yield { message: 'below', data: { by, value, min }, at, ...owner, amount: -value };
      } else if (required) yield { message: 'missing', data: { by }, at, ...owner };
    }
  };
}

type IdField = 'runAsUser' | 'runAsGroup';
