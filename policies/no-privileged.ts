import { valueAt } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { allContainers, podSpec } from '../src/kube/workloads.ts';

export const noPrivileged: Rule<'privileged'> = {
  id: 'no-privileged',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers are not privileged.',
  why: 'A privileged container has every capability and every device of its node: who breaks into it owns the node. Pods of Windows have no such field and are left alone.',
  whenNot: 'Drivers and node agents that set up devices or the network; exempt them by namespace and container.',
  messages: { privileged: 'Container "{{container}}" is privileged.' },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject) {
    if (valueAt(podSpec(subject)?.spec, ['os', 'name']) === 'windows') return;
    for (const { container, name, path } of allContainers(subject)) {
      if (valueAt(container, ['securityContext', 'privileged']) !== true) continue;
      const at = [...path, 'securityContext', 'privileged'];
      const fix = { title: 'Set privileged to false', safety: 'unsafe', edits: [{ op: 'set', path: at, value: false }] } as const;
      yield { message: 'privileged', data: { container: name }, at, container, fix };
    }
  },
};
