import type { Rule } from '../src/engine/rule.ts';
import { idParameters, lowIds, type IdOffence, type IdParams } from './shared/high-ids.ts';

export const highGid: Rule<IdOffence, IdParams> = {
  id: 'high-gid',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'Containers run in groups that no node has.',
  why: "A process that breaks out of its container is on the node in the group that it had inside: a low number is a group there, with files of its own. With hostUsers: false the pod has groups of its own, which are nobody's on the node. Pods of Windows have no such field and are left alone.",
  whenNot: 'Images whose files belong to a low group and cannot be changed; exempt them by image.',
  messages: {
    below: '{{by}} runs in group {{value}}, below {{min}}.',
    missing: '{{by}} has no runAsGroup, and neither has its pod.',
  },
  parameters: idParameters('group', 'runAsGroup'),
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  check: lowIds('runAsGroup'),
};
