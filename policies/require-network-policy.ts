import type { JsonObject } from '../src/engine/json.ts';
import { boolean, type Parameters } from '../src/engine/parameters.ts';
import { describeRef } from '../src/engine/resource.ts';
import type { Rule } from '../src/engine/rule.ts';
import type { Direction } from '../src/kube/network-rules.ts';
import { directionsParameter, listed } from './shared/directions.ts';
import { EGRESS_FACTS, labelsPath, podOf, policiesOf, unjudgedOf } from './shared/egress.ts';
import { newRules, policyFor, rulesOf } from './shared/new-policy.ts';

type Message = 'missing' | 'unjudged';
type Params = { readonly directions: readonly Direction[]; readonly anyDirection: boolean; readonly fixWith: JsonObject | undefined };

const parameters: Parameters<Params> = {
  directions: directionsParameter('The directions in each of which a policy has to select a workload.'),
  anyDirection: boolean(false, 'One of the directions is enough.'),
  fixWith: newRules,
};

export const requireNetworkPolicy: Rule<Message, Params> = {
  id: 'require-network-policy',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every workload is selected by network policies.',
  why: 'A pod that no policy selects may be reached by, and may reach, every other pod and the whole network; one policy that allows nothing is enough to change that. Policies of Cilium count as they default to deny. Pods on the host network are judged by their labels like all others, though few network plugins hold them to a policy. Where a policy of Calico or an AdminNetworkPolicy may concern a workload, it is not judged, and that is said, never as more than a warning.',
  whenNot: 'Clusters whose network plugin knows no policies, or whose policies are those of Calico alone.',
  messages: {
    missing: 'No network policy selects the pods for {{directions}}.',
    unjudged: '{{policy}} may concern the pods: whether a policy selects them for {{directions}} is not judged.',
  },
  parameters,
  softens: true,
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: EGRESS_FACTS,
  *check(subject, { params, facts }) {
    const pod = podOf(subject, facts);
    if (pod === undefined) return;
    const selecting = policiesOf(pod, facts);
    const missing = params.directions.filter((direction) => !selecting.some(({ value }) => value.isolates.includes(direction)));
    if (missing.length === 0 || (params.anyDirection && missing.length < params.directions.length)) return;
    const data = { directions: listed(missing) };
    const at = labelsPath(subject);
    const unjudged = unjudgedOf(pod, missing, facts);
    if (unjudged !== undefined) yield { message: 'unjudged', atMost: 'warn', data: { ...data, policy: describeRef(unjudged.source) }, at };
    else {
      const fix = policyFor(subject, subject.name, missing, rulesOf(params.fixWith, missing));
      yield { message: 'missing', data, at, amount: missing.length, ...(fix && { fix }) };
    }
  },
};
