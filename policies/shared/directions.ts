import { shaped, type Parameter } from '../../src/engine/parameters.ts';
import type { Direction } from '../../src/kube/network-rules.ts';

export function directionsParameter(description: string): Parameter<readonly Direction[]> {
  const schema = { type: 'array', items: { enum: DIRECTIONS }, description };
  return shaped(schema, DIRECTIONS);
}

/** As a sentence says them: `ingress and egress`. */
export function listed(directions: readonly Direction[]): string {
  return directions.map((direction) => direction.toLowerCase()).join(' and ');
}

const DIRECTIONS: readonly Direction[] = ['Ingress', 'Egress'];
