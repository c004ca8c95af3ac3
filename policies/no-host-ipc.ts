import type { Rule } from '../src/engine/rule.ts';
import { hostNamespace } from './shared/host-namespaces.ts';
import type { PssParams } from './shared/pod-security.ts';

export const noHostIpc: Rule<'shared', PssParams> = {
  id: 'no-host-ipc',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Pods do not share the IPC namespace of their node.',
  why: "Shared memory, semaphores and message queues of the node's processes, and of every other pod that does the same, are open to such a pod. Pods of Windows have no such field and are left alone.",
  whenNot: 'Software that talks to a process of the node through shared memory; exempt it by namespace and name.',
  messages: { shared: 'The pod shares the IPC namespace of its node.' },
  ...hostNamespace('hostIPC'),
};
