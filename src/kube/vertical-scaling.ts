import { member, type JsonObject } from '../engine/json.ts';
import { parseAmount } from './amounts.ts';
import type { ContainerRequirements } from './effective-resources.ts';
import { formatQuantity } from './quantity.ts';

/**
 * A container after a VerticalPodAutoscaler gave it the most that it may: each request raised to the ceiling, and with it the limit,
 * so that they keep their ratio (controlledValues RequestsAndLimits).
 */
export function scaledUp(container: ContainerRequirements, max: JsonObject, withLimits: boolean): ContainerRequirements {
  const requests = { ...container.requests };
  const limits = { ...container.limits };
  for (const [resource, value] of Object.entries(max)) {
    const most = parseAmount(value) ?? 0n;
    const request = parseAmount(member(container.requests, resource)) ?? 0n;
    if (request >= most) continue;
    requests[resource] = formatQuantity(most);
    const limit = withLimits ? parseAmount(member(container.limits, resource)) : undefined;
    if (limit !== undefined && request > 0n) limits[resource] = formatQuantity((limit * most + request - 1n) / request);
  }
  return { ...container, requests, limits };
}
