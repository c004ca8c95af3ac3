import { asObject, member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { requirementsOf, type PodRequirements } from './effective-resources.ts';
import { podSpec, resourcedContainers } from './workloads.ts';

/** What the pods of a workload state; undefined where there is no pod spec. */
export function podRequirements(subject: Identified): PodRequirements | undefined {
  const pod = podSpec(subject);
  if (pod === undefined) return undefined;
  const containers = resourcedContainers(subject).flatMap(({ container, name, role }) =>
    role === 'ephemeral' ? [] : [{ name, role, ...requirementsOf(container) }],
  );
  return { containers, own: requirementsOf(pod.spec), overhead: asObject(member(pod.spec, 'overhead')) };
}
