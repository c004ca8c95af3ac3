import { optional, shaped } from '../src/engine/parameters.ts';
import { member, type JsonObject } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { runningContainers } from '../src/kube/workloads.ts';
import { probeNumber, probesOf, type ProbeAt } from './shared/probes.ts';
import { INTEGER_END, outside, ranges, type Range, type Ranges } from './shared/ranges.ts';

type Params = { readonly bounds: Ranges<number>; readonly fixWith: number | undefined };
type Message = 'timeout' | 'below' | 'above';

export const probeTiming: Rule<Message, Params> = {
  id: 'probe-timing',
  category: 'health',
  severity: 'info',
  since: '0.1.0',
  summary: "Probes time out before they are due again, and stay within the platform's bounds.",
  why: 'A probe is not asked again before it has answered or timed out: with a timeout above the period it takes longer to give up than its numbers say. Values are those that Kubernetes fills in: a period of 10 and a timeout of 1 second.',
  whenNot: 'Probes that are slow by nature and whose period is not meant as one.',
  messages: {
    timeout: 'Container "{{container}}" has a {{probe}} with a timeout of {{value}} s, longer than its period of {{period}} s.',
    below: 'Container "{{container}}" has a {{probe}} with {{field}} {{value}}, less than {{min}}.',
    above: 'Container "{{container}}" has a {{probe}} with {{field}} {{value}}, more than {{max}}.',
  },
  parameters: {
    bounds: ranges(INTEGER_END, 'What the fields of a probe may be, by name.', [
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'successThreshold',
      'failureThreshold',
      'terminationGracePeriodSeconds',
    ]),
    fixWith: optional(shaped<number>({ type: 'integer', minimum: 0, description: 'The number to write instead.' }, 0)),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check(subject, { params }) {
    for (const probe of probesOf(runningContainers(subject))) {
      yield* lateTimeout(probe);
      for (const [field, range] of Object.entries(params.bounds)) yield* outOfRange(probe, field, range);
    }
  },
};

function* lateTimeout(at: ProbeAt): Iterable<Offence<Message>> {
  const value = probeNumber(at.probe, 'timeoutSeconds') ?? 0;
  const period = probeNumber(at.probe, 'periodSeconds') ?? value;
  if (value > period) yield offence(at, 'timeout', 'timeoutSeconds', { value, period });
}

function* outOfRange(at: ProbeAt, field: string, range: Range<number>): Iterable<Offence<Message>> {
  const value = effective(at.probe, field);
  const message = value === undefined ? undefined : outside(value, range.min, range.max);
  if (value !== undefined && message !== undefined) yield offence(at, message, field, { value, ...range });
}

/** A probe's own grace period has no default: without it, the pod's holds. */
function effective(probe: JsonObject, field: string): number | undefined {
  const own = member(probe, field);
  if (field === 'terminationGracePeriodSeconds') return typeof own === 'number' ? own : undefined;
  return probeNumber(probe, field);
}

function offence(
  { kind, path, owner }: ProbeAt,
  message: Message,
  field: string,
  numbers: Readonly<Record<string, number>>,
): Offence<Message> {
  const data = { container: owner.name, probe: kind, field, ...numbers };
  return { message, data, at: [...path, field], container: owner.container };
}
