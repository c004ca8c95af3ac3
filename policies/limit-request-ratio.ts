import { member, type Json } from '../src/engine/json.ts';
import { optional, shaped, text } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { parseQuantity } from '../src/kube/quantity.ts';
import { containerAllotments } from './shared/allotments.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { QUANTITY_REMEDY } from './shared/pod-resources.ts';
import { written } from './shared/written.ts';

type Maxima = Readonly<Record<string, number>>;
type Params = { readonly max: Maxima; readonly fixWith: string | undefined };
type Message = 'above' | 'unreserved' | 'malformed';

export const limitRequestRatio: Rule<Message, Params> = {
  id: 'limit-request-ratio',
  category: 'resources',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A limit is no more than a few times its request.',
  why: 'The scheduler fills nodes by requests: the further limits are above them, the more a node has promised that it can not give, and who pays is not who took. A limit without a request is its own request, and a limit of zero is none.',
  whenNot: 'Containers that are idle for hours and busy for seconds; raise max for their resource.',
  messages: {
    above: '{{who}} has a {{resource}} limit of {{limit}}, more than {{max}} times its request of {{request}}.',
    unreserved: '{{who}} has a {{resource}} limit of {{limit}} and a request that reserves nothing.',
    malformed: '{{who}} has a {{resource}} limit or request that is no quantity.',
  },
  parameters: {
    max: shaped<Maxima>(
      {
        type: 'object',
        additionalProperties: { type: 'number', minimum: 0 },
        description: 'How many times its request a limit may be, by resource.',
      },
      { cpu: 10, memory: 2 },
    ),
    fixWith: optional(text('quantity', '', 'The limit to write instead.')),
  },
  match: { kinds: ['workloads'] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults],
  *check(subject, { params, facts }) {
    for (const { who, path, container, requests, limits } of containerAllotments(subject, facts)) {
      for (const [resource, max] of Object.entries(params.max)) {
        const limit = member(limits, resource);
        const request = member(requests, resource);
        const message = offenceOf(limit, request, max);
        if (message === undefined) continue;
        const data = { who, resource, max, limit: written(limit), request: written(request) };
        yield { message, data, at: [...path, 'limits', resource], ...(container && { container }), ...measured(limit, request) };
      }
    }
  },
};

function offenceOf(limit: Json | undefined, request: Json | undefined, max: number): Message | undefined {
  const most = parseQuantity(limit);
  const reserved = parseQuantity(request);
  if (most === undefined || reserved === undefined) return limit === undefined || request === undefined ? undefined : 'malformed';
  if (most <= 0n) return undefined;
  return reserved <= 0n ? 'unreserved' : exceeds(most, reserved, max);
}

/** Both sides are multiplied out, and the ratio is read from its decimal digits: nothing is rounded. */
function exceeds(most: bigint, reserved: bigint, max: number): 'above' | undefined {
  return most * ONE > reserved * (parseQuantity(max) ?? 0n) ? 'above' : undefined;
}

function measured(limit: Json | undefined, request: Json | undefined): { readonly amount?: bigint } {
  const reserved = parseQuantity(request) ?? 0n;
  return reserved > 0n ? { amount: ((parseQuantity(limit) ?? 0n) * ONE) / reserved } : {};
}

/** A quantity of one, in the billionths that quantities are counted in. */
const ONE = 1_000_000_000n;
