import { asString, isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';

/**
 * Whether a label selector (meta/v1 LabelSelector) selects these labels. An empty one selects everything; an absent or
 * malformed one nothing: how a null selector is meant depends on the field, which a rule knows.
 */
export function matchesSelector(selector: Json | undefined, labels: Json | undefined): boolean {
  if (!isObject(selector)) return false;
  const expressions = member(selector, 'matchExpressions') ?? [];
  const pairs = member(selector, 'matchLabels') ?? {};
  if (!isList(expressions) || !isObject(pairs)) return false;
  return matchesLabels(pairs, labels) && expressions.every((expression) => matchesExpression(expression, labels));
}

/** Whether labels hold every pair: what a Service's or a ReplicationController's selector asks. */
export function matchesLabels(pairs: JsonObject, labels: Json | undefined): boolean {
  return Object.keys(pairs).every((key) => {
    const wanted = member(pairs, key);
    return typeof wanted === 'string' && member(labels, key) === wanted;
  });
}

function matchesExpression(expression: Json, labels: Json | undefined): boolean {
  const key = member(expression, 'key');
  const values = member(expression, 'values') ?? [];
  const operator = OPERATORS.get(asString(member(expression, 'operator')) ?? '');
  if (typeof key !== 'string' || !isList(values) || operator === undefined) return false;
  const value = member(labels, key);
  return operator(typeof value === 'string' ? value : undefined, values);
}

type Operator = (value: string | undefined, values: readonly Json[]) => boolean;

/** The API refuses In and NotIn without values, and Exists and DoesNotExist with some. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['In', (value, values) => value !== undefined && values.includes(value)],
  ['NotIn', (value, values) => values.length > 0 && (value === undefined || !values.includes(value))],
  ['Exists', (value, values) => values.length === 0 && value !== undefined],
  ['DoesNotExist', (value, values) => values.length === 0 && value === undefined],
]);
