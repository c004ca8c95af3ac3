import { isObject, member, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import { boolean, optional, shaped, type Parameters } from '../../src/engine/parameters.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence, Remedy, RuleContext } from '../../src/engine/rule.ts';
import { resourcedContainers, runningContainers, type ContainerAt } from '../../src/kube/workloads.ts';
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
      if (hasHandler(value)) continue;
      yield { message: isObject(value) ? 'noHandler' : 'missing', data: { container: name }, at: [...path, probe], container };
    }
  };
}

export interface ProbeAt {
  /** The field: `livenessProbe`. */
  readonly kind: ProbeKind;
  readonly probe: JsonObject;
  readonly path: Path;
  readonly owner: ContainerAt;
}

/** The probes of these containers that ask something. */
export function* probesOf(containers: readonly ContainerAt[]): Iterable<ProbeAt> {
  for (const owner of containers) {
    for (const kind of PROBES) {
      const probe = member(owner.container, kind);
      if (isObject(probe) && hasHandler(probe)) yield { kind, probe, path: [...owner.path, kind], owner };
    }
  }
}

/** The regular containers of long-running pods, and the sidecars beside them. */
export function probedContainers(subject: Subject): readonly ContainerAt[] {
  if (subject.workload?.longRunning !== true) return [];
  return resourcedContainers(subject).filter(({ role }) => role === 'regular' || role === 'sidecar');
}

export function hasHandler(probe: Json | undefined): boolean {
  return HANDLERS.some((handler) => isObject(member(probe, handler)));
}

/** A number of seconds or times of a probe, as stored; what is not written and has no default is zero. */
export function probeNumber(probe: Json | undefined, field: string): number | undefined {
  const value = member(probe, field) ?? 0;
  return typeof value === 'number' ? value : undefined;
}

export type ProbeKind = (typeof PROBES)[number];

export const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
/** The handlers of core/v1 Probe. */
const HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket'];
