import { member } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { allContainers } from '../src/kube/workloads.ts';
import { setting } from './shared/setting.ts';

export const noInteractive: Rule<'interactive'> = {
  id: 'no-interactive',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers have neither stdin nor a terminal.',
  why: 'A container that reads from people is a shell for whoever may attach to it, and its work is in no image and no repository.',
  whenNot: 'Debugging, and workspaces that people log in to; exempt them by namespace and container.',
  messages: { interactive: 'Container "{{container}}" has {{field}}: true.' },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject) {
    for (const { container, name, path } of allContainers(subject)) {
      for (const field of FIELDS) {
        if (member(container, field) !== true) continue;
        const at = [...path, field];
        yield { message: 'interactive', data: { container: name, field }, at, container, fix: setting(at, false) };
      }
    }
  },
};

const FIELDS: readonly string[] = ['stdin', 'tty'];
