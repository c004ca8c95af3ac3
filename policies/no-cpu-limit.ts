import { equalJson, member } from '../src/engine/json.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { containerAllotments, podAllotment, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { written } from './shared/written.ts';

export const noCpuLimit: Rule<'limited' | 'defaulted'> = {
  id: 'no-cpu-limit',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers have no CPU limit.',
  why: 'A CPU limit stops a container for the rest of each tenth of a second in which it has used its share, also while the node is idle; requests alone already share CPU fairly. A limit of zero is none, one of the whole pod is one, and so is the default of a LimitRange.',
  whenNot: 'Clusters that bill by limits, or that want pods of the class Guaranteed; then see require-cpu-limit.',
  messages: {
    limited: '{{who}} has a CPU limit of {{limit}}.',
    defaulted: '{{who}} states no CPU limit, and a LimitRange of its namespace gives it one of {{limit}}.',
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  facts: [containerDefaults],
  *check(subject, { facts }) {
    for (const allotment of [podAllotment(subject) ?? [], containerAllotments(subject, facts)].flat()) {
      const limit = member(allotment.limits, 'cpu');
      if (limit === undefined || parseQuantity(limit) === 0n) continue;
      const { who, path, container } = allotment;
      const isOwn = container === undefined || equalJson(member(member(member(container, 'resources'), 'limits'), 'cpu'), limit);
      const offence = { data: { who, limit: written(limit) }, at: [...path, 'limits', 'cpu'], ...(container && { container }) };
      if (isOwn) yield { ...offence, message: 'limited', fix: withoutLimit(allotment) };
      else yield { ...offence, message: 'defaulted' };
    }
  },
};

/** A request that was left to the limit would go with it. */
function withoutLimit({ path, requests }: Allotment): Fix {
  const request = member(requests, 'cpu');
  const keep = request === undefined ? [] : [{ op: 'set', path: [...path, 'requests', 'cpu'], value: request } as const];
  return { title: 'Remove the CPU limit', safety: 'unsafe', edits: [...keep, { op: 'remove', path: [...path, 'limits', 'cpu'] }] };
}
