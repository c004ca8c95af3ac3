import type { JsonObject } from '../engine/json.ts';
import type { MatchCondition } from './match-conditions.ts';

/** What narrows an entry of the registration to some namespaces, or to all others. */
export interface Narrowing {
  /** Of its namespaceSelector. */
  readonly matchExpressions: readonly JsonObject[];
  readonly matchConditions: readonly MatchCondition[];
}

/**
 * Splits requests between an entry for the namespaces that globs cover and one for the rest, so that none goes to both. Names are
 * selected by the label that every namespace has; patterns take CEL, in which the namespace of a Namespace is its own name.
 */
export function narrowTo(globs: readonly string[], where: 'inside' | 'outside'): Narrowing {
  if (globs.length === 0) return { matchExpressions: [], matchConditions: [] };
  if (!globs.some((glob) => glob.includes('*'))) {
    const operator = where === 'inside' ? 'In' : 'NotIn';
    return { matchExpressions: [{ key: NAME_LABEL, operator, values: globs }], matchConditions: [] };
  }
  const inside = `has(request.namespace) && request.namespace.matches(${JSON.stringify(patternOf(globs))})`;
  const condition = { name: `${where}-guarded-namespaces`, expression: where === 'inside' ? inside : `!(${inside})` };
  return { matchExpressions: [], matchConditions: [condition] };
}

/** RE2, anchored at both ends. */
function patternOf(globs: readonly string[]): string {
  const each = globs.map((glob) => glob.split('*').map(escaped).join('.*'));
  return `^(${each.join('|')})$`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.|?+()[\]{}]/gu, String.raw`\$&`);
}

export const NAME_LABEL = 'kubernetes.io/metadata.name';
