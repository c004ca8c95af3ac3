import { asList, member } from '../src/engine/json.ts';
import { integer } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';

type Params = { readonly max: number };

export const limitContainers: Rule<'many', Params> = {
  id: 'limit-containers',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A pod has no more than a few containers.',
  why: 'The containers of a pod start, move and die together: a pod of many is several services that can not be scaled, placed or updated apart. Init containers and sidecars do not count.',
  whenNot: 'Pods that a mesh or an agent fills with helpers; raise max for them.',
  messages: { many: 'The pod has {{count}} containers, more than {{max}}.' },
  parameters: { max: integer(10, 'The most regular containers that a pod may have.') },
  match: { kinds: ['workloads'] },
  *check(subject, { params: { max } }) {
    const pod = podSpec(subject);
    const count = asList(member(pod?.spec, 'containers')).length;
    if (pod !== undefined && count > max) yield { message: 'many', data: { count, max }, at: [...pod.path, 'containers'], amount: count };
  },
};
