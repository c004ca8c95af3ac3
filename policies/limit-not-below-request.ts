import { member } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { compareQuantities } from '../src/kube/quantity.ts';
import { containerAllotments, podAllotment, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { written } from './shared/written.ts';

type Message = 'below' | 'malformed';

export const limitNotBelowRequest: Rule<Message> = {
  id: 'limit-not-below-request',
  category: 'resources',
  severity: 'error',
  since: '0.1.0',
  summary: 'No limit is below its request.',
  why: 'The API server refuses such a Pod, but takes the workload that is to make it: nothing starts, and only an event says why. The default limit of a LimitRange counts, since it is written before the Pod is checked; what a pod does not request at its own level is what its containers request together.',
  whenNot: 'Never on purpose; raise the limit or lower the request.',
  messages: {
    below: '{{who}} has a {{resource}} limit of {{limit}}, less than its request of {{request}}.',
    malformed: '{{who}} has a {{resource}} limit or request that is no quantity.',
  },
  match: { kinds: ['workloads'] },
  facts: [containerDefaults],
  *check(subject, { facts }) {
    for (const allotment of [podAllotment(subject) ?? [], containerAllotments(subject, facts)].flat()) yield* contradictions(allotment);
  },
};

function* contradictions({ who, path, container, requests, limits }: Allotment): Iterable<Offence<Message>> {
  for (const [resource, limit] of Object.entries(limits)) {
    const request = member(requests, resource);
    if (request === undefined) continue;
    const order = compareQuantities(limit, request);
    if (order !== undefined && order >= 0) continue;
    const data = { who, resource, limit: written(limit), request: written(request) };
    const at = [...path, 'limits', resource];
    yield { message: order === undefined ? 'malformed' : 'below', data, at, ...(container && { container }) };
  }
}
