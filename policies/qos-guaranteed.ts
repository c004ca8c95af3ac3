import { member } from '../src/engine/json.ts';
import { list, optional, text } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { isPodLevel } from '../src/kube/effective-resources.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { containerAllotments, podAllotment, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { DIFFERS, requestDiffers } from './shared/request-differs.ts';

type Params = { readonly resources: readonly string[]; readonly fixWith: string | undefined };
type Message = 'noLimit' | 'differs';

export const qosGuaranteed: Rule<Message, Params> = {
  id: 'qos-guaranteed',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Pods are of the class Guaranteed: every limit is set and equals its request.',
  why: 'A node that runs short evicts pods of the class Guaranteed last, and only they may have CPUs of their own. A limit without a request is its own request; a pod that has resources at its own level is judged by those alone, as Kubernetes does.',
  whenNot: 'Most workloads: what is guaranteed to them stands idle between peaks.',
  messages: {
    noLimit: '{{who}} has no {{resource}} limit that counts.',
    differs: DIFFERS,
  },
  parameters: {
    resources: list(undefined, ['cpu', 'memory'], 'The resources that must be guaranteed.'),
    fixWith: optional(text('quantity', '', 'The amount to write.')),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  facts: [containerDefaults],
  *check(subject, { params, facts }) {
    const pod = podAllotment(subject);
    const containers = containerAllotments(subject, facts);
    for (const resource of params.resources)
      for (const allotment of pod !== undefined && isPodLevel(resource) ? [pod] : containers) yield* shortfall(allotment, resource);
  },
};

function* shortfall(allotment: Allotment, resource: string): Iterable<Offence<Message>> {
  const { who, path, container, limits } = allotment;
  const hasLimit = (parseQuantity(member(limits, resource)) ?? 0n) > 0n;
  if (hasLimit) yield* requestDiffers(allotment, resource);
  else yield { message: 'noLimit', data: { who, resource }, at: [...path, 'limits', resource], ...(container && { container }) };
}
