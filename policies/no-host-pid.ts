import type { Rule } from '../src/engine/rule.ts';
import { hostNamespace } from './shared/host-namespaces.ts';
import type { PssParams } from './shared/pod-security.ts';

export const noHostPid: Rule<'shared', PssParams> = {
  id: 'no-host-pid',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Pods do not see the processes of their node.',
  why: 'Who shares the process namespace of a node sees all that runs there, with its arguments and environment, and can signal or trace the processes of other pods. Pods of Windows have no such field and are left alone.',
  whenNot: 'Agents that watch the processes of a node; exempt them by namespace and name.',
  messages: { shared: 'The pod shares the process namespace of its node.' },
  ...hostNamespace('hostPID'),
};
