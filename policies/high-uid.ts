import type { Rule } from '../src/engine/rule.ts';
import { idParameters, lowIds, type IdOffence, type IdParams } from './shared/high-ids.ts';

export const highUid: Rule<IdOffence, IdParams> = {
  id: 'high-uid',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'Containers run as users that no node has.',
  why: "A process that breaks out of its container is on the node whoever it was inside: a low number is root, or some service's user there. With hostUsers: false the pod has users of its own, which are nobody's on the node. Pods of Windows have no such field and are left alone.",
  whenNot: 'Images whose files belong to a low user and cannot be changed; exempt them by image.',
  messages: {
    below: '{{by}} runs as user {{value}}, below {{min}}.',
    missing: '{{by}} has no runAsUser, and neither has its pod.',
  },
  parameters: idParameters('user', 'runAsUser'),
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  check: lowIds('runAsUser'),
};
