import type { Fact, FactEntry } from '../../src/engine/fact.ts';
import { asList, asObject, asString, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { GroupKind, Identified } from '../../src/engine/resource.ts';
import { objectId } from '../../src/kube/object-ids.ts';
import { wholeNumber } from '../../src/kube/pod-counts.ts';

/** How far an autoscaler may go with its target. */
export type Autoscaler = {
  /** The target, by its id. */
  readonly target: string;
  /** The most replicas. */
  readonly max?: number;
  /** Whether it starts a target that stands at zero: a HorizontalPodAutoscaler leaves that alone. */
  readonly fromZero?: boolean;
  /** What it may give to containers, in the order in which it looks for a container's policy. */
  readonly containers?: readonly ContainerCeiling[];
};

/** The most that a VerticalPodAutoscaler gives to a container of a name, or under `*` to any other. */
export type ContainerCeiling = { readonly name: string; readonly max: JsonObject; readonly withLimits: boolean };

export const SCALERS: readonly GroupKind[] = [
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
  { group: 'keda.sh', kind: 'ScaledObject' },
  { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler' },
];

/** By namespace, what scales the workloads there: HorizontalPodAutoscalers, KEDA's ScaledObjects, VerticalPodAutoscalers. */
export const autoscalers: Fact<Autoscaler> = {
  id: 'autoscalers',
  kinds: SCALERS,
  *extract(source) {
    const value = autoscalerOf(source);
    if (source.namespace !== undefined && value !== undefined) yield { key: source.namespace, value };
  },
};

/** Undefined for whatever scales nothing. */
export function autoscalerOf({ resource, kind }: Identified): Autoscaler | undefined {
  const spec = asObject(resource['spec']);
  if (kind === 'HorizontalPodAutoscaler')
    return scalesOut(targetOf(member(spec, 'scaleTargetRef')), member(spec, 'maxReplicas'), isFromZero(spec));
  if (kind === 'ScaledObject')
    return scalesOut(targetOf(member(spec, 'scaleTargetRef')), member(spec, 'maxReplicaCount') ?? KEDA_MAX, true);
  return kind === 'VerticalPodAutoscaler' ? scalesUp(spec) : undefined;
}

/** All that scale one target, by its id. */
export function byTarget(entries: readonly FactEntry<Autoscaler>[]): ReadonlyMap<string, readonly Autoscaler[]> {
  return Map.groupBy(
    entries.map(({ value }) => value),
    ({ target }) => target,
  );
}

/** KEDA takes a target without a kind for a Deployment. */
function targetOf(reference: Json | undefined): string {
  const field = (name: string): string | undefined => asString(member(reference, name));
  return objectId(field('apiVersion') ?? 'apps/v1', field('kind') ?? 'Deployment', field('name') ?? '');
}

function isFromZero(spec: JsonObject): boolean {
  return member(spec, 'minReplicas') === 0;
}

function scalesOut(target: string, most: Json | undefined, fromZero: boolean): Autoscaler {
  const max = wholeNumber(most);
  return { target, ...(max !== undefined && { max }), fromZero };
}

/** One that only recommends changes nothing. */
function scalesUp(spec: JsonObject): Autoscaler | undefined {
  if (valueAt(spec, ['updatePolicy', 'updateMode']) === 'Off') return undefined;
  const containers = asList(valueAt(spec, ['resourcePolicy', 'containerPolicies'])).flatMap(ceilingOf);
  const named = containers.toSorted((a, b) => Number(a.name === '*') - Number(b.name === '*'));
  return { target: targetOf(member(spec, 'targetRef')), containers: named };
}

function ceilingOf(policy: Json): readonly ContainerCeiling[] {
  const name = asString(member(policy, 'containerName')) ?? '*';
  const controlled = member(policy, 'controlledResources') === undefined ? SCALED : asList(member(policy, 'controlledResources'));
  const max = member(policy, 'mode') === 'Off' ? {} : asObject(member(policy, 'maxAllowed'));
  const own = Object.fromEntries(Object.entries(max).filter(([resource]) => controlled.includes(resource)));
  return [{ name, max: own, withLimits: member(policy, 'controlledValues') !== 'RequestsOnly' }];
}

/** What KEDA goes to without maxReplicaCount. */
const KEDA_MAX = 100;
const SCALED: readonly Json[] = ['cpu', 'memory'];
