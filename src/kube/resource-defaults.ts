import { asList, asObject, asString, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { amountsOf } from './amounts.ts';
import { isPodLevel, mostAtOnce } from './effective-resources.ts';
import { formatQuantity } from './quantity.ts';
import { isAbsent, withMember, withinOrNew } from './sharing.ts';
import { storedAmounts } from './stored-quantity.ts';
import { roleIn, type ContainerList } from './workloads.ts';

/** SetDefaults_Pod: a limit without a request is an equal request. */
export function requestsFromLimits(resources: JsonObject): JsonObject {
  return inheriting(resources, 'requests', member(resources, 'limits'));
}

/** SetDefaults_LimitRangeItem: of containers alone, a maximum is the default limit, that the default request, else the minimum. */
export function limitRangeDefaults(item: JsonObject): JsonObject {
  const amounts = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'].reduce(storedAmounts, item);
  if (member(amounts, 'type') !== 'Container') return amounts;
  const limited = inheriting(amounts, 'default', member(amounts, 'max'));
  const requested = inheriting(limited, 'defaultRequest', member(limited, 'default'));
  return inheriting(requested, 'defaultRequest', member(amounts, 'min'));
}

/**
 * defaultPodRequests: where a pod has a limit of its own, a request that it lacks is what its containers request
 * together, else its limit.
 */
export function podLevelRequests(spec: JsonObject): JsonObject {
  const own = member(spec, 'resources');
  if (!isObject(own) || Object.keys(asObject(member(own, 'limits'))).length === 0) return spec;
  return withMember(spec, 'resources', inheriting(inheriting(own, 'requests', containersRequest(spec)), 'requests', podLimits(own)));
}

function podLimits(resources: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(asObject(member(resources, 'limits'))).filter(([name]) => isPodLevel(name)));
}

/** Fills what one map of quantities lacks from another. */
function inheriting(object: JsonObject, key: string, from: Json | undefined): JsonObject {
  if (!isObject(from)) return object;
  return withinOrNew(object, key, (map) => {
    let result = map;
    for (const name of Object.keys(from)) {
      const value = member(from, name);
      if (!isAbsent(value) && member(map, name) === undefined) result = withMember(result, name, value);
    }
    return result;
  });
}

/** AggregateContainerRequests, written as quantities again; huge pages are left to the limit. */
function containersRequest(spec: JsonObject): JsonObject {
  const containers = [...partsIn(spec, 'containers'), ...partsIn(spec, 'initContainers')];
  const together = [...mostAtOnce(containers)].filter(([name]) => name === 'cpu' || name === 'memory');
  return Object.fromEntries(together.map(([name, amount]) => [name, formatQuantity(amount, isBinary(spec, name) ? 'binary' : 'decimal')]));
}

function partsIn(spec: JsonObject, list: ContainerList) {
  return asList(member(spec, list)).map((container) => ({
    role: roleIn(list, container),
    amounts: amountsOf(member(member(container, 'resources'), 'requests')),
  }));
}

/** A sum is written in the form of its first part. */
function isBinary(spec: JsonObject, name: string): boolean {
  const requests = [...listed(spec, 'containers'), ...listed(spec, 'initContainers')];
  const first = requests.map((map) => asString(member(map, name))).find((text) => text !== undefined);
  return first?.endsWith('i') === true;
}

function listed(spec: JsonObject, list: string): readonly JsonObject[] {
  return asList(member(spec, list)).map((container) => asObject(member(member(container, 'resources'), 'requests')));
}
