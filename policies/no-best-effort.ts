import { member } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { podSpec } from '../src/kube/workloads.ts';
import { containerAllotments, podAllotment, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';

export const noBestEffort: Rule<'bestEffort'> = {
  id: 'no-best-effort',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No pod is of the class BestEffort.',
  why: 'A pod in which nothing requests or limits CPU or memory is the first that a node in need evicts, and it gets what the others leave. Only CPU and memory make the class, zero is none, and one container with an amount lifts the whole pod.',
  whenNot: 'Work that may be lost at any time; or use the require- rules, which ask each container.',
  messages: { bestEffort: 'None of the containers has a request or a limit for CPU or memory, so the pod is of the class BestEffort.' },
  match: { kinds: ['workloads'] },
  facts: [containerDefaults],
  *check(subject, { facts }) {
    const pod = podSpec(subject);
    const containers = containerAllotments(subject, facts);
    if (pod === undefined || containers.length === 0) return;
    if (![podAllotment(subject) ?? [], containers].flat().some(hasAmount)) yield { message: 'bestEffort', at: [...pod.path, 'containers'] };
  },
};

function hasAmount({ requests, limits }: Allotment): boolean {
  return [requests, limits].some((map) => ['cpu', 'memory'].some((resource) => (parseQuantity(member(map, resource)) ?? 0n) > 0n));
}
