import { isObject, member, type Json } from '../src/engine/json.ts';
import { optional, shaped, text } from '../src/engine/parameters.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec, runningContainers } from '../src/kube/workloads.ts';
import { secondsOf } from './shared/durations.ts';
import { isServiceTarget, serviceSelectors } from './shared/service-selectors.ts';

type Params = { readonly minGrace: string; readonly fixWith: number | undefined };

export const requirePrestopOrGrace: Rule<'short', Params> = {
  id: 'require-prestop-or-grace',
  category: 'health',
  severity: 'info',
  since: '0.1.0',
  summary: 'A pod behind a Service has a preStop hook or time to end.',
  why: 'A pod is told to stop while it is still being taken out of its Services, so requests keep coming for some seconds. A preStop hook waits for that; without one, the grace period (30 seconds where none is set) has to be long enough to serve them. One hook of a regular container is enough; a tcpSocket hook is never run.',
  whenNot: 'Servers whose clients retry whatever was cut off.',
  messages: { short: 'A Service selects the pod, which has no preStop hook and a grace period of {{grace}} s, less than {{min}}.' },
  parameters: {
    minGrace: text('duration', '45s', 'The least grace period of a pod without preStop hook.'),
    fixWith: optional(shaped<number>({ type: 'integer', minimum: 1, description: 'The grace period to write, in seconds.' }, 1)),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  facts: [serviceSelectors],
  *check(subject, { params: { minGrace: min }, facts }) {
    const pod = podSpec(subject);
    const grace = member(pod?.spec, 'terminationGracePeriodSeconds');
    if (pod === undefined || typeof grace !== 'number' || grace >= (secondsOf(min) ?? grace) || !isUnguarded(subject)) return;
    if (isServiceTarget(subject, facts))
      yield { message: 'short', data: { grace, min }, at: [...pod.path, 'terminationGracePeriodSeconds'], amount: -grace };
  },
};

function isUnguarded(subject: Subject): boolean {
  const containers = runningContainers(subject);
  return containers.length > 0 && !containers.some(({ container }) => hasPreStop(container));
}

function hasPreStop(container: Json): boolean {
  const hook = member(member(container, 'lifecycle'), 'preStop');
  return ['exec', 'httpGet', 'sleep'].some((handler) => isObject(member(hook, handler)));
}
