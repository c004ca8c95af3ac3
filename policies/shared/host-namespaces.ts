import { asList, member, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Edit, Match, Remedy, Rule } from '../../src/engine/rule.ts';
import { podSpec, resourcedContainers } from '../../src/kube/workloads.ts';
import { isSpared, minorOf, NEVER, pss, type PssParams } from './pod-security.ts';

type HostNamespace = Pick<Rule<'shared', PssParams>, 'check' | 'match' | 'parameters' | 'remedy'>;

/** What the rules about a namespace shared with the node have in common: policy/check_hostNamespaces.go. */
export function hostNamespace(field: 'hostNetwork' | 'hostPID' | 'hostIPC'): HostNamespace {
  return {
    parameters: { pss },
    match: MATCH,
    remedy: REMEDY,
    *check(subject, { params }) {
      const pod = podSpec(subject);
      if (member(pod?.spec, field) !== true || pod === undefined) return;
      if (field !== 'hostNetwork' && isSpared(subject, minorOf(params.pss), NEVER)) return;
      const at = [...pod.path, field];
      const left = field === 'hostNetwork' ? defaultedPorts(subject) : [];
      yield { message: 'shared', at, fix: { title: `Remove ${field}`, safety: 'unsafe', edits: [at, ...left].map(removed) } };
    },
  };
}

/** The hostPorts that the API server has filled in before any webhook sees a Pod (`defaultHostNetworkPorts`): nobody asked for them. */
function defaultedPorts(subject: Subject): readonly Path[] {
  return resourcedContainers(subject).flatMap(({ container, path }) =>
    asList(member(container, 'ports')).flatMap((port, index) => {
      const hostPort = member(port, 'hostPort');
      return hostPort !== undefined && hostPort === member(port, 'containerPort') ? [[...path, 'ports', index, 'hostPort']] : [];
    }),
  );
}

function removed(path: Path): Edit {
  return { op: 'remove', path };
}

const MATCH: Match = { kinds: ['workloads'] };
const REMEDY: Remedy = { safety: 'unsafe', value: 'fixed' };
