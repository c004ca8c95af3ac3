import { member, type Json } from '../src/engine/json.ts';
import { boolean, optional, text } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import type { ResourceList } from '../src/kube/effective-resources.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { containerAllotments, type Allotment } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { QUANTITY_REMEDY } from './shared/pod-resources.ts';
import { outside, QUANTITY_END, ranges, type Range, type Ranges } from './shared/ranges.ts';
import { written } from './shared/written.ts';

type Bounds = Range<string | number>;
type Params = Readonly<Record<ResourceList, Ranges<string | number>>> & {
  readonly required: boolean;
  readonly fixWith: string | undefined;
};
type Message = 'below' | 'above' | 'missing' | 'malformed';

export const resourceBounds: Rule<Message, Params> = {
  id: 'resource-bounds',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: "Containers' requests and limits stay within the platform's bounds.",
  why: 'A container that asks for more than any node has never starts, and one that asks for next to nothing starves. The bounds are those of the settings; the ends are allowed, and amounts that a LimitRange gives count as if they were written.',
  whenNot: 'Clusters whose LimitRanges say it all; without bounds nothing is judged.',
  messages: {
    below: '{{who}} has a {{resource}} {{kind}} of {{value}}, less than {{min}}.',
    above: '{{who}} has a {{resource}} {{kind}} of {{value}}, more than {{max}}.',
    missing: '{{who}} has no {{resource}} {{kind}}.',
    malformed: '{{who}} has a {{resource}} {{kind}} that is no quantity.',
  },
  parameters: {
    requests: ranges(QUANTITY_END, 'What containers may request, by resource.'),
    limits: ranges(QUANTITY_END, 'What containers may be limited to, by resource.'),
    required: boolean(false, 'A container without an amount of a bounded resource is out of bounds too.'),
    fixWith: optional(text('quantity', '', 'The amount to write instead.')),
  },
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  *check(subject, { params, facts }) {
    if ([params.requests, params.limits].every((bounds) => Object.keys(bounds).length === 0)) return;
    for (const allotment of containerAllotments(subject, facts)) {
      yield* outOfBounds(allotment, 'requests', params);
      yield* outOfBounds(allotment, 'limits', params);
    }
  },
};

function* outOfBounds({ who, path, container, ...amounts }: Allotment, list: ResourceList, params: Params): Iterable<Offence<Message>> {
  for (const [resource, bounds] of Object.entries(params[list])) {
    const value = member(amounts[list], resource);
    const message = offenceOf(value, bounds, params.required);
    if (message === undefined) continue;
    const data = { who, resource, kind: list.slice(0, -1), value: written(value), ...bounds };
    yield { message, data, at: [...path, list, resource], ...(container && { container }), ...measured(message, value) };
  }
}

function measured(message: Message, value: Json | undefined): { readonly amount?: bigint } {
  const amount = parseQuantity(value) ?? 0n;
  if (message === 'above') return { amount };
  return message === 'below' ? { amount: -amount } : {};
}

/** Kubernetes takes zero for none, so it never meets what is required. */
function offenceOf(value: Json | undefined, { min, max }: Bounds, required: boolean): Message | undefined {
  if (value === undefined) return required ? 'missing' : undefined;
  const amount = parseQuantity(value);
  if (amount === undefined) return 'malformed';
  return outside(amount, parseQuantity(min), parseQuantity(max)) ?? (required && amount === 0n ? 'missing' : undefined);
}
