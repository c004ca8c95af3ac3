import { integer } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { containerPorts } from './shared/container-ports.ts';

type Params = { readonly min: number };

export const noPrivilegedPort: Rule<'below', Params> = {
  id: 'no-privileged-port',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'Containers listen on ports that need no privilege.',
  why: 'Ports below 1024 are for root, or for a process with NET_BIND_SERVICE, unless a sysctl of the pod says otherwise; a Service can offer the same number in front of a higher one.',
  whenNot: 'Container runtimes that let everyone listen on every port, as containerd and CRI-O can.',
  messages: { below: 'Container "{{container}}" has the port {{port}}, less than {{min}}.' },
  parameters: { min: integer(1024, 'The lowest port that a container may have.') },
  match: { kinds: ['workloads'] },
  *check(subject, { params: { min } }) {
    for (const { port, at, owner } of containerPorts(subject)) {
      if (port >= min) continue;
      yield { message: 'below', data: { container: owner.name, port, min }, at, container: owner.container, amount: -port };
    }
  },
};
