import { member } from '../../src/engine/json.ts';
import type { Match, Remedy, Rule } from '../../src/engine/rule.ts';
import { podSpec } from '../../src/kube/workloads.ts';
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
      yield { message: 'shared', at, fix: { title: `Remove ${field}`, safety: 'unsafe', edits: [{ op: 'remove', path: at }] } };
    },
  };
}

const MATCH: Match = { kinds: ['workloads'] };
const REMEDY: Remedy = { safety: 'unsafe', value: 'fixed' };
