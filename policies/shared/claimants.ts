import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Amounts } from '../../src/kube/amounts.ts';
import type { PodRequirements } from '../../src/kube/effective-resources.ts';
import { withSurge } from '../../src/kube/pod-counts.ts';
import { isBestEffort, podUsage } from '../../src/kube/quota-usage.ts';
import { scaledUp } from '../../src/kube/vertical-scaling.ts';
import { autoscalers, byTarget, type Autoscaler } from './autoscalers.ts';
import { classesGiven, withClasses, type Classes } from './default-classes.ts';
import { containerDefaults, withContainerDefaults, type ContainerDefaults } from './container-defaults.ts';
import { demands, type Demand, type PodDemand } from './demands.ts';
import { runtimeOverheads } from './runtime-overheads.ts';

/** How far the count looks ahead. */
export interface Outlook {
  readonly useMaxReplicas: boolean;
  readonly useSurge: boolean;
}

/** An object that asks for something, worked out: at most, after defaults and autoscalers. */
export interface Claimant {
  readonly demand: Demand;
  /** Of one pod, by canonical quota names; empty where there are none. */
  readonly usage: Amounts;
  readonly bestEffort: boolean;
  /** Undefined where nothing written says how many. */
  readonly counts: { readonly replicas: bigint; readonly pods: bigint; readonly kept: bigint } | undefined;
  /** What it was found to add to a bound, by whatever names the bound: asked for again by every object of the namespace. */
  readonly known: Map<string, Addition | undefined>;
}

/** What one object adds to a resource, in billionths of its unit. */
export interface Addition {
  readonly amount: bigint;
  /** What it is the product of; undefined where several things are added up. */
  readonly times?: { readonly count: bigint; readonly each: bigint } | undefined;
  /** What else may come on top, that nothing written counts: `100m on each node`. */
  readonly open?: { readonly each: bigint; readonly per: string } | undefined;
}

/** A claimant, and the object that it is. */
export type ClaimantEntry = FactEntry<Demand> & { readonly claimant: Claimant };

/** All that ask for something in a namespace, each once: what a controller of the set makes is counted with its maker. */
export function claimantsOf(facts: FactsView, namespace: string, outlook: Outlook): readonly ClaimantEntry[] {
  const entries = facts.get(demands, namespace);
  const defaults = facts.get(containerDefaults, namespace).map(({ value }) => value);
  const scalers = outlook.useMaxReplicas ? byTarget(facts.get(autoscalers, namespace)) : NO_SCALERS;
  const { storage, priority } = classesGiven(facts);
  const all = entries.map(({ source, value }) => ({
    source,
    value,
    claimant: claimantOf(value, {
      outlook,
      defaults,
      storage,
      priority,
      overhead: overheadOf(value, facts),
      scalers: scalers.get(value.id) ?? NONE,
    }),
  }));
  const made = madeBy(all);
  return all.filter(({ value }) => !made(value));
}

/** The RuntimeClass plugin writes it into Pods alone, so that no template has it. */
function overheadOf({ pods }: Demand, facts: FactsView): JsonObject | undefined {
  const name = pods?.runtimeClass ?? '';
  return name === '' ? undefined : facts.get(runtimeOverheads, name)[0]?.value;
}

/** What a demand comes to depends on no more than this. */
interface Circumstances extends Classes {
  readonly outlook: Outlook;
  readonly defaults: readonly ContainerDefaults[];
  /** Of the pod's runtime class. */
  readonly overhead: JsonObject | undefined;
  readonly scalers: readonly Autoscaler[];
}

/**
 * Worked out once for each demand, since every object of a namespace asks for the sum of all. Keyed by the demand itself and held
 * against all else that it depends on: so this can neither change an answer nor outlive what the answer is about.
 */
const claimantOf = rememberedUnder((given: Demand, { outlook, defaults, overhead, scalers, ...classes }: Circumstances): Claimant => {
  const demand = withClasses(given, classes);
  const { pods } = demand;
  if (pods === undefined) return { demand, usage: new Map(), bestEffort: false, counts: undefined, known: new Map() };
  const requirements = grown(withOverhead(pods.requirements, overhead), defaults, scalers);
  const bestEffort = isBestEffort(requirements);
  return { demand, usage: podUsage(requirements), bestEffort, counts: countsOf(pods, scalers, outlook), known: new Map() };
});

function rememberedUnder(work: (demand: Demand, under: Circumstances) => Claimant) {
  const known = new WeakMap<Demand, { readonly under: Circumstances; readonly claimant: Claimant }>();
  return (demand: Demand, under: Circumstances): Claimant => {
    const found = known.get(demand);
    if (found !== undefined && isSame(found.under, under)) return found.claimant;
    const claimant = work(demand, under);
    known.set(demand, { under, claimant });
    return claimant;
  };
}

function isSame(a: Circumstances, b: Circumstances): boolean {
  const isSameOutlook = a.outlook.useMaxReplicas === b.outlook.useMaxReplicas && a.outlook.useSurge === b.outlook.useSurge;
  const areSameClasses = a.storage === b.storage && a.priority === b.priority && a.overhead === b.overhead;
  return isSameOutlook && areSameClasses && isSameList(a.defaults, b.defaults) && isSameList(a.scalers, b.scalers);
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** What a pod states of it stands: the plugin refuses one that differs. */
function withOverhead(pod: PodRequirements, overhead: JsonObject | undefined): PodRequirements {
  return overhead === undefined || Object.keys(pod.overhead).length > 0 ? pod : { ...pod, overhead };
}

/** A VerticalPodAutoscaler works on what the LimitRange left. */
function grown(pod: PodRequirements, defaults: readonly ContainerDefaults[], scalers: readonly Autoscaler[]): PodRequirements {
  const ceilings = scalers.flatMap(({ containers }) => containers ?? []);
  const containers = pod.containers.map((container) => {
    const filled = { ...container, ...withContainerDefaults(container, defaults) };
    const ceiling = container.role === 'init' ? undefined : ceilings.find(({ name }) => name === container.name || name === '*');
    return ceiling === undefined ? filled : scaledUp(filled, ceiling.max, ceiling.withLimits);
  });
  return { ...pod, containers };
}

function countsOf({ count }: PodDemand, scalers: readonly Autoscaler[], { useSurge }: Outlook): Claimant['counts'] {
  if (count.replicas === undefined) return undefined;
  const isOff = count.replicas === 0 && !scalers.some(({ fromZero }) => fromZero === true);
  const most = Math.max(count.replicas, ...(isOff ? [] : scalers.map(({ max }) => max ?? 0)));
  const replicas = BigInt(most);
  const pods = useSurge ? withSurge(replicas, count.surge) : replicas;
  const kept = BigInt(count.kept ?? 0);
  return { replicas, pods, kept: kept > pods ? kept : pods };
}

/** By its controller; a claim of a StatefulSet by its name, since it may outlive the StatefulSet and so has no owner. */
function madeBy(all: readonly ClaimantEntry[]): (demand: Demand) => boolean {
  const makers = all.filter(({ value }) => value.pods !== undefined);
  const ids = new Set(makers.map(({ value }) => value.id));
  const claims = new Map(
    makers.flatMap(({ value, claimant }) =>
      value.claims.map(({ name }) => [`${name}-${nameIn(value.id)}`, claimant.counts?.replicas ?? 0n] as const),
    ),
  );
  return ({ id, owner, pods }) => {
    if (owner !== undefined && owner !== id && ids.has(owner)) return true;
    return pods === undefined && claims.size > 0 && isOrdinalOf(nameIn(id), claims);
  };
}

function isOrdinalOf(name: string, claims: ReadonlyMap<string, bigint>): boolean {
  const [, prefix = '', ordinal = ''] = ORDINAL.exec(name) ?? [];
  return ordinal !== '' && BigInt(ordinal) < (claims.get(prefix) ?? 0n);
}

function nameIn(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

const ORDINAL = /^(.+)-(\d{1,10})$/su;
const NONE: readonly never[] = [];
const NO_SCALERS: ReadonlyMap<string, readonly Autoscaler[]> = new Map();
