import { isObject, member, type JsonObject } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { runningContainers } from '../src/kube/workloads.ts';
import { asksTheSame } from './shared/probe-handlers.ts';
import { hasHandler, probeNumber } from './shared/probes.ts';

export const probesNotIdentical: Rule<'identical'> = {
  id: 'probes-not-identical',
  category: 'health',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A liveness probe that asks what the readiness probe asks gives up later.',
  why: 'Under load a pod should first lose its traffic and recover. Where the liveness probe asks the same and gives up no later (initialDelaySeconds + failureThreshold × periodSeconds), it is restarted instead, and its load falls on the others. Probes are compared as the kubelet runs them: with defaults, and named ports as numbers.',
  whenNot: 'Never on purpose; raise the failureThreshold of the liveness probe, or ask it for less.',
  messages: {
    identical:
      'Container "{{container}}" has a livenessProbe that asks what its readinessProbe asks and gives up after {{liveness}} s, no later than that ({{readiness}} s).',
  },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const { container, name, path } of runningContainers(subject)) {
      const liveness = member(container, 'livenessProbe');
      const readiness = member(container, 'readinessProbe');
      if (!isObject(liveness) || !isObject(readiness) || !hasHandler(liveness) || !asksTheSame(liveness, readiness, container)) continue;
      const patience = { liveness: givesUpAfter(liveness), readiness: givesUpAfter(readiness) };
      if (patience.liveness <= patience.readiness)
        yield { message: 'identical', data: { container: name, ...patience }, at: [...path, 'livenessProbe'], container };
    }
  },
};

/** In seconds; what is no number makes it incomparable. */
function givesUpAfter(probe: JsonObject): number {
  const [delay = NaN, times = NaN, period = NaN] = FIELDS.map((field) => probeNumber(probe, field));
  return delay + times * period;
}

const FIELDS = ['initialDelaySeconds', 'failureThreshold', 'periodSeconds'];
