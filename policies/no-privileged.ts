import type { Rule } from '../src/engine/rule.ts';
import { saidByContainers } from '../src/kube/security-contexts.ts';
import { isSpared, minorOf, NEVER, pss, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';

/** policy/check_privileged.go */
export const noPrivileged: Rule<'privileged', PssParams> = {
  id: 'no-privileged',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers are not privileged.',
  why: 'A privileged container has every capability and every device of its node: who breaks into it owns the node. Pods of Windows have no such field and are left alone.',
  whenNot: 'Drivers and node agents that set up devices or the network; exempt them by namespace and container.',
  messages: { privileged: '{{by}} is privileged.' },
  parameters: { pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    if (isSpared(subject, minorOf(params.pss), NEVER)) return;
    for (const { value, path: at, by, owner } of saidByContainers(subject, ['privileged']))
      if (value === true) yield { message: 'privileged', data: { by }, at, ...owner, fix: setting(at, false) };
  },
};
