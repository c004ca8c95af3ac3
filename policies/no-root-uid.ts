import { integer, optional } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { effective } from '../src/kube/security-contexts.ts';
import { isAsked, isRelaxed, isSpared, minorOf, NEVER, podLevel, pss, type PssParams } from './shared/pod-security.ts';

type Params = PssParams & { readonly fixWith: number | undefined };

/** policy/check_runAsUser.go */
export const noRootUid: Rule<'root', Params> = {
  id: 'no-root-uid',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'No container is told to run as user 0.',
  why: 'With runAsUser 0 a container is root whatever user its image was built for, and one hole in the runtime away from the node. Pods of Windows have no such field and are left alone.',
  whenNot: 'Containers that have to be root, such as some that prepare a volume; exempt them by container.',
  messages: { root: '{{by}} runs as user 0.' },
  parameters: { fixWith: optional(integer(1000, 'The user to run as instead.', 1)), pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (!isAsked(minor, 23) || isRelaxed(subject, minor) || isSpared(subject, minor, NEVER)) return;
    for (const { value, path: at, by, owner } of effective(subject, ['runAsUser'], podLevel(minor)))
      if (value === 0) yield { message: 'root', data: { by }, at, ...owner };
  },
};
