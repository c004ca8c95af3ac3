import { asList, member, valueAt, type Json } from '../engine/json.ts';
import { amountsOf, parseAmount, type Amounts } from './amounts.ts';
import { effectiveResources, type PodRequirements } from './effective-resources.ts';
import { formatQuantity } from './quantity.ts';
import { quotaNameOf } from './quota-names.ts';
import { storageClassOf, type ClaimAt } from './volume-claims.ts';

/** What one pod is charged, by canonical quota names: PodUsageFunc of pkg/quota/v1/evaluator/core/pods.go. */
export function podUsage(pod: PodRequirements): Amounts {
  const usage: Amounts = new Map([
    ['pods', ONE],
    ['count/pods', ONE],
  ]);
  for (const list of ['requests', 'limits'] as const)
    for (const [resource, amount] of effectiveResources(pod, list)) {
      const name = quotaNameOf(list, resource);
      if (name !== undefined) usage.set(name, amount);
    }
  return usage;
}

/** ComputePodQOS: whether neither the pod nor, where it states nothing, any of its containers asks for cpu or memory. */
export function isBestEffort({ own, containers }: PodRequirements): boolean {
  const holders = Object.keys({ ...own.requests, ...own.limits }).length > 0 ? [own] : containers;
  return !holders.some(({ requests, limits }) => [requests, limits].some((list) => isAskedFor(list, 'cpu') || isAskedFor(list, 'memory')));
}

/** What a Service is charged, by its type (pkg/quota/v1/evaluator/core/services.go). */
export type ServiceUsage = { readonly loadBalancers: number; readonly nodePorts: number };

export function serviceUsage(spec: Json | undefined): ServiceUsage {
  const ports = asList(member(spec, 'ports'));
  const type = member(spec, 'type');
  if (type === 'NodePort') return { loadBalancers: 0, nodePorts: ports.length };
  if (type !== 'LoadBalancer') return { loadBalancers: 0, nodePorts: 0 };
  const isAllocated = member(spec, 'allocateLoadBalancerNodePorts') !== false;
  const nodePorts = isAllocated ? ports : ports.filter((port) => (member(port, 'nodePort') ?? 0) !== 0);
  return { loadBalancers: 1, nodePorts: nodePorts.length };
}

/** What one claim is charged (pkg/quota/v1/evaluator/core/persistent_volume_claims.go). */
export type ClaimUsage = {
  readonly name: string;
  /** A quantity of whole bytes; absent where it asks for none. */
  readonly storage?: string;
  readonly storageClass?: string;
  readonly attributesClasses: readonly string[];
};

export function claimUsage(at: ClaimAt): ClaimUsage {
  const { name, claim, spec } = at;
  const asked = amountsOf(valueAt(spec, ['resources', 'requests'])).get('storage');
  const given = parseAmount(valueAt(claim, ['status', 'allocatedResources', 'storage'])) ?? 0n;
  const storageClass = storageClassOf(at);
  const classes = [member(spec, CLASS), ...STATUS_CLASSES.map((path) => valueAt(claim, path))];
  return {
    name,
    ...(asked !== undefined && { storage: formatQuantity(wholeBytes(asked > given ? asked : given)) }),
    ...(storageClass !== undefined && { storageClass }),
    attributesClasses: classes.flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : [])),
  };
}

function wholeBytes(amount: bigint): bigint {
  return ((amount + ONE - 1n) / ONE) * ONE;
}

function isAskedFor(list: Json, resource: string): boolean {
  return (parseAmount(member(list, resource)) ?? 0n) > 0n;
}

/** One, in billionths. */
const ONE = 1_000_000_000n;
const CLASS = 'volumeAttributesClassName';
const STATUS_CLASSES = [
  ['status', 'currentVolumeAttributesClassName'],
  ['status', 'modifyVolumeStatus', 'targetVolumeAttributesClassName'],
];
