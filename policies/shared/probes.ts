import { isObject, member, type JsonObject } from '../../src/engine/json.ts';
import { boolean, optional, shaped, type Parameters } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence, Remedy, RuleContext } from '../../src/engine/rule.ts';
import { runningContainers } from '../../src/kube/workloads.ts';
import { isServiceTarget } from './service-selectors.ts';

export type ProbeOffence = 'missing' | 'noHandler';
export type ProbeParams = { readonly serviceTargetsOnly: boolean; readonly fixWith: JsonObject | undefined };

/** A probe is never invented: only the settings can say what to ask a container. */
export const PROBE_REMEDY: Remedy = { safety: 'unsafe', value: 'fixWith' };

export function probeParameters(probe: string): Parameters<ProbeParams> {
  const schema = {
    type: 'object',
    anyOf: HANDLERS.map((name) => ({ required: [name] })),
    description: `The ${probe} to give a container.`,
  };
  return {
    serviceTargetsOnly: boolean(false, 'Judge only pods that a Service of the set selects.'),
    fixWith: optional(shaped<JsonObject>(schema, {})),
  };
}

/** Finds the long-running containers whose probe is absent or asks nothing. */
export function missingProbe(probe: 'readinessProbe' | 'livenessProbe') {
  return function* (subject: Subject, { params, facts }: RuleContext<ProbeParams>): Iterable<Offence<ProbeOffence>> {
    if (params.serviceTargetsOnly && !isServiceTarget(subject, facts)) return;
    for (const { container, name, path } of runningContainers(subject)) {
      const value = member(container, probe);
      if (HANDLERS.some((handler) => isObject(member(value, handler)))) continue;
      yield { message: isObject(value) ? 'noHandler' : 'missing', data: { container: name }, at: [...path, probe], container };
    }
  };
}

/** The handlers of core/v1 Probe. */
const HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket'];
