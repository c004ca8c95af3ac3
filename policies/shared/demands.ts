import type { Fact } from '../../src/engine/fact.ts';
import { asList, asString, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import type { PodRequirements } from '../../src/kube/effective-resources.ts';
import { controllerOf, objectId } from '../../src/kube/object-ids.ts';
import { podCount, type PodCount } from '../../src/kube/pod-counts.ts';
import { podRequirements } from '../../src/kube/pod-requirements.ts';
import { claimUsage, serviceUsage, type ClaimUsage, type ServiceUsage } from '../../src/kube/quota-usage.ts';
import { claimsOf } from '../../src/kube/volume-claims.ts';
import { podSpec } from '../../src/kube/workloads.ts';

/** All that one object asks of its namespace, as far as it alone says. */
export type Demand = {
  readonly id: string;
  /** What made it: where that is in the set, the maker's demand counts, and not this one. */
  readonly owner?: string;
  readonly pods?: PodDemand;
  /** Of each replica, kept when it goes; or a claim that is an object of its own. */
  readonly claims: readonly ClaimUsage[];
  /** Of each pod, gone with it. */
  readonly ephemeralClaims: readonly ClaimUsage[];
  readonly service?: ServiceUsage;
};

export type PodDemand = {
  readonly requirements: PodRequirements;
  readonly count: PodCount;
  readonly terminating: boolean;
  readonly priorityClass: string;
  readonly runtimeClass: string;
  readonly crossNamespace: boolean;
  /** Whether they run until they are stopped. */
  readonly lasting: boolean;
};

/** By namespace, what its workloads, claims and Services ask for. */
export const demands: Fact<Demand> = {
  id: 'demands',
  kinds: ['workloads', { group: '', kind: 'PersistentVolumeClaim' }, { group: '', kind: 'Service' }],
  *extract(source) {
    const { resource, namespace, name } = source;
    if (namespace === undefined) return;
    const owner = controllerOf(source);
    const pods = podsOf(source);
    const claims = claimsOf(source).map((claim) => ({ isEphemeral: claim.path.includes('ephemeral'), usage: claimUsage(claim) }));
    const value: Demand = {
      id: objectId(resource.apiVersion, resource.kind, name),
      ...(owner !== undefined && { owner }),
      ...(pods !== undefined && { pods }),
      claims: claims.filter(({ isEphemeral }) => !isEphemeral).map(({ usage }) => usage),
      ephemeralClaims: claims.filter(({ isEphemeral }) => isEphemeral).map(({ usage }) => usage),
      ...(resource.kind === 'Service' && { service: serviceUsage(resource['spec']) }),
    };
    yield { key: namespace, value };
  },
};

function podsOf(source: Identified): PodDemand | undefined {
  const requirements = podRequirements(source);
  const spec: JsonObject | undefined = podSpec(source)?.spec;
  if (requirements === undefined || spec === undefined) return undefined;
  const deadline = member(spec, 'activeDeadlineSeconds');
  return {
    requirements,
    count: podCount(source),
    terminating: typeof deadline === 'number' && deadline >= 0,
    priorityClass: asString(member(spec, 'priorityClassName')) ?? '',
    runtimeClass: asString(member(spec, 'runtimeClassName')) ?? '',
    crossNamespace: TERMS.some((path) => asList(valueAt(spec, path)).some(looksAround)),
    lasting: source.workload?.longRunning === true,
  };
}

/** crossNamespacePodAffinityTerm, of a term with a weight or without. */
function looksAround(item: Json): boolean {
  const term = member(item, 'podAffinityTerm') ?? item;
  return asList(member(term, 'namespaces')).length > 0 || (member(term, 'namespaceSelector') ?? null) !== null;
}

const TERMS = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) =>
  ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'].map((list) => [
    'affinity',
    affinity,
    list,
  ]),
);
