import { asList, member, type Path } from '../src/engine/json.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { allContainers, podSpec } from '../src/kube/workloads.ts';
import { minorOf, pss, type PssParams } from './shared/pod-security.ts';
import { INTEGER_END, outside, rangeList, type Range } from './shared/ranges.ts';

type Params = PssParams & { readonly allowed: readonly Range<number>[] };

/** policy/check_hostPorts.go */
export const noHostPort: Rule<'port', Params> = {
  id: 'no-host-port',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers take no port of their node.',
  why: 'A hostPort opens the pod to whoever reaches the node, past Services and often past NetworkPolicies, and only one such pod fits on a node. On the network of the node every containerPort is a hostPort, as the API server fills in.',
  whenNot: 'Ingress and node agents that must be found at the node: name their ports in allowed.',
  messages: { port: 'Container "{{container}}" takes the port {{port}} of its node.' },
  parameters: { allowed: rangeList<number>(INTEGER_END, [], 'Ports of the node that may be taken.'), pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const allowed = minorOf(params.pss) === undefined ? params.allowed : [];
    for (const { container, name, path } of allContainers(subject)) {
      for (const [index, item] of asList(member(container, 'ports')).entries()) {
        const port = member(item, 'hostPort');
        if (typeof port !== 'number' || port === 0 || allowed.some(({ min, max }) => outside(port, min, max) === undefined)) continue;
        const at = [...path, 'ports', index, 'hostPort'];
        yield { message: 'port', data: { container: name, port }, at, container, ...fixFor(subject, at) };
      }
    }
  },
};

/** On the network of the node the port comes back by default, and no other is valid. */
function fixFor(subject: Subject, path: Path): Pick<Offence, 'fix' | 'ownFixOnly'> {
  if (member(podSpec(subject)?.spec, 'hostNetwork') === true) return { ownFixOnly: true };
  return { fix: { title: 'Remove hostPort', safety: 'unsafe', edits: [{ op: 'remove', path }] } };
}
