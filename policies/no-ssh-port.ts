import { shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { containerPorts } from './shared/container-ports.ts';

type Params = { readonly ports: readonly number[] };

export const noSshPort: Rule<'ssh', Params> = {
  id: 'no-ssh-port',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'Containers serve no SSH.',
  why: 'A shell that listens in a container has keys and users of its own, which no RBAC, audit log or admission sees; kubectl exec needs none.',
  whenNot: 'What SSH is the service of, such as Git and SFTP servers; exempt them by container.',
  messages: { ssh: 'Container "{{container}}" has the port {{port}}, which is one of SSH.' },
  parameters: {
    ports: shaped<readonly number[]>({ type: 'array', items: { type: 'integer' }, description: 'The ports that count as SSH.' }, [22]),
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    for (const { port, at, owner } of containerPorts(subject)) {
      if (params.ports.includes(port)) yield { message: 'ssh', data: { container: owner.name, port }, at, container: owner.container };
    }
  },
};
