import type { Rule } from '../src/engine/rule.ts';
import { selectsEveryPod, selectsPod } from '../src/kube/pod-selection.ts';
import { isSelector } from '../src/kube/selectors.ts';
import { podsIn } from './shared/egress.ts';
import { EVERYWHERE, namespaceLabels, networkPods, POLICY_KINDS, specsOf } from './shared/network-facts.ts';

export const netpolTargetsPods: Rule<'dangling' | 'malformed'> = {
  id: 'netpol-targets-pods',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A network policy selects pods that there are.',
  why: 'A label that is misspelt or was renamed leaves a policy in place that protects nothing, while everyone believes that it does. An empty selector is meant for whatever will come.',
  whenNot: 'Policies for pods that are made outside of the set, by an operator or a job of CI.',
  messages: {
    dangling: 'The policy selects no pod of the set.',
    malformed: 'The policy has a selector that the API refuses; it selects no pod.',
  },
  match: { kinds: POLICY_KINDS },
  facts: [networkPods, namespaceLabels],
  *check(subject, { facts }) {
    for (const { pods, selectorPath: at } of specsOf(subject)) {
      if (pods === undefined || selectsEveryPod(pods)) continue;
      if (!isSelector(pods.labels)) yield { message: 'malformed', at };
      else if (!podsIn(pods.namespace ?? EVERYWHERE, facts).some(({ pod }) => selectsPod(pods, pod))) yield { message: 'dangling', at };
    }
  },
};
