import { withDefaults } from '../engine/parameters.ts';
import type { JsonObject } from '../engine/json.ts';
import type { Plan } from '../engine/plan.ts';
import type { Operation } from '../engine/resource.ts';
import type { AnyRule, Reach } from '../engine/rule.ts';

export interface WholeReach extends Reach {
  readonly operations: readonly Operation[];
}

/** What a rule can find anything in, whatever the settings and any override make of its parameters. */
export function reachOf(rule: AnyRule, { policy }: Plan): WholeReach {
  const operations = rule.match.operations ?? DEFAULT_OPERATIONS;
  const reaches = parametersOf(rule, policy).map((given) => reachUnder(rule, given));
  const namespaces = reaches.map((reach) => reach.namespaces);
  return {
    operations: operations.filter((one) => reaches.some((reach) => reach.operations?.includes(one) ?? true)),
    warns: rule.softens === true || reaches.some(({ warns }) => warns === true),
    ...(namespaces.every((globs) => globs !== undefined) && { namespaces: [...new Set(namespaces.flat())].toSorted() }),
  };
}

/** A rule that users wrote failed to say it. */
export class ReachFailure extends Error {}

function reachUnder(rule: AnyRule, given: JsonObject): Reach {
  try {
    return rule.reach?.(withDefaults(rule.parameters, given)) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReachFailure(`Rule ${rule.id} failed to say what it reaches: ${reason}. Mend its reach, or switch the rule off until then.`);
  }
}

/** Each instance's own, and those with one override; more of them laid over each other bring no value that is not among these. */
function parametersOf({ id }: AnyRule, { rules, overrides }: Plan['policy']) {
  const changes = overrides.map((override) => override.rules.get(id)?.parameters ?? {});
  return rules
    .filter(({ rule }) => rule.id === id)
    .flatMap(({ setting: { parameters } }) => [parameters, ...changes.map((change) => ({ ...parameters, ...change }))]);
}

const DEFAULT_OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE'];
