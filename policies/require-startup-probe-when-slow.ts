import { isObject, member, type Json } from '../src/engine/json.ts';
import { text } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { runningContainers } from '../src/kube/workloads.ts';
import { secondsOf } from './shared/durations.ts';
import { hasHandler, probeNumber, probeParameters, PROBE_REMEDY, type ProbeOffence, type ProbeParams } from './shared/probes.ts';
import { isServiceTarget, serviceSelectors } from './shared/service-selectors.ts';

type Params = ProbeParams & { readonly maxInitialDelay: string };

export const requireStartupProbeWhenSlow: Rule<ProbeOffence, Params> = {
  id: 'require-startup-probe-when-slow',
  category: 'health',
  severity: 'info',
  since: '0.1.0',
  summary: 'A container that starts slowly has a startup probe, and no long delay before its liveness probe.',
  why: 'A delay is a guess that every start pays for: too short, and a slow start is killed over and over; too long, and a hang goes unseen for as long. A startup probe holds the others back for just as long as the start takes.',
  whenNot: 'Processes that take the same time to start wherever they run; raise maxInitialDelay for them.',
  messages: {
    missing: 'Container "{{container}}" waits {{delay}} s before its livenessProbe, more than {{max}}, and has no startupProbe.',
    noHandler:
      'Container "{{container}}" waits {{delay}} s before its livenessProbe, more than {{max}}, and its startupProbe has no handler (exec, grpc, httpGet or tcpSocket).',
  },
  parameters: {
    ...probeParameters('startupProbe'),
    maxInitialDelay: text('duration', '30s', 'How long a liveness probe may wait where there is no startup probe.'),
  },
  match: { kinds: ['workloads'] },
  remedy: PROBE_REMEDY,
  facts: [serviceSelectors],
  *check(subject, { params, facts }) {
    const { maxInitialDelay: max, serviceTargetsOnly } = params;
    if (serviceTargetsOnly && !isServiceTarget(subject, facts)) return;
    const most = secondsOf(max) ?? Infinity;
    for (const { container, name, path } of runningContainers(subject)) {
      const startup = member(container, 'startupProbe');
      const delay = delayOf(member(container, 'livenessProbe'));
      if (delay <= most || hasHandler(startup)) continue;
      const message = isObject(startup) ? 'noHandler' : 'missing';
      yield { message, data: { container: name, delay, max }, at: [...path, 'startupProbe'], container, amount: delay };
    }
  },
};

/** In seconds; a probe that asks nothing delays nothing. */
function delayOf(liveness: Json | undefined): number {
  return hasHandler(liveness) ? (probeNumber(liveness, 'initialDelaySeconds') ?? 0) : 0;
}
