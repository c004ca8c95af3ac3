import { asList, member } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';

export const noEphemeralContainers: Rule<'present'> = {
  id: 'no-ephemeral-containers',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No pod is debugged by ephemeral containers.',
  why: 'kubectl debug puts a container of any image into a running pod, beside its processes and its data, and nothing takes it out again. It comes by the subresource pods/ephemeralcontainers, which is judged like the pod itself.',
  whenNot: 'Clusters where people may debug; RBAC on pods/ephemeralcontainers says who.',
  messages: { present: 'The pod has {{count}} ephemeral container(s).' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    const pod = podSpec(subject);
    const count = asList(member(pod?.spec, 'ephemeralContainers')).length;
    if (pod !== undefined && count > 0)
      yield { message: 'present', data: { count }, at: [...pod.path, 'ephemeralContainers'], amount: count };
  },
};
